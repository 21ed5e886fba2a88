namespace Qcc.Core.Ops.Integer;

/// <summary>
/// QLinearMul of ONNX Runtime on x64 (docs/integer-arithmetic.md 3.2): P = (q_a - z_a)·(q_b - z_b), m = fl(fl(s_a·s_b) / s_y),
/// code = clamp(RNE(fl(fl(fl(P)·m) + z_y))). The zero point is added before rounding.
/// </summary>
public sealed record F32Mul(float Multiplier, CodeRange Codes) : Requantizer(Codes)
{
    /// <inheritdoc/>
    /// <param name="accumulator">P.</param>
    public override int Apply(long accumulator)
    {
        float product = accumulator;
        float scaled = product * Multiplier;
        float sum = scaled + Codes.ZeroPoint;
        return Codes.Clamp((long)MathF.Round(sum, MidpointRounding.ToEven));
    }
}
