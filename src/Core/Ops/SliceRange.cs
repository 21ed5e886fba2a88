using Qcc.Core.Ir;

namespace Qcc.Core.Ops;

/// <summary>What a Slice takes along one axis.</summary>
public readonly record struct SliceRange(int Axis, long Start, long End, long Step)
{
    /// <summary>Whether everything is taken, whatever the size.</summary>
    public bool IsWhole => Start == 0 && Step == 1 && End >= int.MaxValue;

    /// <summary>Number of elements taken of <paramref name="size"/>.</summary>
    public long Count(long size)
    {
        (long start, long end) = Clamped(size);
        long distance = Step > 0 ? end - start : start - end;
        long step = Math.Abs(Step);
        return distance <= 0 ? 0 : (distance - 1) / step + 1;
    }

    /// <summary>First element and the one behind the last, inside of 0..size (-1 where a backward slice ends before the first).</summary>
    public (long Start, long End) Clamped(long size)
    {
        long start = Start < 0 ? Start + size : Start, end = End < 0 ? End + size : End;
        return Step > 0
            ? (Math.Clamp(start, 0, size), Math.Clamp(end, 0, size))
            : (Math.Clamp(start, 0, Math.Max(size - 1, 0)), Math.Clamp(end, -1, size));
    }

    /// <summary>The ranges of a Slice node with constant operands (inputs since opset 10, attributes before); null where they are not, or malformed.</summary>
    public static IReadOnlyList<SliceRange>? Of(Node node, int rank)
    {
        bool byInputs = node.Inputs.Count > 1;
        long[]? starts = byInputs ? Integers(node, 1) : node.Ints("starts")?.ToArray();
        long[]? ends = byInputs ? Integers(node, 2) : node.Ints("ends")?.ToArray();
        if (starts is null || ends is null || starts.Length != ends.Length)
        {
            return null;
        }
        long[]? axes = node.Input(3) is null ? node.Ints("axes")?.ToArray() ?? [.. Enumerable.Range(0, starts.Length).Select(i => (long)i)] : Integers(node, 3);
        long[]? steps = node.Input(4) is null ? [.. Enumerable.Repeat(1L, starts.Length)] : Integers(node, 4);
        if (axes?.Length != starts.Length || steps?.Length != starts.Length)
        {
            return null;
        }
        var ranges = new SliceRange[starts.Length];
        for (int i = 0; i < ranges.Length; i++)
        {
            if (Shape.Axis(axes[i], rank) is not { } axis || steps[i] is 0 or long.MinValue)
            {
                return null;
            }
            ranges[i] = new SliceRange(axis, starts[i], ends[i], steps[i]);
        }
        return ranges.DistinctBy(r => r.Axis).Count() == ranges.Length ? ranges : null;
    }

    static long[]? Integers(Node node, int input) =>
        node.Constant(input) is { Element: ElementType.S64 or ElementType.S32, Rank: 1 } c ? c.ToInt64() : null;
}
