namespace Qcc.Core.Ops.Integer;

/// <summary>
/// R31 with the clamp before the product (docs/integer-arithmetic.md 2.2): code = tmin + ((clamp(acc, al, ah)·b + offset) >> c). The sum is
/// not negative and below 2^(c+8) for 8-bit codes, so the shift needs no sign and nothing is clamped afterwards. The same integers as R31 for
/// every int32 accumulator.
/// </summary>
/// <param name="Low">al, the least accumulator whose unclamped code is at least lo.</param>
/// <param name="High">ah, the greatest accumulator whose unclamped code is at most hi.</param>
/// <param name="Scale">b ≤ 2^c; b = 0 where every accumulator has the same code.</param>
/// <param name="LeastCode">tmin, the least code of the type: 0 or -128.</param>
/// <param name="Offset">(z - tmin)·2^c + 2^(c-1).</param>
public sealed record PreClamped(int Low, int High, Dyadic Scale, int LeastCode, long Offset)
{
    /// <summary>The largest shift for which products and sums of 8-bit codes stay below 2^62.</summary>
    public const int MaxShift = 54;

    /// <summary>Whether the sum fits 32 bits without sign, so that a product that wraps there gives the same code.</summary>
    public bool FitsUInt32 => Scale.Shift <= 24;

    /// <summary>This form of a requantizer to 8-bit codes, or null where it has none: b > 2^c (the codes skip), or c > 54.</summary>
    /// <param name="leastCode">tmin.</param>
    /// <exception cref="ArgumentOutOfRangeException">Zero point or limits are no codes of 8 bits from tmin on.</exception>
    public static PreClamped? Of(R31Requantizer requantizer, int leastCode)
    {
        ((int b, int c), (int z, int lo, int hi)) = (requantizer.Scale, requantizer.Codes);
        if (lo < leastCode || hi > leastCode + 255 || z < leastCode || z > leastCode + 255)
        {
            throw new ArgumentOutOfRangeException(nameof(requantizer), $"{requantizer.Codes} are no 8-bit codes from {leastCode}");
        }
        if (b == 0)
        {
            return Constant(requantizer.Codes.Clamp(z), c, leastCode);
        }
        if (c > MaxShift || b > 1L << c)
        {
            return null;
        }
        Int128 low = requantizer.Threshold(lo), high = requantizer.Threshold(hi + 1) - 1;
        if (low > int.MaxValue || high < int.MinValue)
        {
            return Constant(low > int.MaxValue ? lo : hi, c, leastCode);
        }
        return new PreClamped((int)Int128.Max(low, int.MinValue), (int)Int128.Min(high, int.MaxValue), requantizer.Scale, leastCode,
            OffsetOf(z, c, leastCode));
    }

    /// <summary>The code of an int32 accumulator.</summary>
    /// <exception cref="OverflowException">A bound of 2.2 does not hold.</exception>
    public int Apply(int accumulator)
    {
        long sum = checked(Math.Clamp(accumulator, Low, High) * (long)Scale.Multiplier + Offset);
        return LeastCode + checked((byte)(sum >> Scale.Shift));
    }

    static PreClamped Constant(int code, int c, int leastCode)
    {
        int shift = Math.Min(c, MaxShift);
        return new PreClamped(int.MinValue, int.MaxValue, new Dyadic(0, shift), leastCode, OffsetOf(code, shift, leastCode));
    }

    static long OffsetOf(int code, int c, int leastCode) => ((long)(code - leastCode) << c) + (1L << (c - 1));
}
