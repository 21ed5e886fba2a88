namespace Qcc.Core.Ops.Integer;

/// <summary>
/// QLinearMul of ONNX Runtime on x64 (docs/integer-arithmetic.md 3.2): m = fl(fl(s_a·s_b) / s_y),
/// code = clamp(RNE(fl(fl(fl((q_a - z_a)·(q_b - z_b))·m) + z_y))). The zero point is added before rounding.
/// </summary>
public sealed record F32Mul(float Multiplier, int ZeroPointA, int ZeroPointB, CodeRange Codes)
{
    /// <summary>The code of a product.</summary>
    public int Apply(int a, int b)
    {
        float product = (a - ZeroPointA) * (b - ZeroPointB);
        float scaled = product * Multiplier;
        float sum = scaled + Codes.ZeroPoint;
        return Codes.Clamp((long)MathF.Round(sum, MidpointRounding.ToEven));
    }
}
