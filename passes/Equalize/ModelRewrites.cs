using Qcc.Core.Ir;

namespace Qcc.Passes.Equalize;

/// <summary>The rewrites of the float model that the search knows. Those of one pass are applied alike.</summary>
public static class ModelRewrites
{
    /// <summary>Equalization before depthwise convolutions only, which costs nothing.</summary>
    public static ModelRewrite EqualizationBeforeDepthwise { get; } = Equalization("equalization before depthwise layers", dense: false);

    /// <summary>Equalization everywhere, the weights of dense layers taking the share of the range that rounding errors ask for.</summary>
    public static ModelRewrite EqualizationEverywhere { get; } = Equalization("cross-layer equalization", dense: true);

    /// <summary>Channels scaled for products whose weights become codes in blocks.</summary>
    /// <param name="isBlocked">Whether a node's do.</param>
    public static ModelRewrite ScalingForBlocks(Func<Node, bool> isBlocked, int bits, int blockSize) => EqualizationEverywhere with
    {
        Name = "channels scaled for blocks",
        Choose = (graph, statistics) => EqualizeAcrossLayers.ChooseForBlocks(graph, statistics, isBlocked, bits, blockSize),
    };

    /// <summary>Rotation of residual streams.</summary>
    public static ModelRewrite Rotation { get; } = new(nameof(RotateResidualStream), "rotated residual stream")
    {
        Choose = (graph, _) => RotateResidualStream.Choose(graph),
        Apply = RotateResidualStream.Apply,
        Refuses = RotateResidualStream.Refuses,
    };

    /// <summary>Factors before dense layers that nothing before them can take.</summary>
    public static ModelRewrite ScaledInputs { get; } = new(nameof(ScaleBeforeLayers), "scaled inputs of layers")
    {
        Choose = ScaleBeforeLayers.Choose,
        Apply = ScaleBeforeLayers.Apply,
        Refuses = ScaleBeforeLayers.Refuses,
        Statistics = ScaleBeforeLayers.Statistics,
        AddsOperators = true,
    };

    /// <summary>Rotations before dense layers.</summary>
    public static ModelRewrite RotatedInputs { get; } = new(nameof(RotateBeforeLayers), "rotated inputs of layers")
    {
        Choose = RotateBeforeLayers.Choose,
        Apply = RotateBeforeLayers.Apply,
        Refuses = RotateBeforeLayers.Refuses,
        WhyFloat = RotateBeforeLayers.WhyFloat,
        AddsOperators = true,
    };

    /// <summary>All that plans name.</summary>
    public static IReadOnlyList<ModelRewrite> All { get; } = [EqualizationBeforeDepthwise, EqualizationEverywhere, Rotation, ScaledInputs, RotatedInputs];

    /// <summary>A rewrite that applies the decisions of a pass; null where no such pass is known.</summary>
    public static ModelRewrite? Of(string pass) => All.FirstOrDefault(r => r.Pass == pass);

    static ModelRewrite Equalization(string name, bool dense) => new(nameof(EqualizeAcrossLayers), name)
    {
        Choose = (graph, statistics) => EqualizeAcrossLayers.Choose(graph, statistics, dense),
        Apply = EqualizeAcrossLayers.Apply,
        Refuses = EqualizeAcrossLayers.Refuses,
        Statistics = EqualizeAcrossLayers.Divided,
    };
}
