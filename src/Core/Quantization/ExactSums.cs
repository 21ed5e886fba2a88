namespace Qcc.Core.Quantization;

/// <summary>
/// Sums of float64 numbers that are multiples of 2^-149, as all sums of float32 numbers are, without rounding: a fixed-point number of
/// 384 bits each. So a sum depends neither on the order of its terms nor on how they were split, and merging is exact.
/// </summary>
/// <param name="count">How many sums.</param>
public sealed class ExactSums(int count)
{
    /// <summary>Digits of 32 bits in a sum; terms below 2^191 (2^63 of float32's largest) never overflow them.</summary>
    public const int Digits = 12;

    /// <summary>Weight of the lowest bit: 2^-149, the least float32.</summary>
    const int Unit = -149;

    /// <summary>A term adds less than 2^32 to a digit, which holds 2^63.</summary>
    const int MostPending = 1 << 30;

    readonly long[] _digits = new long[count * Digits];
    int _pending;

    /// <summary>How many sums.</summary>
    public int Count => count;

    /// <summary>Adds a finite term to a sum; what it has below 2^-149 is cut off.</summary>
    public void Add(int index, double term)
    {
        long bits = BitConverter.DoubleToInt64Bits(term);
        int exponent = (int)(bits >> 52) & 0x7ff;
        ulong mantissa = ((ulong)bits & ((1UL << 52) - 1)) | (exponent == 0 ? 0 : 1UL << 52);
        int shift = Math.Max(exponent, 1) - 1075 - Unit;
        if (shift < 0)
        {
            mantissa = shift > -64 ? mantissa >> -shift : 0;
            shift = 0;
        }
        UInt128 wide = (UInt128)mantissa << (shift & 31);
        int at = index * Digits + (shift >> 5);
        long sign = bits < 0 ? -1 : 1;
        for (; wide != 0; wide >>= 32)
        {
            _digits[at++] += sign * (long)(uint)wide;
        }
        if (++_pending == MostPending)
        {
            Carry();
        }
    }

    /// <summary>Adds the sums of another collection of as many.</summary>
    public void Merge(ExactSums other)
    {
        Carry();
        other.Carry();
        for (int i = 0; i < _digits.Length; i++)
        {
            _digits[i] += other._digits[i];
        }
        _pending = 1;
    }

    /// <summary>A sum, rounded to float64. Reading changes nothing, so threads may read at the same time.</summary>
    public double this[int index]
    {
        get
        {
            Span<long> digits = stackalloc long[Digits];
            _digits.AsSpan(index * Digits, Digits).CopyTo(digits);
            Carry(digits);
            if (digits[^1] >= 0)
            {
                return Rounded(digits);
            }
            // Below zero the high digits of the complement would cancel the low ones.
            for (int d = 0; d < Digits; d++)
            {
                digits[d] = -digits[d];
            }
            Carry(digits);
            return -Rounded(digits);
        }
    }

    /// <summary>The digits of a sum, lowest first: all but the last 0..2^32-1; one sum has one form.</summary>
    internal ReadOnlySpan<long> DigitsOf(int index)
    {
        Carry();
        return _digits.AsSpan(index * Digits, Digits);
    }

    /// <summary>Sets a sum by its digits.</summary>
    internal void Set(int index, ReadOnlySpan<long> digits)
    {
        digits.CopyTo(_digits.AsSpan(index * Digits, Digits));
        _pending = 1;
    }

    void Carry()
    {
        if (_pending > 0)
        {
            for (int at = 0; at < _digits.Length; at += Digits)
            {
                Carry(_digits.AsSpan(at, Digits));
            }
            _pending = 0;
        }
    }

    static void Carry(Span<long> digits)
    {
        long carry = 0;
        for (int d = 0; d < Digits - 1; d++)
        {
            long sum = digits[d] + carry;
            digits[d] = (uint)sum;
            carry = sum >> 32;
        }
        digits[^1] += carry;
    }

    static double Rounded(ReadOnlySpan<long> digits)
    {
        double sum = 0;
        for (int d = Digits - 1; d >= 0; d--)
        {
            sum += Math.ScaleB(digits[d], 32 * d + Unit);
        }
        return sum;
    }
}
