using Qcc.Core.Ir;

namespace Qcc.Core.Ops;

/// <summary>Shape rules of operators that move elements; shapes, axes and amounts must be constant to be known.</summary>
static class MovementShapes
{
    /// <summary>The constant shape with 0 (copied, unless "allowzero") and one -1 (what is left) resolved.</summary>
    public static IReadOnlyList<TensorType>? Reshape(Node node)
    {
        if (node.Input(0)?.TensorType is not { } x || node.Constant(1) is not { Element: ElementType.S64 } target)
        {
            return null;
        }
        long[] sizes = target.ToInt64();
        var result = new Dim[sizes.Length];
        int open = -1;
        for (int i = 0; i < sizes.Length; i++)
        {
            bool copied = sizes[i] == 0 && node.Int("allowzero", 0) == 0;
            result[i] = copied ? x.Shape is { } shape && i < shape.Count ? shape[i] : Dim.Unknown : Shape.OfSize(sizes[i]);
            open = sizes[i] == -1 ? i : open;
        }
        if (open >= 0 && x.Shape is { } from)
        {
            result[open] = Remaining(from, [.. result.Where((_, i) => i != open)]);
        }
        return [new(x.Element, result)];
    }

    /// <summary>Two dimensions: the product of those before the axis, the product of the rest.</summary>
    public static IReadOnlyList<TensorType>? Flatten(Node node)
    {
        if (node.Input(0)?.TensorType is not { Shape: { } x } type || node.Int("axis", 1) is not (>= -64 and <= 64 and var axis))
        {
            return null;
        }
        int at = (int)(axis < 0 ? axis + x.Count : axis);
        return at < 0 || at > x.Count ? null : [new(type.Element, [Product([.. x.Take(at)]), Product([.. x.Skip(at)])])];
    }

    public static IReadOnlyList<TensorType>? Transpose(Node node)
    {
        if (node.Input(0)?.TensorType is not { Shape: { } x } type)
        {
            return null;
        }
        IReadOnlyList<long> order = node.Ints("perm") ?? [.. Enumerable.Range(0, x.Count).Reverse().Select(i => (long)i)];
        return order.Count == x.Count && order.All(i => i >= 0 && i < x.Count) ? [new(type.Element, [.. order.Select(i => x[(int)i])])] : null;
    }

    public static IReadOnlyList<TensorType>? Squeeze(Node node)
    {
        if (node.Input(0)?.TensorType is not { Shape: { } x } type)
        {
            return null;
        }
        bool all = node.Input(1) is null && node.Ints("axes") is null;
        if (all)
        {
            return x.Any(d => d.Size is null) ? null : [new(type.Element, [.. x.Where(d => d.Size != 1)])];
        }
        return AxesOf(node, x.Count) is { } axes ? [new(type.Element, [.. x.Where((_, i) => !axes.Contains(i))])] : null;
    }

    public static IReadOnlyList<TensorType>? Unsqueeze(Node node)
    {
        if (node.Input(0)?.TensorType is not { Shape: { } x } type)
        {
            return null;
        }
        long count = node.Constant(1)?.Count ?? node.Ints("axes")?.Count ?? 0;
        if (count is 0 or > 64 || AxesOf(node, x.Count + (int)count) is not { } axes || axes.Count != count)
        {
            return null;
        }
        var result = x.ToList();
        foreach (int axis in axes)
        {
            result.Insert(axis, 1);
        }
        return [new(type.Element, result)];
    }

    public static IReadOnlyList<TensorType>? Concat(Node node)
    {
        if (node.Input(0)?.TensorType is not { Shape: { } x } type || node.Attribute("axis") is not IntAttribute { Value: var given } || Shape.Axis(given, x.Count) is not { } axis)
        {
            return null;
        }
        Dim[] result = [.. x];
        foreach (Value? input in node.Inputs.Skip(1))
        {
            if (input?.TensorType?.Shape is not { } next || next.Count != x.Count)
            {
                return null;
            }
            for (int i = 0; i < result.Length; i++)
            {
                result[i] = i == axis ? Shape.OfSize(Shape.Moderate(result[i]) + Shape.Moderate(next[i])) : result[i].Size is null && next[i].Size is not null ? next[i] : result[i];
            }
        }
        return [new(type.Element, result)];
    }

