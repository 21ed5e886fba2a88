namespace Qcc.Core.Ops.Integer;

/// <summary>
/// <c>F32</c>, what ONNX Runtime's kernels compute (docs/integer-arithmetic.md 2.1): f = fl(acc), p = fl(f·m), t = clamp(p, lo - z, hi - z),
/// code = RNE(t) + z. float32 throughout, halves to even, nothing contracted.
/// </summary>
/// <param name="Multiplier">m of 2, finite.</param>
public sealed record F32Requantizer(float Multiplier, CodeRange Codes) : Requantizer(Codes)
{
    /// <inheritdoc/>
    /// <exception cref="OverflowException">The accumulator leaves int32.</exception>
    public override int Apply(long accumulator)
    {
        float f = checked((int)accumulator);
        float p = f * Multiplier;
        float t = Math.Min(Math.Max(p, Codes.Low - Codes.ZeroPoint), Codes.High - Codes.ZeroPoint);
        return (int)MathF.Round(t, MidpointRounding.ToEven) + Codes.ZeroPoint;
    }

    /// <summary>The nearest R31 (2.2) of the same multiplier.</summary>
    /// <param name="width">w, 2..31.</param>
    /// <exception cref="ArgumentOutOfRangeException">m ≥ 2^(w-1), or m is not above 0.</exception>
    public R31Requantizer Nearest(int width) => new(Dyadic.Nearest(Multiplier, width), Codes);
}
