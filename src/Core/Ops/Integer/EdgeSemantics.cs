using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer;

/// <summary>Where an integer graph meets floats: its inputs and outputs (docs/integer-arithmetic.md 1.1); and conversions between integers (3.10).</summary>
public static class EdgeSemantics
{
    /// <summary>clamp(RNE(fl(x / s)) + z): half to even, after a true division in float32. One scale, or one for each place along "axis".</summary>
    internal static IReadOnlyList<Tensor> Quantize(Node node, IReadOnlyList<Tensor?> inputs) =>
        [Codes(inputs[0]!, Parameters(node, inputs, node.Output.TensorType!.Element))];

    /// <inheritdoc cref="Quantize"/>
    /// <param name="x">f32, any sizes.</param>
    /// <param name="quant">Per tensor, or with as many scales as x has places along the axis.</param>
    public static Tensor Codes(Tensor x, QuantParams quant)
    {
        (long low, long high) = quant.Type.Range();
        int inner = Inner(x, quant);
        var codes = new int[x.Count];
        ReadOnlySpan<float> values = x.Floats;
        for (int i = 0; i < codes.Length; i++)
        {
            int c = i / inner % quant.Scales.Length;
            // Clamped first: a float beyond the type's range, or infinite, has no integer.
            float code = Math.Clamp(MathF.Round(values[i] / quant.Scales[c], MidpointRounding.ToEven), -1e9f, 1e9f);
            codes[i] = (int)Math.Clamp(code + quant.ZeroPoints[c], low, high);
        }
        return IntegerValues.Pack(quant.Type, codes, x.Shape);
    }

    /// <summary>s·(q - z). One scale, or one for each place along "axis".</summary>
    internal static IReadOnlyList<Tensor> Dequantize(Node node, IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!;
        QuantParams quant = Parameters(node, inputs, x.Element);
        int[] codes = IntegerValues.Of(x);
        int inner = Inner(x, quant);
        var values = new float[codes.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int c = i / inner % quant.Scales.Length;
            values[i] = ((long)codes[i] - quant.ZeroPoints[c]) * quant.Scales[c];
        }
        return [Tensor.Of(values, [.. x.Shape])];
    }

    /// <summary>From one integer type to another, modulo 2^bits; bool is 0 or 1 (docs/integer-arithmetic.md 3.10).</summary>
    internal static IReadOnlyList<Tensor> Cast(Node node, IReadOnlyList<Tensor?> inputs) =>
        [IntegerValues.Wrap((ElementType)node.Int("to", 0), inputs[0]!.ToInt64(), inputs[0]!.Shape)];

    /// <summary>What a node's scales and zero points mean; zero points that are left out are 0.</summary>
    /// <exception cref="NotSupportedException">A scale for each block.</exception>
    /// <exception cref="ArgumentException">As many scales as neither one nor the places along the axis, or another number of zero points.</exception>
    static QuantParams Parameters(Node node, IReadOnlyList<Tensor?> inputs, ElementType type)
    {
        (Tensor x, Tensor scales) = (inputs[0]!, inputs[1]!);
        if (node.Int("block_size", 0) != 0 || (scales.Rank > 1 && scales.Count > 1))
        {
            throw new NotSupportedException($"{node} has a scale for each block; one scale, or one for each place along an axis, is known");
        }
        int? axis = scales.Count == 1 ? null : Shape.Axis(node.Int("axis", 1), x.Rank);
        int[] zeroPoints = inputs.ElementAtOrDefault(2) is { } zero ? IntegerValues.Of(zero) : new int[scales.Count];
        return scales.Count == (axis is { } a ? x.Shape[a] : 1) && zeroPoints.Length == scales.Count
            ? new QuantParams(type, scales.Floats.ToArray(), zeroPoints, axis)
            : throw new ArgumentException($"{node} has {scales.Count} scales and {zeroPoints.Length} zero points for [{string.Join(',', x.Shape)}]");
    }

    /// <summary>Neighbours that share a scale.</summary>
    static int Inner(Tensor x, QuantParams quant) => quant.Axis is { } axis ? IntegerValues.CountOf(x.Shape.Skip(axis + 1)) : (int)x.Count;
}