    /// <summary>Parts of the constant sizes, or equal parts; the last of num_outputs may be smaller.</summary>
    public static IReadOnlyList<TensorType>? Split(Node node)
    {
        if (node.Input(0)?.TensorType is not { Shape: { } x } type || Shape.Axis(node.Int("axis", 0), x.Count) is not { } axis)
        {
            return null;
        }
        int parts = node.Outputs.Count;
        IReadOnlyList<long>? sizes = node.Input(1) is null ? node.Ints("split") : node.Constant(1) is { Element: ElementType.S64 } c ? c.ToInt64() : null;
        if (sizes is null && node.Input(1) is null && x[axis].Size is { } total)
        {
            long size = (total + parts - 1) / parts, last = total - size * (parts - 1);
            sizes = last == size || (last > 0 && node.Int("num_outputs", 0) == parts) ? [.. Enumerable.Repeat(size, parts - 1), last] : null;
        }
        return sizes?.Count == parts ? [.. sizes.Select(part => new TensorType(type.Element, With(x, axis, Shape.OfSize(part))))] : null;
    }

    public static IReadOnlyList<TensorType>? Slice(Node node)
    {
        if (node.Input(0)?.TensorType is not { Shape: { } x } type || SliceRange.Of(node, x.Count) is not { } ranges)
        {
            return null;
        }
        Dim[] result = [.. x];
        foreach (SliceRange range in ranges)
        {
            result[range.Axis] = Shape.Moderate(x[range.Axis]) is { } size ? range.Count(size) : range.IsWhole ? x[range.Axis] : Dim.Unknown;
        }
        return [new(type.Element, result)];
    }

    public static IReadOnlyList<TensorType>? Pad(Node node)
    {
        if (node.Input(0)?.TensorType is not { Shape: { } x } type || PadAmounts.Of(node, x.Count) is not { } pads)
        {
            return null;
        }
        var result = new Dim[x.Count];
        for (int i = 0; i < result.Length; i++)
        {
            long sum = pads.Begin[i] + pads.End[i];
            result[i] = sum == 0 ? x[i] : Shape.OfSize(Shape.Moderate(x[i]) + sum);
        }
        return [new(type.Element, result)];
    }

    public static IReadOnlyList<TensorType>? Gather(Node node) =>
        node.Input(0)?.TensorType is { Shape: { } x } type && node.Input(1)?.TensorType?.Shape is { } indices && Shape.Axis(node.Int("axis", 0), x.Count) is { } axis
            ? [new(type.Element, [.. x.Take(axis), .. indices, .. x.Skip(axis + 1)])]
            : null;

    public static IReadOnlyList<TensorType>? GatherElements(Node node) =>
        node.Input(0)?.TensorType is { } x && node.Input(1)?.TensorType is { } indices ? [x with { Shape = indices.Shape }] : null;

    public static IReadOnlyList<TensorType>? Expand(Node node) =>
        node.Input(0)?.TensorType is { Shape: { } x } type && Sizes(node, 1) is { } target && Shape.BroadcastOf(x, target) is { } shape
            ? [new(type.Element, shape)]
            : null;

    public static IReadOnlyList<TensorType>? Tile(Node node) =>
        node.Input(0)?.TensorType is { Shape: { } x } type && Sizes(node, 1) is { } repeats && repeats.Count == x.Count
            ? [new(type.Element, [.. x.Zip(repeats, (d, r) => r.Size == 1 ? d : Shape.OfSize(Shape.Moderate(d) * Shape.Moderate(r)))])]
            : null;

    public static IReadOnlyList<TensorType>? DepthToSpace(Node node) => Blocks(node) is var (type, x, b)
        ? [new(type.Element, [x[0], Divided(x[1], b * b), Times(x[2], b), Times(x[3], b)])]
        : null;

    public static IReadOnlyList<TensorType>? SpaceToDepth(Node node) => Blocks(node) is var (type, x, b)
        ? [new(type.Element, [x[0], Times(x[1], b * b), Divided(x[2], b), Divided(x[3], b)])]
        : null;

