using Qcc.Codegen.C.Memory;
using Qcc.Codegen.C.Text;
using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Ops.Integer.Nonlinear;

namespace Qcc.Codegen.C.Layers;

/// <summary>Softmax and normalizations, over rows along the last axis, and interpolation (docs/integer-arithmetic.md 3.9, 5.2, 5.3, 5.5).</summary>
static class NonlinearLayers
{
    public static void Softmax(Layer layer)
    {
        Node node = layer.Node;
        IntegerSoftmax softmax = NonlinearSemantics.SoftmaxOf(node, node.Constant(1), node.Constant(2));
        CCode Table(string hint, ElementType type, IEnumerable<long> entries) => layer.Constant(hint, type, [.. entries]);
        CCode exponential = softmax.Exponential switch
        {
            ExpTable e => CCode.Of($"QCC_EXP_TABLE, {Table("exp", ElementType.S32, e.Entries.Select(v => (long)v))}, NULL, NULL, 0, 0, 0"),
            TwoTableExp e => CCode.Of($"QCC_EXP_TWO_TABLES, NULL, {Table("high", ElementType.U32, e.High.Select(v => (long)v))}, {Table("low", ElementType.U32, e.Low.Select(v => (long)v))}, 0, 0, 0"),
            PolynomialExp e => CCode.Of($"QCC_EXP_POLYNOMIAL, {Table("polynomial", ElementType.S32, e.Coefficients.Select(v => (long)v))}, ")
                .Then($"NULL, NULL, {e.Degree}, {e.ToLog2.Multiplier}, {e.ToLog2.Shift}"),
            ShiftExp { Fraction: { } k } => CCode.Of($"QCC_EXP_SHIFT_POWER, NULL, NULL, NULL, 0, 0, {k}"),
            ShiftExp e => CCode.Of($"QCC_EXP_SHIFT, NULL, NULL, NULL, 0, {e.ToQ16.Multiplier}, {e.ToQ16.Shift}"),
            var other => throw new ArgumentException($"{other.GetType().Name} has no form in C"),
        };
        layer.Body.Line($"static const qcc_softmax_constants constants = {{{exponential}, {softmax.OutputBits}, {ElementwiseLayers.CodesOf(node)}}};");
        Rows(layer, layer.Kernel("softmax", layer.TypeOf(0), layer.ResultType));
    }

    public static void LayerNormalization(Layer layer) => Normalization(layer, "layer_normalization");

    public static void RmsNormalization(Layer layer) => Normalization(layer, "rms_normalization");

    /// <summary>Planes (3.9); the places of an axis are s64 in the graph.</summary>
    public static void ResizeLinear(Layer layer)
    {
        (long[] x, long[] y) = (layer.SizesOf(0), Sizes.Of(layer.Result));
        CCode axes = CCode.List(Enumerable.Range(1, 4).Select(i => layer.Constant(layer.Node.Input(i)!.Name, ElementType.S32, layer.Node.Constant(i)!.ToInt64())));
        layer.Body.Line($"static const qcc_resize constants = {{{CCode.Braces(x[2..])}, {CCode.Braces(y[2..])}, {axes}}};");
        layer.Body.Line($"{layer.Kernel("resize_linear", layer.TypeOf(0))}({layer.Read(0)}, {x[0] * x[1]}, &constants, {layer.Write()});");
    }

    static void Normalization(Layer layer, string kernel)
    {
        Node node = layer.Node;
        CCode offsets = node.Constant(2) is { } h && h.ToInt64().Any(v => v != 0) ? layer.Read(2) : $"NULL";
        CCode numbers = $"{node.Int("epsilon", 1)}, {node.Int("x_zero_point", 0)}, {node.Int("guard_bits", 0)}, {node.Int("shift", 0)}";
        layer.Body.Line($"static const qcc_normalization constants = {{{layer.Read(1)}, {offsets}, {numbers}, {ElementwiseLayers.CodesOf(node)}}};");
        Rows(layer, layer.Kernel(kernel, layer.TypeOf(0), layer.ResultType));
    }

    static void Rows(Layer layer, CName kernel)
    {
        long n = layer.SizesOf(0)[^1];
        layer.Body.Line($"{kernel}({layer.Read(0)}, {Sizes.Count(layer.Result) / n}, {n}, &constants, {layer.Write()});");
    }
}
