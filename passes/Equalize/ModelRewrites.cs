using Qcc.Core.Ir;
using Qcc.Core.Quantization;

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
        Summary = "W·R, Rᵀ·W: spreads what stands out in a residual stream over its channels, where held-out samples gain",
        Choose = (graph, _) => RotateResidualStream.Choose(graph),
        Apply = RotateResidualStream.Apply,
        Refuses = RotateResidualStream.Refuses,
    };

    /// <summary>Factors before dense layers that nothing before them can take.</summary>
    public static ModelRewrite ScaledInputs { get; } = new(nameof(ScaleBeforeLayers), "scaled inputs of layers")
    {
        Summary = "x read by W => x/s read by s·W, by a Mul, where no layer before can divide, and held-out samples gain",
        Choose = ScaleBeforeLayers.Choose,
        Apply = ScaleBeforeLayers.Apply,
        Refuses = ScaleBeforeLayers.Refuses,
        Statistics = ScaleBeforeLayers.Statistics,
        AddsOperators = true,
    };

    /// <summary>Rotations before dense layers.</summary>
    public static ModelRewrite RotatedInputs { get; } = new(nameof(RotateBeforeLayers), "rotated inputs of layers")
    {
        Summary = "x read by W => x·R read by Rᵀ·W, R of blocks, where held-out samples gain",
        Choose = RotateBeforeLayers.Choose,
        Apply = RotateBeforeLayers.Apply,
        Refuses = RotateBeforeLayers.Refuses,
        WhyFloat = RotateBeforeLayers.WhyFloat,
        AddsOperators = true,
    };

    /// <summary>All that plans name, in the order in which the search tries them.</summary>
    public static IReadOnlyList<ModelRewrite> All { get; } = [EqualizationBeforeDepthwise, EqualizationEverywhere, Rotation, ScaledInputs, RotatedInputs];

    /// <summary>A rewrite that applies the decisions of a pass; null where no such pass is known.</summary>
    public static ModelRewrite? Of(string pass) => All.FirstOrDefault(r => r.Pass == pass);

    /// <summary>The decisions of a plan in portions, those of a pass that stand together having been made together.</summary>
    public static IEnumerable<IReadOnlyList<EqualizationDecision>> Portions(IReadOnlyList<EqualizationDecision> decisions)
    {
        for (int first = 0; first < decisions.Count;)
        {
            EqualizationDecision[] together = [.. decisions.Skip(first).TakeWhile(e => e.Pass == decisions[first].Pass)];
            yield return together;
            first += together.Length;
        }
    }

    static ModelRewrite Equalization(string name, bool dense) => new(nameof(EqualizeAcrossLayers), name)
    {
        Summary = "x/s, W1/s, s·W2: evens out the ranges of channels between layers, where held-out samples gain",
        Choose = (graph, statistics) => EqualizeAcrossLayers.Choose(graph, statistics, dense),
        Apply = EqualizeAcrossLayers.Apply,
        Refuses = EqualizeAcrossLayers.Refuses,
        Statistics = EqualizeAcrossLayers.Divided,
    };
}
