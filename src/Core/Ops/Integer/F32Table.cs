namespace Qcc.Core.Ops.Integer;

/// <summary>
/// A function of codes as ONNX Runtime tabulates it for QLinearConcat, QLinearLeakyRelu and their like: v = f(fl(s_x·(q - z_x))),
/// T[q - lo] = clamp(RNE(fl(v / s_y)) + z_y), float32 after each operation (docs/integer-arithmetic.md 4.1 has the exact form).
/// </summary>
public static class F32Table
{
    /// <summary>One entry for each code of <paramref name="input"/>, the least first.</summary>
    /// <param name="function">f, float32 inside.</param>
    public static int[] Of(Func<float, float> function, float inputScale, CodeRange input, float outputScale, CodeRange codes)
    {
        var table = new int[input.High - input.Low + 1];
        for (int i = 0; i < table.Length; i++)
        {
            float quotient = function(inputScale * (input.Low + i - input.ZeroPoint)) / outputScale;
            table[i] = codes.Clamp(codes.ZeroPoint + (long)MathF.Round(quotient, MidpointRounding.ToEven));
        }
        return table;
    }

    /// <summary>v → v: another scale and zero point for the same value, as QLinearConcat gives its branches (3.3).</summary>
    public static int[] Rescale(float inputScale, CodeRange input, float outputScale, CodeRange codes) => Of(v => v, inputScale, input, outputScale, codes);

    /// <summary>v → v for v ≥ 0, fl(slope·v) below (3.8).</summary>
    public static int[] LeakyRelu(float slope, float inputScale, CodeRange input, float outputScale, CodeRange codes) =>
        Of(v => v >= 0 ? v : slope * v, inputScale, input, outputScale, codes);
}
