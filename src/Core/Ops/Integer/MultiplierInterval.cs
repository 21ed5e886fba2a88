namespace Qcc.Core.Ops.Integer;

/// <summary>
/// The real multipliers M whose thresholds are those of a requantizer in float32 (docs/integer-arithmetic.md 2.5): with h = k - z - 1/2,
/// T_k·M ≥ h and (T_k - 1)·M &lt; h for every code k that is reached. Ends are fractions; whether an end itself belongs to the set is left to
/// the proof of each candidate.
/// </summary>
sealed class MultiplierInterval
{
    readonly record struct Fraction(long Numerator, long Denominator)
    {
        public static bool operator <(Fraction a, Fraction b) => (Int128)a.Numerator * b.Denominator < (Int128)b.Numerator * a.Denominator;
        public static bool operator >(Fraction a, Fraction b) => b < a;
    }

    Fraction _low = new(0, 1), _high = new(1L << 40, 1);
    bool _empty;

    MultiplierInterval()
    {
    }

    /// <summary>The interval, or null where it is empty.</summary>
    public static MultiplierInterval? Of(Requantizer f32, AccumulatorRange range)
    {
        var interval = new MultiplierInterval();
        Thresholds thresholds = Thresholds.Of(f32, range);
        int z = f32.Codes.ZeroPoint;
        for (int i = 0; i < thresholds.Least.Count; i++)
        {
            long h = TwiceMiddleBelow(thresholds.Lowest + 1 + i);
            interval.AtLeast(thresholds.Least[i], h);
            interval.Below(thresholds.Least[i] - 1, h);
        }
        if (thresholds.Highest < f32.Codes.High)
        {
            interval.Below(range.High, TwiceMiddleBelow(thresholds.Highest + 1));
        }
        if (thresholds.Lowest > f32.Codes.Low)
        {
            interval.AtLeast(range.Low, TwiceMiddleBelow(thresholds.Lowest));
        }
        return interval._empty || interval._low > interval._high ? null : interval;

        long TwiceMiddleBelow(int code) => 2L * (code - z) - 1;
    }

    /// <summary>The least b with b / 2^c not below the interval.</summary>
    public Int128 Least(int c) => Rounding.CeilingDivide((Int128)_low.Numerator << c, _low.Denominator);

    /// <summary>Whether b / 2^c is not above the interval.</summary>
    public bool IsNotAbove(Int128 b, int c) => b * _high.Denominator <= (Int128)_high.Numerator << c;

    /// <summary>a·M ≥ h / 2.</summary>
    void AtLeast(long a, long h)
    {
        if (a > 0)
        {
            RaiseLow(new Fraction(h, 2 * a));
        }
        else if (a < 0)
        {
            LowerHigh(new Fraction(-h, -2 * a));
        }
        else
        {
            _empty |= h > 0;
        }
    }

    /// <summary>a·M &lt; h / 2.</summary>
    void Below(long a, long h)
    {
        if (a > 0)
        {
            LowerHigh(new Fraction(h, 2 * a));
        }
        else if (a < 0)
        {
            RaiseLow(new Fraction(-h, -2 * a));
        }
        else
        {
            _empty |= h <= 0;
        }
    }

    void RaiseLow(Fraction bound) => _low = bound > _low ? bound : _low;

    void LowerHigh(Fraction bound) => _high = bound < _high ? bound : _high;
}
