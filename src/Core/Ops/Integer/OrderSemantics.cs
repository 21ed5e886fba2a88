using Qcc.Core.Ir;

namespace Qcc.Core.Ops.Integer;

/// <summary>Operators that compare codes of one scale: a positive scale keeps the order (docs/integer-arithmetic.md 3.5).</summary>
static class OrderSemantics
{
    /// <summary>The greatest code of each window; padding is the least code.</summary>
    public static IReadOnlyList<Tensor> MaxPool(Node node, IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!;
        int[] values = IntegerValues.Of(x);
        long[] sizes = IntegerValues.SizesOf(node.Output), plane = [.. x.Shape.Skip(2)];
        IReadOnlyList<long> kernel = node.Ints("kernel_shape")!;
        (int taps, int positions, int size) = (IntegerValues.CountOf(kernel), IntegerValues.CountOf(sizes.Skip(2)), IntegerValues.CountOf(plane));
        Window[] windows = Window.Of(node, [.. x.Shape.Select(s => Dim.Of(s))], kernel)!;
        var result = new int[IntegerValues.CountOf(sizes)];
        Array.Fill(result, (int)x.Element.Range().Low);
        var reads = new int[positions];
        for (int t = 0; t < taps; t++)
        {
            ConvolutionSemantics.Reads(t, windows, plane, sizes[2..], reads);
            for (int first = 0, from = 0; first < result.Length; first += positions, from += size)
            {
                for (int o = 0; o < positions; o++)
                {
                    result[first + o] = reads[o] < 0 ? result[first + o] : Math.Max(result[first + o], values[from + reads[o]]);
                }
            }
        }
        return [IntegerValues.Pack(x.Element, result, sizes)];
    }

    /// <summary>The greatest code over axes; all of them where none is named.</summary>
    public static IReadOnlyList<Tensor> ReduceMax(Node node, IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!;
        IReadOnlyList<int> axes = Shape.ReducedAxes(node, x.Rank)!;
        int[] values = IntegerValues.Of(x);
        long[] kept = [.. x.Shape.Select((size, axis) => axes.Contains(axis) ? 1 : size)];
        int[] placeOf = Broadcast.Indices(kept, x.Shape);
        var result = new int[IntegerValues.CountOf(kept)];
        Array.Fill(result, int.MinValue);
        for (int i = 0; i < values.Length; i++)
        {
            result[placeOf[i]] = Math.Max(result[placeOf[i]], values[i]);
        }
        return [IntegerValues.Pack(x.Element, result, IntegerValues.SizesOf(node.Output))];
    }

    /// <summary>Where the greatest code along the axis is; the first of equal ones, or the last with select_last_index.</summary>
    public static IReadOnlyList<Tensor> ArgMax(Node node, IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!;
        int axis = Shape.Axis(node.Int("axis", 0), x.Rank)!.Value;
        bool last = node.Int("select_last_index", 0) != 0;
        int[] values = IntegerValues.Of(x);
        int size = (int)x.Shape[axis], inner = IntegerValues.CountOf(x.Shape.Skip(axis + 1)), outer = IntegerValues.CountOf(x.Shape.Take(axis));
        var result = new int[outer * inner];
        for (int i = 0; i < result.Length; i++)
        {
            int first = i / inner * size * inner + i % inner;
            for (int k = 1; k < size; k++)
            {
                (int challenger, int best) = (values[first + k * inner], values[first + result[i] * inner]);
                result[i] = challenger > best || (last && challenger == best) ? k : result[i];
            }
        }
        return [IntegerValues.Pack(ElementType.S64, result, IntegerValues.SizesOf(node.Output))];
    }

    /// <summary>Elementwise, with broadcasting.</summary>
    public static IReadOnlyList<Tensor> Max(Node node, IReadOnlyList<Tensor?> inputs) => Fold(node, inputs, Math.Max);

    /// <inheritdoc cref="Max"/>
    public static IReadOnlyList<Tensor> Min(Node node, IReadOnlyList<Tensor?> inputs) => Fold(node, inputs, Math.Min);

    static IReadOnlyList<Tensor> Fold(Node node, IReadOnlyList<Tensor?> inputs, Func<int, int, int> choose)
    {
        long[] sizes = IntegerValues.SizesOf(node.Output);
        int[]? result = null;
        foreach (Tensor? input in inputs)
        {
            int[] values = IntegerValues.Of(input!), placeOf = Broadcast.Indices(input!.Shape, sizes);
            result = result is null ? Array.ConvertAll(placeOf, p => values[p]) : [.. result.Select((v, i) => choose(v, values[placeOf[i]]))];
        }
        return [IntegerValues.Pack(inputs[0]!.Element, result!, sizes)];
    }
}
