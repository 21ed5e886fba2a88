using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower.Integer;

/// <summary>What the rules that make integer graphs (docs/integer-graph.md) ask of conversions, and the nodes that they all write.</summary>
static class IntegerOperands
{
    /// <summary>Scale and zero point of a QuantizeLinear or DequantizeLinear with one constant scale; null where it has others.</summary>
    public static QuantParams? Parameters(Node? conversion) =>
        conversion is not null && (conversion.Operator == QuantizeLinear || conversion.Operator == DequantizeLinear)
        && conversion.Constant(1) is { Element: ElementType.F32, Count: 1 } scale && scale.Floats[0] > 0
        && conversion.Constant(2) is { Element: ElementType.U8 or ElementType.S8 or ElementType.S16, Count: 1 } zero
        // Products of two 16-bit codes fit 31 bits around zero.
        && (zero.Element != ElementType.S16 || IntegerValues.Of(zero)[0] == 0)
            ? QuantParams.PerTensor(zero.Element, scale.Floats[0], IntegerValues.Of(zero)[0])
            : null;

    /// <summary>Why a value is not made of codes with one constant scale, or null.</summary>
    public static string? Refusal(Value? value) => Parameters(value?.Producer) is null || value!.Producer!.Operator != DequantizeLinear ? "an operand is not quantized with one constant scale" : null;

    /// <summary>Why a result is not made codes with one constant scale, of known sizes; or null.</summary>
    public static string? Refusal(Node conversion) => Parameters(conversion) is null ? "its result is not quantized with one constant scale"
        : conversion.Input(0)?.TensorType?.Count is null ? "the sizes of its result are not known"
        : null;

    /// <summary>The codes behind a value that was checked by <see cref="Refusal(Value?)"/>.</summary>
    public static Value Codes(Value dequantized) => dequantized.Producer!.Inputs[0]!;

    /// <summary>Why a multiplier has no dyadic form of that width (docs/integer-arithmetic.md 2.2), or null.</summary>
    public static string? MultiplierRefusal(IEnumerable<float> multipliers, int width)
    {
        float limit = MathF.ScaleB(1, width - 2);
        return multipliers.All(m => m > 0 && m < limit) ? null : $"a multiplier is not between 0 and 2^{width - 2}: the scale of its result is too small";
    }

    /// <summary>Attributes of a result with these parameters: all codes of the type.</summary>
    public static (string Name, AttributeValue? Value)[] Result(QuantParams q)
    {
        (long low, long high) = q.Type.Range();
        return [("to", (int)q.Type), ("zero_point", q.ZeroPoint), ("low", low), ("high", high)];
    }

    /// <summary>A layer with its requantizers, from conversions that were checked by <see cref="CodeOperands"/>.</summary>
    /// <param name="weights">DequantizeLinear of the weights.</param>
    /// <param name="bias">The dequantized bias, or null.</param>
    public static RequantizedLayer LayerOf(QuantParams input, Node weights, int axis, Value? bias, QuantParams result) =>
        RequantizedLayer.Of(input, weights.Constant(0)!, weights.Constant(1)!.Floats.ToArray(), axis, bias?.Producer!.Constant(0), result);

    /// <summary>Requantize by R31 with the nearest multipliers (2.2).</summary>
    /// <param name="x">Accumulators, or codes with zero point <paramref name="zeroPoint"/>.</param>
    /// <param name="multipliers">One, or as many as <paramref name="shape"/> has elements.</param>
    /// <param name="shape">Shape of the constants, which broadcast against x.</param>
    public static Value Requantize(Rewriter r, Value x, int zeroPoint, float[] multipliers, long[] shape, QuantParams result, int width) =>
        Requantize(r, x, shape, [.. multipliers.Select(m => Dyadic.Nearest(m, width))], [("x_zero_point", zeroPoint == 0 ? null : (AttributeValue)zeroPoint), .. Result(result)]);

    /// <summary>
    /// Requantize by R31 behind a layer: multipliers that give the codes of F32 for every reachable accumulator where there are such (2.5), else the
    /// nearest. Attribute "equals_f32" says whether all of them do.
    /// </summary>
    public static Value Requantize(Rewriter r, Value accumulators, RequantizedLayer layer, long[] shape, QuantParams result, int width)
    {
        // F32 is a function of ONNX Runtime's kernels, which give 8-bit codes.
        Dyadic?[] equal = [.. Enumerable.Range(0, layer.Count).Select(c => result.Type.BitWidth() == 8 ? layer.Equal(c, width)?.Scale : null)];
        Dyadic[] scales = [.. equal.Select((scale, c) => scale ?? Dyadic.Nearest(layer.F32(c).Multiplier, width))];
        return Requantize(r, accumulators, shape, scales, [.. Result(result), ("equals_f32", equal.Contains(null) ? null : (AttributeValue)1)]);
    }

    static Value Requantize(Rewriter r, Value x, long[] shape, Dyadic[] scales, (string, AttributeValue?)[] attributes)
    {
        bool same = scales.AsSpan().IndexOfAnyExcept(scales[0]) < 0;
        (Dyadic[] all, long[] sizes) = same ? (scales[..1], Array.Empty<long>()) : (scales, shape);
        Value b = r.Constant(Tensor.Of(ElementType.S32, Array.ConvertAll(all, s => s.Multiplier), sizes), $"{x.Name}_multiplier");
        Value c = r.Constant(Tensor.Of(ElementType.S32, Array.ConvertAll(all, s => s.Shift), sizes), $"{x.Name}_shift");
        return r.Node(IntegerOperators.Requantize, [x, b, c], [("arithmetic", "R31"), .. attributes]);
    }

    /// <summary>Attribute of a zero point, left out where it is zero.</summary>
    public static (string Name, AttributeValue? Value) ZeroPoint(string name, QuantParams q) => (name, q.ZeroPoint == 0 ? null : (AttributeValue)q.ZeroPoint);
}
