using Qcc.Core.Ir;

namespace Qcc.Check;

/// <summary>What comparing two runs of one integer graph gave.</summary>
/// <param name="Tensors">Tensors compared, each once a sample and session.</param>
/// <param name="Elements">Their elements.</param>
/// <param name="Differing">Tensors of another type or sizes, or with an element that differs, and how many elements did, by name.</param>
sealed record TwinTally(long Tensors, long Elements, IReadOnlyDictionary<string, long> Differing)
{
    /// <summary>Nothing compared.</summary>
    public static TwinTally None { get; } = new(0, 0, new Dictionary<string, long>());

    /// <summary>Elements that differ; all of a tensor of another type or sizes.</summary>
    public long Mismatches => Differing.Values.Sum();

    /// <summary>One tensor.</summary>
    public static TwinTally Of(string name, Tensor actual, Tensor expected)
    {
        long mismatches = Count(actual, expected);
        return new(1, expected.Count, mismatches == 0 ? None.Differing : new Dictionary<string, long> { [name] = mismatches });
    }

    public static TwinTally operator +(TwinTally a, TwinTally b) => new(a.Tensors + b.Tensors, a.Elements + b.Elements,
        b.Differing.Count == 0 ? a.Differing : a.Differing.Concat(b.Differing).GroupBy(d => d.Key, d => d.Value).ToDictionary(g => g.Key, g => g.Sum(), StringComparer.Ordinal));

    public override string ToString() => $"{Tensors} tensors, {Elements} elements compared, {Mismatches} mismatches"
        + (Differing.Count == 0 ? "" : $" in {string.Join(", ", Differing.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Key} ({d.Value})"))}");

    static long Count(Tensor actual, Tensor expected)
    {
        if (actual.Element != expected.Element || !actual.Shape.SequenceEqual(expected.Shape))
        {
            return Math.Max(expected.Count, 1);
        }
        ReadOnlySpan<byte> left = actual.Bytes.Span, right = expected.Bytes.Span;
        if (left.SequenceEqual(right))
        {
            return 0;
        }
        int width = expected.Element.BitWidth() / 8;
        long differing = 0;
        for (int i = 0; i < left.Length; i += width)
        {
            differing += left.Slice(i, width).SequenceEqual(right.Slice(i, width)) ? 0 : 1;
        }
        return differing;
    }
}
