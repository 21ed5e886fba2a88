using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer.Nonlinear;

namespace Qcc.Core.Ops.Integer;

/// <summary>Linear interpolation of planes (docs/integer-arithmetic.md 3.9), and how an axis stands in a node.</summary>
public static class LinearResizeSemantics
{
    /// <summary>The constants of an axis: the two places that each position reads, s64 [2,size], and the first one's weight in Q11, s32 [size].</summary>
    public static (Tensor Places, Tensor Weights) ConstantsOf(LinearResizeAxis axis)
    {
        ArgumentNullException.ThrowIfNull(axis);
        int size = axis.Taps.Length;
        long[] places = [.. axis.Taps.Select(t => (long)t.Left), .. axis.Taps.Select(t => (long)t.Right)];
        return (Tensor.Of(places, 2, size), Tensor.Of(ElementType.S32, axis.Taps.Select(t => t.Weight).ToArray(), size));
    }

    /// <summary>The axis of a node's constants.</summary>
    public static LinearResizeAxis AxisOf(Tensor places, Tensor weights)
    {
        int[] at = IntegerValues.Of(places), weight = IntegerValues.Of(weights);
        return new([.. weight.Select((w, i) => new LinearTap(at[i], at[weight.Length + i], w))]);
    }

    /// <summary>[N,C,H,W] gets the sizes of the two axes.</summary>
    internal static IReadOnlyList<TensorType>? Shapes(Node node) =>
        node.Input(0)?.TensorType is { Shape: { Count: 4 } shape } x && node.Input(2)?.TensorType?.Shape is [var height] && node.Input(4)?.TensorType?.Shape is [var width]
            ? [x with { Shape = [shape[0], shape[1], height, width] }]
            : null;

    internal static IReadOnlyList<Tensor> Resize(Node node, IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!;
        LinearResizeAxis rows = AxisOf(inputs[1]!, inputs[2]!), columns = AxisOf(inputs[3]!, inputs[4]!);
        int height = (int)x.Shape[2], width = (int)x.Shape[3], planes = IntegerValues.CountOf(x.Shape.Take(2));
        int from = height * width, to = rows.Taps.Length * columns.Taps.Length;
        int[] codes = IntegerValues.Of(x), result = new int[planes * to];
        for (int plane = 0; plane < planes; plane++)
        {
            columns.Apply(rows, codes.AsSpan(plane * from, from), width, result.AsSpan(plane * to, to));
        }
        return [IntegerValues.Pack(x.Element, result, [x.Shape[0], x.Shape[1], rows.Taps.Length, columns.Taps.Length])];
    }
}