    /// <summary>Constant sizes, or floor(size · scale) for constant scales: a product in float32, as ONNX Runtime computes it (10 · 1.4 is 14).</summary>
    public static IReadOnlyList<TensorType>? Resize(Node node)
    {
        if (node.Input(0)?.TensorType is not { Shape: { } x } type || node.Ints("axes") is not null || node.Text("keep_aspect_ratio_policy", "stretch") != "stretch")
        {
            return null;
        }
        if (node.Input(3) is not null)
        {
            return Sizes(node, 3) is { } sizes && sizes.Count == x.Count ? [new(type.Element, sizes)] : null;
        }
        Tensor? scales = node.Constant(node.Inputs.Count == 2 ? 1 : 2);
        if (scales is not { Element: ElementType.F32 } || scales.Count != x.Count || node.Text("coordinate_transformation_mode", "") == "tf_crop_and_resize")
        {
            return null;
        }
        var result = new Dim[x.Count];
        for (int i = 0; i < result.Length; i++)
        {
            float scale = scales.Floats[i];
            float? size = Shape.Moderate(x[i]) * scale;
            result[i] = scale == 1 ? x[i] : size is >= 0 and <= Shape.Limit ? (long)size.Value : Dim.Unknown;
        }
        return [new(type.Element, result)];
    }

    public static IReadOnlyList<TensorType>? ConstantOfShape(Node node)
    {
        ElementType element = node.Attribute("value") is TensorAttribute { Value: var value } ? value.Element : ElementType.F32;
        return Sizes(node, 0) is { } sizes ? [new(element, sizes)] : null;
    }

    /// <summary>A vector as long as the rank, or as the range from "start" to "end".</summary>
    public static IReadOnlyList<TensorType>? ShapeOf(Node node)
    {
        if (node.Input(0)?.TensorType?.Rank is not { } rank)
        {
            return [new(ElementType.S64, [Dim.Unknown])];
        }
        (int start, int end) = ShapeRange(node, rank);
        return [TensorType.Of(ElementType.S64, Math.Max(end - start, 0))];
    }

    public static IReadOnlyList<TensorType>? SizeOf(Node node) => [TensorType.Of(ElementType.S64)];

    /// <summary>Which dimensions a Shape node returns, as a half-open range.</summary>
    public static (int Start, int End) ShapeRange(Node node, int rank)
    {
        long start = node.Int("start", 0), end = node.Int("end", rank);
        return ((int)Math.Clamp(start < 0 ? start + rank : start, 0, rank), (int)Math.Clamp(end < 0 ? end + rank : end, 0, rank));
    }

    static (TensorType, IReadOnlyList<Dim>, long)? Blocks(Node node) =>
        node.Input(0)?.TensorType is { Shape: { Count: 4 } x } type && node.Int("blocksize", 0) is > 0 and <= short.MaxValue and var block ? (type, x, block) : null;

    static Dim Times(Dim dim, long factor) => Shape.OfSize(Shape.Moderate(dim) * factor);

    static Dim Divided(Dim dim, long divisor) => Shape.OfSize(dim.Size / divisor);

    static Dim Product(IReadOnlyList<Dim> dims) => dims.Count == 1 ? dims[0] : Shape.OfSize(Shape.Product(dims));

    /// <summary>What is left for -1: symbols that stand on both sides cancel.</summary>
    static Dim Remaining(IReadOnlyList<Dim> from, List<Dim> taken)
    {
        var left = from.ToList();
        foreach (Dim dim in taken.ToArray())
        {
            if (dim.Symbol is not null && left.Remove(dim))
            {
                taken.Remove(dim);
            }
        }
        if (Shape.Product(taken) is not (> 0 and var divisor))
        {
            return Dim.Unknown;
        }
        if (Shape.Product(left) is { } count)
        {
            return count % divisor == 0 ? count / divisor : Dim.Unknown;
        }
        left.RemoveAll(d => d.Size == 1);
        return divisor == 1 && left.Count == 1 ? left[0] : Dim.Unknown;
    }

    static IReadOnlyList<Dim>? Sizes(Node node, int input) =>
        node.Constant(input) is { Element: ElementType.S64, Rank: 1 } c ? [.. c.ToInt64().Select(v => Shape.OfSize(v))] : null;

    static IReadOnlyList<int>? AxesOf(Node node, int rank)
    {
        IReadOnlyList<long>? axes = node.Input(1) is null ? node.Ints("axes") : node.Constant(1) is { Element: ElementType.S64 } c ? c.ToInt64() : null;
        return axes is not null && axes.All(a => Shape.Axis(a, rank) is not null) ? [.. axes.Select(a => Shape.Axis(a, rank)!.Value).Order().Distinct()] : null;
    }

    static Dim[] With(IReadOnlyList<Dim> shape, int axis, Dim dim)
    {
        Dim[] result = [.. shape];
        result[axis] = dim;
        return result;
    }
}
