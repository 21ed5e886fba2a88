using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Equalize;

/// <summary>
/// A rewrite of the float model that keeps its function and may be easier to quantize. The search tries it and keeps it where the error on held-out
/// samples falls; what it decided stands in the plan, which applies it again without statistics.
/// </summary>
/// <param name="Pass">The pass that applies it, by the name of its class, as plans call it.</param>
/// <param name="Name">As people call it: part of <see cref="QuantizationPlan.Method"/>.</param>
public sealed record ModelRewrite(string Pass, string Name)
{
    /// <summary>One line: what it does, and when.</summary>
    public required string Summary { get; init; }

    /// <summary>What to rewrite; nothing where there is nothing to gain.</summary>
    public required Func<Graph, ActivationStatistics, IReadOnlyList<EqualizationDecision>> Choose { get; init; }

    /// <summary>Writes decisions into a graph whose values have the names that the choice was made on.</summary>
    public required Action<Graph, IReadOnlyList<EqualizationDecision>> Apply { get; init; }

    /// <summary>
    /// Why the last of the decisions that somebody wrote into a plan does not fit a graph beside those before it; null where it does. The values that they
    /// name are in the graph.
    /// </summary>
    public required Func<Graph, IReadOnlyList<EqualizationDecision>, string?> Refuses { get; init; }

    /// <summary>Statistics of the rewritten model, where they follow from the graph and the statistics before; null: the samples must run through it.</summary>
    public Func<Graph, ActivationStatistics, IReadOnlyList<EqualizationDecision>, ActivationStatistics>? Statistics { get; init; }

    /// <summary>Whether the rewritten model has more operators, and takes more time.</summary>
    public bool AddsOperators { get; init; }

    /// <summary>Whether trying it takes a run of the samples, or it leaves operators: it is tried after those that cost nothing, while the error asks for it.</summary>
    public bool IsCostly => AddsOperators || Statistics is null;

    /// <summary>Why a node that the rewrite adds must not become integer; null for all others.</summary>
    public Func<Node, string?> WhyFloat { get; init; } = _ => null;
}
