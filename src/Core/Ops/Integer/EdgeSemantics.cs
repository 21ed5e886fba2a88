using Qcc.Core.Ir;

namespace Qcc.Core.Ops.Integer;

/// <summary>Where an integer graph meets floats: its inputs and outputs (docs/integer-arithmetic.md 1.1).</summary>
static class EdgeSemantics
{
    /// <summary>clamp(RNE(fl(x / s)) + z): half to even, after a true division in float32. One scale and one zero point.</summary>
    public static IReadOnlyList<Tensor> Quantize(Node node, IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!, zero = inputs[2]!;
        float scale = inputs[1]!.Floats[0];
        (long low, long high) = zero.Element.Range();
        int z = IntegerValues.Of(zero)[0];
        var codes = new int[x.Count];
        ReadOnlySpan<float> values = x.Floats;
        for (int i = 0; i < codes.Length; i++)
        {
            // Clamped first: a float beyond the type's range, or infinite, has no integer.
            codes[i] = (int)Math.Clamp(Math.Clamp(MathF.Round(values[i] / scale, MidpointRounding.ToEven), -1e9f, 1e9f) + z, low, high);
        }
        return [IntegerValues.Pack(zero.Element, codes, x.Shape)];
    }

    /// <summary>s·(q - z).</summary>
    public static IReadOnlyList<Tensor> Dequantize(Node node, IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!;
        float scale = inputs[1]!.Floats[0];
        int z = inputs.ElementAtOrDefault(2) is { } zero ? IntegerValues.Of(zero)[0] : 0;
        return [Tensor.Of(Array.ConvertAll(IntegerValues.Of(x), q => (q - z) * scale), [.. x.Shape])];
    }

    /// <summary>From one integer type to another, which holds the values.</summary>
    public static IReadOnlyList<Tensor> Cast(Node node, IReadOnlyList<Tensor?> inputs) =>
        [IntegerValues.Pack((ElementType)node.Int("to", 0), IntegerValues.Of(inputs[0]!), inputs[0]!.Shape)];
}
