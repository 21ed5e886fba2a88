using Qcc.Codegen.C.Memory;
using Qcc.Codegen.C.Text;
using Qcc.Core.Ir;

namespace Qcc.Codegen.C.Layers;

/// <summary>Matrix products.</summary>
static class MatrixLayers
{
    /// <summary>Constant matrices lie one row a column of the product, with the zero point folded into the bias; others are read as they are.</summary>
    public static void MatMul(Layer layer)
    {
        Node node = layer.Node;
        long columns = layer.SizesOf(1) is { Length: > 1 } b ? b[^1] : 1;
        if (layer.Step.Requantize is { } requantize)
        {
            var constants = RequantizerConstants.Of(requantize);
            constants.Write(layer, requantize, (constants.Count == 1 ? 0 : 1, 0));
        }
        else
        {
            RequantizerConstants.WriteNone(layer);
        }
        long[] bias = node.Constant(2)?.ToInt64() ?? [];
        if (node.Constant(1) is { Rank: <= 2 } weights && node.Int("b_zero_point", 0) == 0)
        {
            Linear(layer, weights, bias.Length == 0 ? new long[columns] : bias);
        }
        else
        {
            General(layer, bias, columns);
        }
    }

    /// <summary>Whether a Requantize behind the product is one number, or one a column.</summary>
    public static bool Fuses(Node node, RequantizerConstants constants) =>
        constants.Count == 1 || (constants.Inner == 1 && Sizes.Of(node.Input(1)!) is { Length: > 1 } b && constants.Count == b[^1]);

    static void Linear(Layer layer, Tensor weights, long[] bias)
    {
        long depth = weights.Shape[0], columns = bias.Length;
        long[] given = weights.ToInt64(), turned = new long[given.Length];
        for (int i = 0; i < given.Length; i++)
        {
            turned[i % columns * depth + i / columns] = given[i];
        }
        ElementType stored = weights.Element == ElementType.S4 ? weights.Element : Layer.Stored(weights.Element);
        CCode rows = layer.Constant(layer.Node.Input(1)!.Name, stored, turned);
        CCode folded = ConvolutionLayers.Bias(layer, ConvolutionLayers.Folded(bias, turned, layer.Node.Int("a_zero_point", 0)));
        CName kernel = layer.Kernel("linear", layer.TypeOf(0), stored, layer.ResultType);
        layer.Body.Line($"{kernel}({layer.Read(0)}, {rows}, {folded}, {Sizes.Product(layer.SizesOf(0)) / depth}, {depth}, {columns}, &requantizer, {layer.Write()});");
    }

    static void General(Layer layer, long[] bias, long columns)
    {
        (long[] a, long[] b) = (layer.SizesOf(0), layer.SizesOf(1));
        a = a.Length == 1 ? [1, a[0]] : a;
        b = b.Length == 1 ? [b[0], 1] : b;
        long rows = a[^2], depth = a[^1];
        long[] batches = [.. Enumerable.Range(1, Math.Max(a.Length, b.Length) - 2).Select(i => Math.Max(i + 2 <= a.Length ? a[^(i + 2)] : 1, i + 2 <= b.Length ? b[^(i + 2)] : 1)).Reverse()];
        Loop InElements(Loop l) => l with { Steps = [l.Steps[0] * rows * depth, l.Steps[1] * depth * columns, l.Steps[2] * rows * columns] };
        List<Loop> loops = LoopNest.Merged(LoopNest.Broadcast(batches, a[..^2], b[..^2]).Select(InElements), 3);
        CName kernel = layer.Kernel("matmul", layer.TypeOf(0), Layer.Stored(layer.TypeOf(1)), layer.ResultType);
        CCode left = layer.Read(0), right = layer.Read(1), to = layer.Write(), constants = ConvolutionLayers.Bias(layer, bias);
        layer.Body.Line($"static const int32_t sizes[3] = {{{rows}, {depth}, {columns}}};");
        // The innermost loop is the kernel's: one more makes every batch a loop of its own.
        LoopNest.Write(layer.Body, loops is [{ Size: 1 }] ? loops : [.. loops, new Loop(1, [0, 0, 0])], "i", inner =>
        {
            CCode x = CCode.Plus(left, inner.Offsets[0]), w = CCode.Plus(right, inner.Offsets[1]), y = CCode.Plus(to, inner.Offsets[2]);
            layer.Body.Line($"{kernel}({x}, {layer.Node.Int("a_zero_point", 0)}, {w}, {layer.Node.Int("b_zero_point", 0)}, {constants}, sizes, &requantizer, {y});");
        });
    }
}
