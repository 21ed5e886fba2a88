namespace Qcc.Core.Ops.Integer;

/// <summary>
/// QLinearAdd of ONNX Runtime on x64 from AVX2 on (docs/integer-arithmetic.md 3.1): r_a = fl(s_a / s_y), r_b = fl(s_b / s_y),
/// F = fl(z_y - fma(r_a, z_a, fl(r_b·z_b))), code = clamp(RNE(fma(q_a, r_a, fma(q_b, r_b, F)))). Other processors compute something else.
/// </summary>
public sealed record F32Add
{
    readonly float _a, _b, _offset;
    readonly CodeRange _codes;

    /// <param name="scaleA">Scale of the first operand; likewise the others.</param>
    /// <param name="codes">Zero point and limits of the result.</param>
    public F32Add(float scaleA, int zeroPointA, float scaleB, int zeroPointB, float scale, CodeRange codes)
    {
        (_a, _b, _codes) = (scaleA / scale, scaleB / scale, codes);
        float product = _b * zeroPointB;
        _offset = codes.ZeroPoint - MathF.FusedMultiplyAdd(_a, zeroPointA, product);
    }

    /// <summary>
    /// The code of a sum. Where the first operand is one number for a whole row (broadcast along the innermost axis) and the second is not,
    /// ONNX Runtime exchanges the two, which can change the code: ask another instance with exchanged parameters.
    /// </summary>
    public int Apply(int a, int b)
    {
        float sum = MathF.FusedMultiplyAdd(a, _a, MathF.FusedMultiplyAdd(b, _b, _offset));
        return _codes.Clamp((long)MathF.Round(sum, MidpointRounding.ToEven));
    }
}
