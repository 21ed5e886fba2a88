namespace Qcc.Core.Ops.Integer;

/// <summary>
/// QuantizeLinear of DequantizeLinear, as ONNX Runtime computes both (docs/integer-arithmetic.md 1.1): d = q - z_x,
/// code = clamp(RNE(fl(fl(s_x·d) / s_y)) + z_y). The same as its tables for branches of QLinearConcat (3.3).
/// </summary>
/// <param name="InputScale">s_x.</param>
/// <param name="OutputScale">s_y.</param>
public sealed record F32Conversion(float InputScale, float OutputScale, CodeRange Codes) : Requantizer(Codes)
{
    /// <inheritdoc/>
    /// <param name="accumulator">q - z_x.</param>
    public override int Apply(long accumulator)
    {
        float value = InputScale * (int)accumulator;
        float steps = value / OutputScale;
        return Codes.Clamp(Codes.ZeroPoint + (long)MathF.Round(Math.Clamp(steps, -1e9f, 1e9f), MidpointRounding.ToEven));
    }
}
