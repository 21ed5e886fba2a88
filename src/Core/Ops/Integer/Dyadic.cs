using System.Numerics;

namespace Qcc.Core.Ops.Integer;

/// <summary>The number b / 2^c, by which R31 multiplies (docs/integer-arithmetic.md 2.2).</summary>
/// <param name="Multiplier">
/// b, 0 ≤ b &lt; 2^31; 0 only where the real multiplier is below 2^-63. Below zero, above -2^31, only behind a negative slope (3.8).
/// </param>
/// <param name="Shift">c, 1..62.</param>
public readonly record struct Dyadic(int Multiplier, int Shift)
{
    /// <summary>The most bits of a multiplier.</summary>
    public const int MaxWidth = 31;

    /// <summary>Bits of the multiplier without its sign: the least w with |b| &lt; 2^w.</summary>
    public int Width => 32 - BitOperations.LeadingZeroCount((uint)Math.Abs(Multiplier));

    /// <summary>The number itself, exact.</summary>
    public double Value => Math.ScaleB(Multiplier, -Shift);

    /// <summary>The same number with the least multiplier: b odd, or c = 1.</summary>
    public Dyadic Reduced()
    {
        int zeros = Multiplier == 0 ? 0 : Math.Min(BitOperations.TrailingZeroCount(Multiplier), Shift - 1);
        return new(Multiplier >> zeros, Shift - zeros);
    }

    /// <summary>RS(acc·b, c).</summary>
    /// <exception cref="OverflowException">|acc·b| + 2^61 leaves 63 bits.</exception>
    public long Apply(long acc) => Rounding.Shift(checked(acc * Multiplier), Shift);

    /// <inheritdoc cref="Nearest(Rational, int)"/>
    public static Dyadic Nearest(double real, int width) => Nearest(Rational.Of(real), width);

    /// <summary>
    /// The nearest b / 2^c whose b has <paramref name="width"/> bits: e = floor(log2 m) + 1, c = w - e, b = floor(m·2^c + 1/2) in exact
    /// arithmetic; where b = 2^w half of it and c - 1; where c would pass 62 the nearest with c = 62, which has fewer bits. Within that limit
    /// the relative error is at most 2^-w.
    /// </summary>
    /// <param name="real">Above 0 and below 2^(w-1).</param>
    /// <param name="width">w, 2..31.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width or the number is outside its range.</exception>
    public static Dyadic Nearest(Rational real, int width) => NearestCommon([real], width)[0];

    /// <inheritdoc cref="NearestCommon(ReadOnlySpan{Rational}, int)"/>
    public static Dyadic[] NearestCommon(ReadOnlySpan<float> real, int width)
    {
        var exact = new Rational[real.Length];
        for (int i = 0; i < exact.Length; i++)
        {
            exact[i] = Rational.Of(real[i]);
        }
        return NearestCommon(exact, width);
    }

    /// <summary>
    /// One shift for all: the nearest as above for the largest number, the others with the same c. A number m then has log2(m_max / m) bits less,
    /// and b = 0 where it is below 2^-(c+1).
    /// </summary>
    /// <param name="real">At least one; each at least 0, the largest above 0 and below 2^(w-1).</param>
    /// <param name="width">w, 2..31.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width or a number is outside its range.</exception>
    public static Dyadic[] NearestCommon(ReadOnlySpan<Rational> real, int width)
    {
        if (width is < 2 or > MaxWidth)
        {
            throw new ArgumentOutOfRangeException(nameof(width), width, $"a multiplier has 2 to {MaxWidth} bits");
        }
        Rational largest = real[0];
        foreach (Rational each in real)
        {
            largest = each > largest ? each : largest;
        }
        if (largest.IsZero)
        {
            throw new ArgumentOutOfRangeException(nameof(real), "a multiplier is above zero");
        }
        int c = width - (largest.FloorLog2 + 1);
        if (c > Rounding.MaxShift)
        {
            c = Rounding.MaxShift;
        }
        else if (largest.Scaled(c) == BigInteger.One << width)
        {
            c--;
        }
        if (c < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(real), $"a multiplier of {width} bits holds numbers below 2^{width - 1}");
        }
        var result = new Dyadic[real.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = new Dyadic((int)real[i].Scaled(c), c);
        }
        return result;
    }
}
