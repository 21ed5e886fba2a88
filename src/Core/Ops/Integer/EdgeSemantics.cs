using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer;

/// <summary>Where an integer graph meets floats: its inputs and outputs (docs/integer-arithmetic.md 1.1).</summary>
public static class EdgeSemantics
{
    /// <summary>clamp(RNE(fl(x / s)) + z): half to even, after a true division in float32. One scale and one zero point.</summary>
    internal static IReadOnlyList<Tensor> Quantize(Node node, IReadOnlyList<Tensor?> inputs)
    {
        Tensor zero = inputs[2]!;
        return [Codes(inputs[0]!, QuantParams.PerTensor(zero.Element, inputs[1]!.Floats[0], IntegerValues.Of(zero)[0]))];
    }

    /// <inheritdoc cref="Quantize"/>
    /// <param name="x">f32, any sizes.</param>
    /// <param name="quant">Per tensor.</param>
    public static Tensor Codes(Tensor x, QuantParams quant)
    {
        (long low, long high) = quant.Type.Range();
        (float scale, int z) = (quant.Scale, quant.ZeroPoint);
        var codes = new int[x.Count];
        ReadOnlySpan<float> values = x.Floats;
        for (int i = 0; i < codes.Length; i++)
        {
            // Clamped first: a float beyond the type's range, or infinite, has no integer.
            codes[i] = (int)Math.Clamp(Math.Clamp(MathF.Round(values[i] / scale, MidpointRounding.ToEven), -1e9f, 1e9f) + z, low, high);
        }
        return IntegerValues.Pack(quant.Type, codes, x.Shape);
    }

    /// <summary>s·(q - z).</summary>
    internal static IReadOnlyList<Tensor> Dequantize(Node node, IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!;
        float scale = inputs[1]!.Floats[0];
        int z = inputs.ElementAtOrDefault(2) is { } zero ? IntegerValues.Of(zero)[0] : 0;
        return [Tensor.Of(Array.ConvertAll(IntegerValues.Of(x), q => (q - z) * scale), [.. x.Shape])];
    }

    /// <summary>From one integer type to another, which holds the values.</summary>
    internal static IReadOnlyList<Tensor> Cast(Node node, IReadOnlyList<Tensor?> inputs) =>
        [IntegerValues.Pack((ElementType)node.Int("to", 0), IntegerValues.Of(inputs[0]!), inputs[0]!.Shape)];
}
