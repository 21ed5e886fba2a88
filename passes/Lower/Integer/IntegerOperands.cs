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

    /// <summary>
    /// Requantize: by shifts alone where that is asked for and every multiplier is a power of two (2.3); else by R31 with multipliers that give the codes of
    /// F32 for everything reachable where there are such (2.5), else the nearest (2.2). Attribute "equals_f32" says that all of them do, and that ONNX Runtime has
    /// that kernel.
    /// </summary>
    /// <param name="x">Accumulators, or codes with zero point <paramref name="zeroPoint"/>.</param>
    /// <param name="channels">One, or as many as <paramref name="shape"/> has elements.</param>
    /// <param name="shape">Shape of the constants, which broadcast against x.</param>
    public static Value Requantize(Rewriter r, Value x, int zeroPoint, IReadOnlyList<RequantizedChannel> channels, long[] shape, QuantParams result, Multipliers multipliers)
    {
        (string, AttributeValue?)[] attributes = [("x_zero_point", zeroPoint == 0 ? null : (AttributeValue)zeroPoint), .. Result(result)];
        if (multipliers.Form == MultiplierForm.Pot && channels.Select(c => PotRequantizer.ShiftOf(c.Multiplier)).ToArray() is var powers && !powers.Contains(null))
        {
            int[] exponents = [.. powers.Select(p => p!.Value)];
            return r.Node(IntegerOperators.Requantize, [x, null, Constant("shift", exponents.AsSpan().IndexOfAnyExcept(exponents[0]) < 0 ? exponents[..1] : exponents)], [("arithmetic", "Pot"), .. attributes]);
        }
        Dyadic?[] equal = multipliers.Form == MultiplierForm.Dyadic ? [.. channels.Select(c => c.Equal(multipliers.Bits))] : new Dyadic?[channels.Count];
        Dyadic[] scales = [.. equal.Select((scale, c) => scale ?? Dyadic.Nearest(channels[c].Multiplier, multipliers.Bits))];
        Dyadic[] numbers = scales.AsSpan().IndexOfAnyExcept(scales[0]) < 0 ? scales[..1] : scales;
        return r.Node(IntegerOperators.Requantize, [x, Constant("multiplier", Array.ConvertAll(numbers, s => s.Multiplier)), Constant("shift", Array.ConvertAll(numbers, s => s.Shift))],
            [("arithmetic", "R31"), .. attributes, ("equals_f32", !equal.Contains(null) && channels.All(c => c.IsKernel) ? (AttributeValue)1 : null)]);

        // One number stands for all.
        Value Constant(string name, int[] numbers) => r.Constant(Tensor.Of(ElementType.S32, numbers, numbers.Length == 1 ? [] : shape), $"{x.Name}_{name}");
    }

    /// <summary>The channels of a layer; between codes of 8 bits to be equal to F32, which gives no others.</summary>
    /// <param name="isKernel">Whether ONNX Runtime has a fused kernel for the operator: F32 is what that computes.</param>
    public static RequantizedChannel[] Channels(RequantizedLayer layer, QuantParams input, QuantParams result, bool isKernel)
    {
        bool isF32 = input.Type.BitWidth() == 8 && result.Type.BitWidth() == 8;
        return [.. Enumerable.Range(0, layer.Count).Select(c => new RequantizedChannel(layer.F32(c).Multiplier, isF32 ? layer.F32(c) : null, layer.Ranges[c], isKernel))];
    }

    /// <summary>A conversion of codes to another scale and zero point, to be equal to DequantizeLinear and QuantizeLinear; equal parameters need none.</summary>
    public static Value Converted(Rewriter r, Value codes, QuantParams from, QuantParams to, Multipliers multipliers)
    {
        if (from.Equals(to))
        {
            return codes;
        }
        (CodeRange input, CodeRange result) = (CodeRange.Of(from), CodeRange.Of(to));
        var range = new AccumulatorRange((long)input.Low - input.ZeroPoint, (long)input.High - input.ZeroPoint);
        return Requantize(r, codes, from.ZeroPoint, [new RequantizedChannel(from.Scale / to.Scale, new F32Conversion(from.Scale, to.Scale, result), range)], [], to, multipliers);
    }

    /// <summary>Attribute of a zero point, left out where it is zero.</summary>
    public static (string Name, AttributeValue? Value) ZeroPoint(string name, QuantParams q) => (name, q.ZeroPoint == 0 ? null : (AttributeValue)q.ZeroPoint);

    /// <summary>Gives a QuantizeLinear or DequantizeLinear other scales of the same shape.</summary>
    public static void SetScales(Node conversion, float[] scales)
    {
        Value old = conversion.Inputs[1]!;
        Value moved = conversion.Graph.AddConstant(old.Name, Tensor.Of(scales, [.. old.Constant!.Shape]));
        Graph.SetInput(conversion, 1, moved);
        if (!old.IsUsed && old.Initializer is not null && ReferenceEquals(old.Graph, conversion.Graph) && !old.IsGraphInput)
        {
            conversion.Graph.RemoveInitializer(old);
        }
    }
}
