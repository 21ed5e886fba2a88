using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using Qcc.Passes.Equalize;

namespace Qcc.Passes.Tests;

/// <summary>
/// A rewrite of the Equalize stage as a pass, so that cases show what it does: with factors of 2 and 4 in turn, or signs of 1, at every place that can take
/// them, in the place of what statistics would choose.
/// </summary>
sealed class RewritePass(string name, Func<Graph, PassContext, IReadOnlyList<EqualizationDecision>> choose) : Pass
{
    public static IReadOnlyList<Pass> All { get; } =
    [
        new RewritePass(nameof(EqualizeAcrossLayers), (graph, _) => [.. ChannelGroup.In(graph).SelectMany(Equalized)]),
        new RewritePass(nameof(RotateResidualStream), (graph, context) =>
        {
            foreach (ResidualStream stream in ResidualStream.In(graph).Where(s => s.Declined is not null))
            {
                context.Declined(nameof(RotateResidualStream), stream.Start, stream.Declined!);
            }
            return [.. RotateResidualStream.Choose(graph).Select(d => d with { Factors = [.. d.Factors.Select(_ => 1f)] })];
        }),
        new RewritePass(nameof(ScaleBeforeLayers), (graph, _) => [.. DenseReaders.In(graph).Select(v => new EqualizationDecision([v.Name], Factors(Channels(v)), nameof(ScaleBeforeLayers)))]),
        new RewritePass(nameof(RotateBeforeLayers), (graph, _) => [.. DenseReaders.In(graph).Where(v => Channels(v) % 2 == 0).Select(v => new EqualizationDecision([v.Name], [1, 1], nameof(RotateBeforeLayers)))]),
    ];

    public override string Name => name;

    public override string Summary => name;

    public override Stage Stage => Stage.Equalize;

    public override bool Run(Graph graph, PassContext context)
    {
        IReadOnlyList<EqualizationDecision> decisions = choose(graph, context);
        Assert.All(decisions, d => Assert.Null(ModelRewrites.Of(name)!.Refuses(graph, [d])));
        ModelRewrites.Of(name)!.Apply(graph, decisions);
        return decisions.Count > 0;
    }

    static IEnumerable<EqualizationDecision> Equalized(ChannelGroup group)
    {
        float[] factors = [.. Factors(group.Classes).Select((f, c) => group.IsFree(c) ? f : 1)];
        return group.Values.Select(v => new EqualizationDecision([v.Name], group.FactorsOf(v, factors)));
    }

    static int Channels(Value value) => (int)value.TensorType!.Size(-1)!.Value;

    static float[] Factors(int count) => [.. Enumerable.Range(0, count).Select(c => c % 2 == 0 ? 2f : 4f)];
}
