using System.Numerics;

namespace Qcc.Core.Ops.Integer;

/// <summary>
/// Integer addition of two quantized values (docs/integer-arithmetic.md 3.1): code = clamp(z_y + RS((q_a - z_a)·b_a + (q_b - z_b)·b_b, c), lo, hi).
/// One rounding; the sum stays below 2^30 for 8-bit codes.
/// </summary>
/// <param name="MultiplierA">b_a, at most 2^21 - 1; b_a / 2^c is s_a / s_y.</param>
/// <param name="MultiplierB">b_b; the larger of the two has 21 bits unless c is the greatest.</param>
/// <param name="Shift">c, 1..30; for 16-bit codes 1..62.</param>
public sealed record DyadicAdd(int MultiplierA, int ZeroPointA, int MultiplierB, int ZeroPointB, int Shift, CodeRange Codes)
{
    /// <summary>Bits of the larger multiplier.</summary>
    public const int Width = 21;

    /// <summary>The same where codes have 16 bits and the sum 64: below 2·2^16·2^30.</summary>
    public const int WideWidth = 30;

    /// <summary>The nearest multipliers, their common shift from the larger ratio; exact quotients of the float32 scales.</summary>
    /// <param name="width"><see cref="Width"/>, or <see cref="WideWidth"/> for 16-bit codes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A scale of an operand is 2^(width-1) times the result's, or a scale is not above 0.</exception>
    public static DyadicAdd Of(float scaleA, int zeroPointA, float scaleB, int zeroPointB, float scale, CodeRange codes, int width = Width)
    {
        int maxShift = width == Width ? 30 : Rounding.MaxShift;
        Rational output = Rational.Of(scale), a = Rational.Of(scaleA) / output, b = Rational.Of(scaleB) / output;
        Dyadic[] both = Dyadic.NearestCommon([a, b], width);
        int shift = both[0].Shift;
        return shift <= maxShift
            ? new DyadicAdd(both[0].Multiplier, zeroPointA, both[1].Multiplier, zeroPointB, shift, codes)
            : new DyadicAdd((int)a.Scaled(maxShift), zeroPointA, (int)b.Scaled(maxShift), zeroPointB, maxShift, codes);
    }

    /// <summary>The same sums with the least multipliers: one of them odd, or c = 1.</summary>
    public DyadicAdd Reduced()
    {
        int zeros = Math.Min(BitOperations.TrailingZeroCount(MultiplierA | MultiplierB), Shift - 1);
        return this with { MultiplierA = MultiplierA >> zeros, MultiplierB = MultiplierB >> zeros, Shift = Shift - zeros };
    }

    /// <summary>The code of a sum, in 32 bits.</summary>
    /// <exception cref="OverflowException">The sum leaves int32; no 8-bit codes reach that.</exception>
    public int Apply(int a, int b)
    {
        int sum = checked((a - ZeroPointA) * MultiplierA + (b - ZeroPointB) * MultiplierB);
        return Codes.Clamp(Codes.ZeroPoint + (checked(sum + (1 << (Shift - 1))) >> Shift));
    }
}
