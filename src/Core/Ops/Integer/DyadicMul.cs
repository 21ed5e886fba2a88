namespace Qcc.Core.Ops.Integer;

/// <summary>
/// Integer product of two quantized values (docs/integer-arithmetic.md 3.2): a requantizer with m = s_a·s_b / s_y on (q_a - z_a)·(q_b - z_b),
/// 17 bits for 8-bit codes.
/// </summary>
public sealed record DyadicMul(int ZeroPointA, int ZeroPointB, R31Requantizer Requantizer)
{
    /// <summary>The nearest multiplier of <paramref name="width"/> bits to fl(fl(s_a·s_b) / s_y).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The multiplier is 2^(w-1) or more, or not above 0.</exception>
    public static DyadicMul Of(float scaleA, int zeroPointA, float scaleB, int zeroPointB, float scale, CodeRange codes, int width) =>
        new(zeroPointA, zeroPointB, new F32Requantizer(Integer.Requantizer.MultiplierOf(scaleA, scaleB, scale), codes).Nearest(width));

    /// <summary>The code of a product.</summary>
    public int Apply(int a, int b) => Requantizer.Apply(checked((a - ZeroPointA) * (b - ZeroPointB)));
}
