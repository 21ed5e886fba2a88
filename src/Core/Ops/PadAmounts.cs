using Qcc.Core.Ir;

namespace Qcc.Core.Ops;

/// <summary>What a Pad adds (or, negative, cuts) before and behind each dimension.</summary>
public sealed record PadAmounts(IReadOnlyList<long> Begin, IReadOnlyList<long> End)
{
    /// <summary>The amounts of a Pad node with constant operands (inputs since opset 11, attributes before); null where they are not, or malformed.</summary>
    public static PadAmounts? Of(Node node, int rank)
    {
        IReadOnlyList<long>? pads = node.Inputs.Count == 1 ? node.Ints("pads") : Integers(node, 1);
        long[]? axes = node.Input(3) is null ? [.. Enumerable.Range(0, rank).Select(i => (long)i)] : Integers(node, 3);
        if (pads is null || axes is null || pads.Count != 2 * axes.Length || pads.Any(p => p is < -Shape.Limit or > Shape.Limit))
        {
            return null;
        }
        long[] begin = new long[rank], end = new long[rank];
        for (int i = 0; i < axes.Length; i++)
        {
            if (Shape.Axis(axes[i], rank) is not { } axis)
            {
                return null;
            }
            begin[axis] += pads[i];
            end[axis] += pads[i + axes.Length];
        }
        return new PadAmounts(begin, end);
    }

    static long[]? Integers(Node node, int input) =>
        node.Constant(input) is { Element: ElementType.S64 or ElementType.S32, Rank: 1 } c ? c.ToInt64() : null;
}
