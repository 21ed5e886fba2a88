using System.Runtime.InteropServices;
using Qcc.Core.Ir;

namespace Qcc.Core.Quantization;

/// <summary>Where a node runs.</summary>
public enum Placement
{
    /// <summary>In float.</summary>
    Float,

    /// <summary>In an integer kernel with a quantized result.</summary>
    Integer,

    /// <summary>In an integer kernel that leaves its result in float.</summary>
    IntegerToFloat,

    /// <summary>In an integer kernel that quantizes its float input itself at each run and leaves its result in float.</summary>
    Dynamic,

    /// <summary>In a kernel that reads codes of its weights; its input and its result are float.</summary>
    WeightOnly,

    /// <summary>Nowhere: the code range of the kernel before it does its work.</summary>
    Absorbed,
}

/// <summary>What placements have in common.</summary>
public static class Placements
{
    /// <summary>Whether a node of this placement runs in a kernel that reads codes.</summary>
    public static bool IsInteger(this Placement placement) => placement is Placement.Integer or Placement.IntegerToFloat or Placement.Dynamic or Placement.WeightOnly;
}

/// <summary>
/// Every quantization decision of a compile, with its reason: what <c>--save-plan</c> writes and <c>--plan</c> replays.
/// Values and nodes are named as in the canonical graph, which keeps the names of the file; a node goes by its first output.
/// </summary>
public sealed record QuantizationPlan
{
    /// <summary>Version of the document; fields are only added within one.</summary>
    public int Schema { get; init; } = 1;

    public required string Target { get; init; }

    /// <summary><see cref="Method"/> of a plan in which nothing is integer.</summary>
    public const string FloatMethod = "float";

    /// <summary>The observer and remedies in force, in words; <see cref="FloatMethod"/> where nothing is integer.</summary>
    public required string Method { get; init; }

    /// <summary>What scales become, for targets without floats; null for others.</summary>
    public Multipliers? Multipliers { get; init; }

    public required IReadOnlyList<NodeDecision> Nodes { get; init; }
    public required IReadOnlyList<ValueDecision> Values { get; init; }

    /// <summary>Hash of the options that the decisions were made with; null where a document leaves it out.</summary>
    public string? OptionsSha256 { get; init; }

    /// <summary>Version of qcc that made the decisions; null where a document leaves it out.</summary>
    public string? Qcc { get; init; }

    /// <summary>SHA-256 of the model file that they were made for; null where a document leaves it out. A plan fits other weights under the same names too.</summary>
    public string? InputSha256 { get; init; }

    /// <summary>
    /// Options beside the decisions on which the bytes of the file depend, as the command line writes them, those at their defaults left out; null where
    /// a document leaves them out.
    /// </summary>
    public IReadOnlyList<string>? Options { get; init; }

    /// <summary>Names of the caller's own passes over the graph that the plan is about; none where a document leaves them out.</summary>
    public IReadOnlyList<string> ExtraPasses { get; init => field = value ?? []; } = [];

    /// <summary>What the Equalize stage did to the float model, in that order; nothing where a document leaves it out.</summary>
    public IReadOnlyList<EqualizationDecision> Equalization { get; init => field = value ?? []; } = [];

    /// <summary>Whether a plan over the same graph decides the same, for whatever reasons: both then give the same file.</summary>
    public bool LowersLike(QuantizationPlan other) =>
        Values.Select(v => v with { Reason = "" }).SequenceEqual(other.Values.Select(v => v with { Reason = "" }))
        && Nodes.Select(n => (n.Output, n.Placement)).SequenceEqual(other.Nodes.Select(n => (n.Output, n.Placement)))
        && Equalization.Count == other.Equalization.Count && Equalization.Zip(other.Equalization).All(e => e.First.Pass == e.Second.Pass && e.First.Values.SequenceEqual(e.Second.Values) && e.First.Factors.AsSpan().SequenceEqual(e.Second.Factors))
        && Nodes.Zip(other.Nodes).All(n => n.First.BiasCorrection.AsSpan().SequenceEqual(n.Second.BiasCorrection) && n.First.WeightCodes.AsSpan().SequenceEqual(n.Second.WeightCodes)
            && WeightGrid.Equal(n.First.WeightGrid, n.Second.WeightGrid));

    /// <summary>The most frequent reasons for float where nothing is integer; null where something is.</summary>
    public string? WhyNothingIsInteger()
    {
        if (Nodes.Any(n => n.Placement.IsInteger()))
        {
            return null;
        }
        string why = string.Join(", ", Nodes.GroupBy(n => n.Reason).OrderByDescending(g => g.Count()).Take(2).Select(g => $"{g.Key} ({g.Count()} node{(g.Count() == 1 ? "" : "s")})"));
        return why.Length == 0 ? "the graph has no nodes" : why;
    }
}

/// <summary>Where a node runs and why.</summary>
/// <param name="Output">Name of the node's first output.</param>
/// <param name="Node">The node's label, for people.</param>
/// <param name="Operator">Its operator.</param>
/// <param name="BiasCorrection">What is added to the bias, per output channel (docs/algorithms.md C10); null: nothing.</param>
/// <param name="WeightCodes">Codes of the weights, in their order, two's complement (docs/algorithms.md C11); null: the nearest ones.</param>
/// <param name="WeightGrid">What the codes of the weights stand for; null: 8 bits with a scale for each output channel, which follows from the weights.</param>
public sealed record NodeDecision(string Output, string Node, string Operator, Placement Placement, string Reason, float[]? BiasCorrection = null, byte[]? WeightCodes = null,
    WeightGrid? WeightGrid = null)
{
    /// <summary>SQNR of its result against the float model in dB, as Check measured it, to a tenth; null where it did not.</summary>
    public double? SqnrDb { get; init; }

    /// <summary><see cref="WeightCodes"/> as the signed numbers that they are.</summary>
    public sbyte[]? SignedWeightCodes() => WeightCodes is { } codes ? [.. MemoryMarshal.Cast<byte, sbyte>(codes)] : null;
}

/// <summary>Per-tensor parameters of an activation, with the reason for its range.</summary>
/// <param name="Type">Type of the codes: U8, or S16 around zero point 0.</param>
/// <param name="Narrow">Parameters of the 8-bit codes that kernels read which take no 16 bits, or are to take none; null where there are none.</param>
public sealed record ValueDecision(string Value, float Scale, int ZeroPoint, string Reason, ElementType Type = ElementType.U8, NarrowCodes? Narrow = null)
{
    /// <summary>Scale of the codes that a layer with weights reads.</summary>
    public float ScaleInLayers() => Narrow?.Scale ?? Scale;
}

/// <summary>Parameters of uint8 codes beside wider ones of the same value.</summary>
public sealed record NarrowCodes(float Scale, int ZeroPoint);

/// <summary>One place at which the float model was rewritten before it is quantized.</summary>
/// <param name="Values">The values that it concerns.</param>
/// <param name="Factors">Numbers that the pass chose: for EqualizeAcrossLayers what the values are divided by, one per channel.</param>
/// <param name="Pass">The pass that wrote it.</param>
public sealed record EqualizationDecision(IReadOnlyList<string> Values, float[] Factors, string Pass = "EqualizeAcrossLayers");
