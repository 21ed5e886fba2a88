using Qcc.Core.Ir;

namespace Qcc.Core.Ops.Integer;

/// <summary>Sums of codes over axes and windows; a Requantize behind them makes the mean (docs/integer-arithmetic.md 3.4).</summary>
static class SumSemantics
{
    /// <summary>The sizes over axes become one, or go.</summary>
    public static IReadOnlyList<TensorType>? Shapes(Node node)
    {
        if (node.Input(0)?.TensorType?.Shape is not { } x || Axes(node, x.Count) is not { } axes)
        {
            return null;
        }
        bool keeps = node.Int("keepdims", 1) != 0;
        return [new(ElementType.S32, [.. Enumerable.Range(0, x.Count).Where(i => keeps || !axes.Contains(i)).Select(i => axes.Contains(i) ? Dim.Of(1) : x[i])])];
    }

    /// <summary>Σ (X - z) over axes.</summary>
    public static IReadOnlyList<Tensor> Sum(Node node, IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!;
        int[] values = IntegerValues.Of(x);
        int zeroPoint = (int)node.Int("x_zero_point", 0);
        IReadOnlyList<int> axes = Axes(node, x.Rank)!;
        long[] kept = [.. x.Shape.Select((size, axis) => axes.Contains(axis) ? 1 : size)];
        int[] sumOf = Broadcast.Indices(kept, x.Shape);
        var sums = new long[IntegerValues.CountOf(kept)];
        for (int i = 0; i < values.Length; i++)
        {
            sums[sumOf[i]] += (long)values[i] - zeroPoint;
        }
        return [IntegerValues.Pack(ElementType.S32, Array.ConvertAll(sums, s => checked((int)s)), IntegerValues.SizesOf(node.Output))];
    }

    /// <summary>Σ (X - z) over the taps inside: a depthwise convolution with weights of one.</summary>
    public static IReadOnlyList<Tensor> SumPool(Node node, IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!;
        int[] values = IntegerValues.Of(x);
        int zeroPoint = (int)node.Int("x_zero_point", 0);
        long[] sizes = IntegerValues.SizesOf(node.Output), plane = [.. x.Shape.Skip(2)];
        IReadOnlyList<long> kernel = node.Ints("kernel_shape")!;
        (int taps, int positions, int size) = (IntegerValues.CountOf(kernel), IntegerValues.CountOf(sizes.Skip(2)), IntegerValues.CountOf(plane));
        Window[] windows = Window.Of(node, [.. x.Shape.Select(s => Dim.Of(s))], kernel)!;
        var result = new int[IntegerValues.CountOf(sizes)];
        var reads = new int[positions];
        for (int t = 0; t < taps; t++)
        {
            ConvolutionSemantics.Reads(t, windows, plane, sizes[2..], reads);
            for (int first = 0, from = 0; first < result.Length; first += positions, from += size)
            {
                for (int o = 0; o < positions; o++)
                {
                    result[first + o] = checked(result[first + o] + (reads[o] < 0 ? 0 : values[from + reads[o]] - zeroPoint));
                }
            }
        }
        return [IntegerValues.Pack(ElementType.S32, result, sizes)];
    }

    static IReadOnlyList<int>? Axes(Node node, int rank)
    {
        int?[] axes = [.. (node.Ints("axes") ?? []).Select(a => Shape.Axis(a, rank))];
        return axes.Contains(null) ? null : [.. axes.Select(a => a!.Value)];
    }
}
