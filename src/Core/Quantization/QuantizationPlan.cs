namespace Qcc.Core.Quantization;

/// <summary>
/// Every quantization decision of a compile, with its reason: what <c>--save-plan</c> writes and <c>--plan</c> replays.
/// Names are those of the canonical graph, which keeps the names of the file.
/// </summary>
public sealed record QuantizationPlan
{
    public int Schema { get; init; } = 1;
    public required string Target { get; init; }

    /// <summary>The observer and remedies in force, in words.</summary>
    public required string Method { get; init; }

    public required IReadOnlyList<NodeDecision> Nodes { get; init; }
    public required IReadOnlyList<ValueDecision> Values { get; init; }

    /// <summary>Channel scales of equalization: the value that is divided by them and the factor per channel.</summary>
    public IReadOnlyList<EqualizationDecision> Equalization { get; init; } = [];
}

/// <summary>Where a node runs.</summary>
/// <param name="Integer">Whether it runs in an integer kernel.</param>
/// <param name="BiasCorrection">What is added to each bias, per output channel; null: nothing.</param>
public sealed record NodeDecision(string Node, string Operator, bool Integer, string Reason, float[]? BiasCorrection = null);

/// <summary>Quantization parameters of an activation.</summary>
public sealed record ValueDecision(string Value, string Type, float Scale, int ZeroPoint, string Reason);

/// <summary>Per-channel factors by which a group of values is divided.</summary>
public sealed record EqualizationDecision(string Value, float[] Factors);
