using Qcc.Core.Ir;

namespace Qcc.Core.Ops.Integer;

/// <summary>
/// Operators that move elements: each result names, per element, the element of an input that it holds (docs/integer-arithmetic.md 3.6). They act on bytes, so
/// that any element type is moved.
/// </summary>
static class MovementSemantics
{
    /// <summary>The elements under the result's sizes: Reshape, Flatten, Squeeze, Unsqueeze, Identity.</summary>
    public static IReadOnlyList<Tensor> Same(Node node, IReadOnlyList<Tensor?> inputs) => [inputs[0]!.Reshaped(IntegerValues.SizesOf(node.Output))];

    public static IReadOnlyList<Tensor> Transpose(Node node, IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!;
        IReadOnlyList<long> order = node.Ints("perm") ?? [.. Enumerable.Range(0, x.Rank).Reverse().Select(a => (long)a)];
        return [Pick(x, [.. order.Select(axis => x.Shape[(int)axis])], (at, from) =>
        {
            for (int i = 0; i < at.Length; i++)
            {
                from[order[i]] = at[i];
            }
        })];
    }

    public static IReadOnlyList<Tensor> Slice(Node node, IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!;
        IReadOnlyList<SliceRange> ranges = SliceRange.Of(node, x.Rank)!;
        return [Pick(x, IntegerValues.SizesOf(node.Output), (at, from) =>
        {
            at.CopyTo(from);
            foreach (SliceRange range in ranges)
            {
                from[range.Axis] = range.Clamped(x.Shape[range.Axis]).Start + at[range.Axis] * range.Step;
            }
        })];
    }

    public static IReadOnlyList<Tensor> Split(Node node, IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!;
        int axis = Shape.Axis(node.Int("axis", 0), x.Rank)!.Value;
        var parts = new List<Tensor>();
        long before = 0;
        foreach (Value? output in node.Outputs)
        {
            long offset = before;
            long[] sizes = IntegerValues.SizesOf(output!);
            parts.Add(Pick(x, sizes, (at, from) =>
            {
                at.CopyTo(from);
                from[axis] += offset;
            }));
            before += sizes[axis];
        }
        return parts;
    }

    public static IReadOnlyList<Tensor> Concat(Node node, IReadOnlyList<Tensor?> inputs)
    {
        int axis = Shape.Axis(node.Int("axis", 0), inputs[0]!.Rank)!.Value;
        long[] sizes = [.. inputs[0]!.Shape];
        sizes[axis] = inputs.Sum(x => x!.Shape[axis]);
        int width = inputs[0]!.Element.BitWidth() / 8;
        long outer = sizes.Take(axis).Aggregate(1L, (product, size) => product * size), inner = sizes.Skip(axis + 1).Aggregate((long)width, (product, size) => product * size);
        var bytes = new byte[IntegerValues.CountOf(sizes) * width];
        int written = 0;
        for (int o = 0; o < outer; o++)
        {
            foreach (Tensor? x in inputs)
            {
                int block = (int)(x!.Shape[axis] * inner);
                x.Bytes.Span.Slice(o * block, block).CopyTo(bytes.AsSpan(written));
                written += block;
            }
        }
        return [new Tensor(inputs[0]!.Element, sizes, bytes)];
    }

    /// <summary>Negative indices count from the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is not from -size to size - 1.</exception>
    public static IReadOnlyList<Tensor> Gather(Node node, IReadOnlyList<Tensor?> inputs)
    {
        (Tensor x, Tensor indices) = (inputs[0]!, inputs[1]!);
        int axis = Shape.Axis(node.Int("axis", 0), x.Rank)!.Value;
        long size = x.Shape[axis];
        long[] chosen = Array.ConvertAll(indices.ToInt64(), index => index < -size || index >= size
            ? throw new ArgumentOutOfRangeException(nameof(inputs), index, $"an index of {node} lies outside its axis of size {size}")
            : index < 0 ? index + size : index);
        return [Pick(x, [.. x.Shape.Take(axis), .. indices.Shape, .. x.Shape.Skip(axis + 1)], (at, from) =>
        {
            long index = 0;
            for (int i = 0; i < indices.Rank; i++)
            {
                index = index * indices.Shape[i] + at[axis + i];
            }
            at[..axis].CopyTo(from);
            from[axis] = chosen[index];
            at[(axis + indices.Rank)..].CopyTo(from.AsSpan(axis + 1));
        })];
    }

