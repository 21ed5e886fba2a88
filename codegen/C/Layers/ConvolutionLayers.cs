using Qcc.Codegen.C.Memory;
using Qcc.Codegen.C.Text;
using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Codegen.C.Layers;

/// <summary>Convolutions and pools.</summary>
static class ConvolutionLayers
{
    /// <summary>Chooses the kernel: one tap, one channel a filter, or any.</summary>
    public static void Conv(Layer layer)
    {
        Node node = layer.Node;
        (long[] x, long[] w, long[] y) = (layer.SizesOf(0), layer.SizesOf(1), Sizes.Of(node.Output));
        Window[] windows = WindowsOf(node, w[2..]);
        (long groups, long filters, long zeroPoint) = (node.Int("group", 1), w[0], node.Int("x_zero_point", 0));
        bool pointwise = groups == 1 && windows.All(v => v is { Kernel: 1, Stride: 1, PadBegin: 0, PadEnd: 0 });
        bool depthwise = !pointwise && groups == x[1];
        WriteWindow(layer, windows, (x[1], filters, groups), y);
        WriteRequantizer(layer, filters, Sizes.Product(y.Skip(2)));
        long[] bias = node.Constant(2)?.ToInt64() ?? new long[filters];
        (CCode weights, ElementType stored) = layer.Weights(1);
        CCode at = layer.Read(0);
        CName Kernel(string name) => layer.Kernel(name, layer.TypeOf(0), stored, layer.ResultType);
        if (depthwise)
        {
            layer.Body.Line($"{Kernel("depthwise")}({at}, {weights}, {Bias(layer, bias)}, {zeroPoint}, &window, &requantizer, {layer.Write()});");
            return;
        }
        CCode folded = Bias(layer, Folded(bias, node.Constant(1)!.ToInt64(), zeroPoint));
        if (pointwise)
        {
            layer.Body.Line($"{Kernel("pointwise")}({at}, {weights}, {folded}, &window, &requantizer, {layer.Write()});");
        }
        else
        {
            layer.Body.Line($"{Kernel("conv")}({at}, {weights}, {folded}, {zeroPoint}, &window, &requantizer, {layer.Write()});");
        }
    }

    public static void ConvTranspose(Layer layer)
    {
        Node node = layer.Node;
        (long[] x, long[] w, long[] y) = (layer.SizesOf(0), layer.SizesOf(1), Sizes.Of(node.Output));
        long groups = node.Int("group", 1), filters = w[1] * groups;
        WriteWindow(layer, WindowsOf(node, w[2..]), (x[1], filters, groups), y);
        WriteRequantizer(layer, filters, Sizes.Product(y.Skip(2)));
        (CCode weights, ElementType stored) = layer.Weights(1);
        CName kernel = layer.Kernel("conv_transpose", layer.TypeOf(0), stored, layer.ResultType);
        CCode bias = Bias(layer, node.Constant(2)?.ToInt64() ?? []);
        layer.Body.Line($"{kernel}({layer.Read(0)}, {weights}, {bias}, {node.Int("x_zero_point", 0)}, &window, &requantizer, {layer.Write()});");
    }

    public static void SumPool(Layer layer)
    {
        (long[] x, long[] y) = (layer.SizesOf(0), Sizes.Of(layer.Node.Output));
        WriteWindow(layer, WindowsOf(layer.Node, layer.Node.Ints("kernel_shape")!), (x[1], x[1], x[1]), y);
        WriteRequantizer(layer, x[1], Sizes.Product(y.Skip(2)));
        layer.Body.Line($"{layer.Kernel("sum_pool", layer.TypeOf(0), layer.ResultType)}({layer.Read(0)}, {layer.Node.Int("x_zero_point", 0)}, &window, &requantizer, {layer.Write()});");
    }

    public static void MaxPool(Layer layer)
    {
        (long[] x, long[] y) = (layer.SizesOf(0), Sizes.Of(layer.Node.Output));
        WriteWindow(layer, WindowsOf(layer.Node, layer.Node.Ints("kernel_shape")!), (x[1], x[1], x[1]), y);
        layer.Body.Line($"{layer.Kernel("max_pool", layer.TypeOf(0))}({layer.Read(0)}, {layer.TypeOf(0).Range().Low}, &window, {layer.Write()});");
    }

    /// <summary>B[m] - z·ΣW[m] as two's complement of 32 bits: the sum may leave them, the accumulator does not (docs/integer-arithmetic.md 1.4).</summary>
    internal static long[] Folded(long[] bias, long[] weights, long zeroPoint)
    {
        int size = weights.Length / bias.Length;
        return [.. bias.Select((b, m) => (long)unchecked((int)(b - zeroPoint * weights.AsSpan(m * size, size).ToArray().Sum())))];
    }

    /// <summary>A bias array, or NULL where it is zero.</summary>
    internal static CCode Bias(Layer layer, long[] bias) => bias.All(b => b == 0) ? $"NULL" : layer.Constant("bias", ElementType.S32, bias);

    /// <summary>The requantizer of the fused node, or none.</summary>
    internal static void WriteRequantizer(Layer layer, long channels, long positions)
    {
        if (layer.Step.Requantize is { } requantize)
        {
            var constants = RequantizerConstants.Of(requantize);
            constants.Write(layer, requantize, constants.Steps(channels, positions)!.Value);
        }
        else
        {
            RequantizerConstants.WriteNone(layer);
        }
    }

    static Window[] WindowsOf(Node node, IReadOnlyList<long> kernel) =>
        Window.Of(node, node.Input(0)!.TensorType!.Shape!, kernel) ?? throw new InvalidOperationException($"{node} has malformed windows");

    static void WriteWindow(Layer layer, Window[] windows, (long Channels, long Filters, long Groups) counts, long[] y)
    {
        long[] x = layer.SizesOf(0);
        CCode Three(IEnumerable<long> numbers, long missing) => CCode.Braces([.. Enumerable.Repeat(missing, 3 - windows.Length), .. numbers]);
        CCode shape = CCode.List(
        [
            Three(x.Skip(2), 1), Three(y.Skip(2), 1), Three(windows.Select(v => v.Kernel), 1), Three(windows.Select(v => v.Stride), 1),
            Three(windows.Select(v => v.Dilation), 1), Three(windows.Select(v => v.PadBegin), 0),
        ]);
        layer.Body.Line($"static const qcc_window window = {{{x[0]}, {counts.Channels}, {counts.Filters}, {counts.Groups}, {shape}}};");
    }
}
