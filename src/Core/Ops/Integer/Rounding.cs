namespace Qcc.Core.Ops.Integer;

/// <summary>Rounding of integers (docs/integer-arithmetic.md, notation and 1.2).</summary>
public static class Rounding
{
    /// <summary>The largest shift in either direction.</summary>
    public const int MaxShift = 62;

    /// <summary>
    /// RS(v, c) = (v + 2^(c-1)) >> c for c ≥ 1, v for c = 0, v·2^(-c) for c below: v / 2^c rounded half up, towards +∞, for either sign.
    /// </summary>
    /// <param name="c">-62..62.</param>
    /// <exception cref="OverflowException">The sum or the product leaves 64 bits.</exception>
    public static long Shift(long v, int c)
    {
        if (c is < -MaxShift or > MaxShift)
        {
            throw new ArgumentOutOfRangeException(nameof(c), c, $"a shift lies in -{MaxShift}..{MaxShift}");
        }
        return c > 0 ? checked(v + (1L << (c - 1))) >> c : checked(v * (1L << -c));
    }

    /// <summary>The least integer not below numerator / denominator.</summary>
    /// <param name="denominator">Positive.</param>
    internal static Int128 CeilingDivide(Int128 numerator, Int128 denominator)
    {
        (Int128 quotient, Int128 remainder) = Int128.DivRem(numerator, denominator);
        return remainder > 0 ? quotient + 1 : quotient;
    }
}
