using Qcc.Core.Ir;

namespace Qcc.Core.Ops;

/// <summary>Shape rules of convolutions and poolings: [N, C, spatial...] with windows over the spatial dimensions.</summary>
static class ConvolutionShapes
{
    /// <summary>[N, filters, windows...].</summary>
    public static IReadOnlyList<TensorType>? Conv(Node node)
    {
        if (node.Input(0)?.TensorType is not { Shape: { } x } type || x.Count < 2
            || node.Input(1)?.TensorType?.Shape is not { } w || w.Count != x.Count || KernelOf(node, w) is not { } kernel)
        {
            return null;
        }
        return [new(type.Element, [x[0], w[0], .. Windows(node, x, kernel, Rounding.Down)])];
    }

    /// <summary>[N, filters · group, stride · (size - 1) + extent + output padding - pads...].</summary>
    public static IReadOnlyList<TensorType>? ConvTranspose(Node node)
    {
        if (node.Input(0)?.TensorType is not { Shape: { } x } type || x.Count < 2
            || node.Input(1)?.TensorType?.Shape is not { } w || w.Count != x.Count || KernelOf(node, w) is not { } kernel)
        {
            return null;
        }
        long? filters = Shape.Moderate(w[1]) * (node.Int("group", 1) is > 0 and <= Shape.Limit and var group ? group : null);
        return [new(type.Element, [x[0], Shape.OfSize(filters), .. TransposedSizes(node, x, kernel)])];
    }

    /// <summary>[N, C, windows...]; MaxPool's indices have the same shape.</summary>
    public static IReadOnlyList<TensorType>? Pool(Node node)
    {
        if (node.Input(0)?.TensorType is not { Shape: { } x } type || x.Count < 2 || node.Int("channels_last", 0) != 0
            || node.Ints("kernel_shape") is not { } kernel || kernel.Count != x.Count - 2)
        {
            return null;
        }
        TensorType y = new(type.Element, [x[0], x[1], .. Windows(node, x, kernel, node.Int("ceil_mode", 0) == 0 ? Rounding.Down : Rounding.Up)]);
        return node.Outputs.Count > 1 ? [y, y with { Element = ElementType.S64 }] : [y];
    }

    /// <summary>[N, C, 1...].</summary>
    public static IReadOnlyList<TensorType>? GlobalPool(Node node) =>
        node.Input(0)?.TensorType is { Shape: { Count: >= 2 } x } type && node.Int("channels_last", 0) == 0
            ? [new(type.Element, [x[0], x[1], .. Enumerable.Repeat(Dim.Of(1), x.Count - 2)])]
            : null;

    enum Rounding { Down, Up }

    /// <summary>Kernel sizes from the attribute or from the filters' shape.</summary>
    static IReadOnlyList<long>? KernelOf(Node node, IReadOnlyList<Dim> filters)
    {
        IReadOnlyList<long>? kernel = node.Ints("kernel_shape") ?? (filters.Skip(2).All(d => d.Size is not null) ? [.. filters.Skip(2).Select(d => d.Size!.Value)] : null);
        return kernel?.Count == filters.Count - 2 ? kernel : null;
    }

    static Dim[] Windows(Node node, IReadOnlyList<Dim> x, IReadOnlyList<long> kernel, Rounding rounding)
    {
        var result = new Dim[x.Count - 2];
        Window[]? windows = Window.Of(node, x, kernel);
        for (int i = 0; i < result.Length && windows is not null; i++)
        {
            long? count = Shape.Moderate(x[i + 2]) is not { } size ? null : rounding == Rounding.Up ? windows[i].CountCeiling(size) : windows[i].Count(size);
            result[i] = Shape.OfSize(count);
            bool keepsSize = windows[i].Stride == 1 && windows[i].PadBegin + windows[i].PadEnd == windows[i].Extent - 1;
            result[i] = count is null && keepsSize ? x[i + 2] : result[i];
        }
        return result;
    }

    static Dim[] TransposedSizes(Node node, IReadOnlyList<Dim> x, IReadOnlyList<long> kernel)
    {
        var result = new Dim[x.Count - 2];
        if (node.Ints("output_shape") is { } sizes)
        {
            return sizes.Count == result.Length ? [.. sizes.Select(s => Shape.OfSize(s))] : result;
        }
        IReadOnlyList<long> extra = node.Ints("output_padding") ?? new long[result.Length];
        Window[]? windows = node.Text("auto_pad", "NOTSET") is "NOTSET" or "VALID" && extra.Count == result.Length ? Window.Of(node, x, kernel) : null;
        for (int i = 0; i < result.Length && windows is not null; i++)
        {
            Window w = windows[i];
            result[i] = Shape.OfSize(Shape.Moderate(x[i + 2]) is > 0 and var size && Math.Abs(extra[i]) <= Shape.Limit
                ? w.Stride * (size - 1) + w.Extent + extra[i] - w.PadBegin - w.PadEnd
                : null);
        }
        return result;
    }
}