    public static IReadOnlyList<Tensor> Expand(Node node, IReadOnlyList<Tensor?> inputs) =>
        [Pick(inputs[0]!, Broadcast.Indices(inputs[0]!.Shape, IntegerValues.SizesOf(node.Output)), IntegerValues.SizesOf(node.Output))];

    public static IReadOnlyList<Tensor> Tile(Node node, IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!;
        return [Pick(x, IntegerValues.SizesOf(node.Output), (at, from) =>
        {
            for (int i = 0; i < at.Length; i++)
            {
                from[i] = at[i] % x.Shape[i];
            }
        })];
    }

    /// <summary>Constant mode: elements outside get the value of input 2, or zero.</summary>
    public static IReadOnlyList<Tensor> Pad(Node node, IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!;
        PadAmounts pads = PadAmounts.Of(node, x.Rank)!;
        return [Pick(x, IntegerValues.SizesOf(node.Output), (at, from) =>
        {
            for (int i = 0; i < at.Length; i++)
            {
                from[i] = at[i] - pads.Begin[i];
                from[i] = from[i] < x.Shape[i] ? from[i] : -1;
            }
        }, inputs.ElementAtOrDefault(2))];
    }

    public static IReadOnlyList<Tensor> DepthToSpace(Node node, IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!;
        long block = node.Int("blocksize", 1), depth = x.Shape[1] / (block * block);
        bool depthFirst = node.Text("mode", "DCR") == "DCR";
        return [Pick(x, IntegerValues.SizesOf(node.Output), (at, from) =>
        {
            long within = at[2] % block * block + at[3] % block;
            (from[0], from[1], from[2], from[3]) = (at[0], depthFirst ? within * depth + at[1] : at[1] * block * block + within, at[2] / block, at[3] / block);
        })];
    }

    public static IReadOnlyList<Tensor> SpaceToDepth(Node node, IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!;
        long block = node.Int("blocksize", 1);
        return [Pick(x, IntegerValues.SizesOf(node.Output), (at, from) =>
        {
            long within = at[1] / x.Shape[1];
            (from[0], from[1], from[2], from[3]) = (at[0], at[1] % x.Shape[1], at[2] * block + within / block, at[3] * block + within % block);
        })];
    }

    /// <summary>Nearest neighbours, axis by axis.</summary>
    public static IReadOnlyList<Tensor> Resize(Node node, IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!;
        long[] sizes = IntegerValues.SizesOf(node.Output);
        long[][] nearest = [.. sizes.Select((_, axis) => NearestIndices.Of(node, axis, x.Shape[axis], sizes[axis]))];
        return [Pick(x, sizes, (at, from) =>
        {
            for (int i = 0; i < at.Length; i++)
            {
                from[i] = nearest[i][at[i]];
            }
        })];
    }

    /// <param name="locate">Writes, for a place of the result, the place in x; a negative one is outside.</param>
    /// <param name="outside">The value there, a scalar; null: zero.</param>
    static Tensor Pick(Tensor x, long[] sizes, Action<long[], long[]> locate, Tensor? outside = null)
    {
        var indices = new int[IntegerValues.CountOf(sizes)];
        long[] at = new long[sizes.Length], from = new long[x.Rank];
        for (int i = 0; i < indices.Length; i++)
        {
            locate(at, from);
            long index = 0;
            for (int axis = 0; axis < from.Length; axis++)
            {
                index = index < 0 || from[axis] < 0 ? -1 : index * x.Shape[axis] + from[axis];
            }
            indices[i] = (int)index;
            for (int axis = at.Length - 1; axis >= 0 && ++at[axis] == sizes[axis]; axis--)
            {
                at[axis] = 0;
            }
        }
        return Pick(x, indices, sizes, outside);
    }

    static Tensor Pick(Tensor x, int[] indices, long[] sizes, Tensor? outside = null)
    {
        int width = x.Element.BitWidth() / 8;
        ReadOnlySpan<byte> from = x.Bytes.Span;
        var bytes = new byte[checked(indices.Length * width)];
        for (int i = 0; i < indices.Length; i++)
        {
            ReadOnlySpan<byte> element = indices[i] >= 0 ? from.Slice(indices[i] * width, width) : outside is null ? default : outside.Bytes.Span[..width];
            element.CopyTo(bytes.AsSpan(i * width));
        }
        return new Tensor(x.Element, sizes, bytes);
    }
}
