using System.Numerics;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>
/// A real number m·2^e of 192 bits, for constants of integer operators: a table entry computed in it is correctly rounded (ties included) and
/// the same on every machine, which a mathematical library's double is not. The relative error of one operation is below 2^-190; functions
/// are in <see cref="RealFunctions"/>.
/// </summary>
public readonly struct Real : IComparable<Real>, IEquatable<Real>
{
    /// <summary>Bits that an operation keeps.</summary>
    internal const int Precision = 192;

    readonly BigInteger _mantissa;
    readonly int _exponent;

    Real(BigInteger mantissa, int exponent)
    {
        int excess = (int)BigInteger.Abs(mantissa).GetBitLength() - Precision;
        _mantissa = excess > 0 ? mantissa >> excess : mantissa;
        _exponent = mantissa.IsZero ? 0 : excess > 0 ? checked(exponent + excess) : exponent;
    }

    public static Real Zero => default;
    public static Real One => new(BigInteger.One, 0);

    /// <summary>The value of a finite double, exactly.</summary>
    /// <exception cref="ArgumentException">The value is not finite.</exception>
    public static Real Of(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentException($"{value} is no real number", nameof(value));
        }
        long bits = BitConverter.DoubleToInt64Bits(value);
        int field = (int)(bits >> 52) & 0x7FF;
        long fraction = bits & 0xF_FFFF_FFFF_FFFF;
        long mantissa = field == 0 ? fraction : fraction | 1L << 52;
        return new Real(bits < 0 ? -mantissa : mantissa, Math.Max(field, 1) - 1075);
    }

    public static Real Of(long value) => new(value, 0);

    public static Real Of(BigInteger value) => new(value, 0);

    public static implicit operator Real(int value) => new(value, 0);

    /// <summary>-1, 0 or 1.</summary>
    public int Sign => _mantissa.Sign;

    /// <summary>The least k with |value| &lt; 2^k; very small for zero.</summary>
    internal int Magnitude => _mantissa.IsZero ? int.MinValue / 2 : _exponent + (int)BigInteger.Abs(_mantissa).GetBitLength();

    /// <summary>The value times 2^power, exactly.</summary>
    public Real Scale(int power) => new(_mantissa, _mantissa.IsZero ? 0 : checked(_exponent + power));

    public static Real operator -(Real a) => new(-a._mantissa, a._exponent);

    public static Real operator +(Real a, Real b)
    {
        if (a._mantissa.IsZero || b._mantissa.IsZero)
        {
            return a._mantissa.IsZero ? b : a;
        }
        // A term this much smaller is below the last bit.
        if (Math.Abs(a.Magnitude - b.Magnitude) > Precision + 8)
        {
            return a.Magnitude > b.Magnitude ? a : b;
        }
        int exponent = Math.Min(a._exponent, b._exponent);
        return new Real((a._mantissa << (a._exponent - exponent)) + (b._mantissa << (b._exponent - exponent)), exponent);
    }

    public static Real operator -(Real a, Real b) => a + -b;

    public static Real operator *(Real a, Real b) => new(a._mantissa * b._mantissa, a._exponent + b._exponent);

    /// <exception cref="DivideByZeroException">The divisor is zero.</exception>
    public static Real operator /(Real a, Real b)
    {
        int shift = Precision + 2 + Math.Max(0, (int)(BigInteger.Abs(b._mantissa).GetBitLength() - BigInteger.Abs(a._mantissa).GetBitLength()));
        return new Real((a._mantissa << shift) / b._mantissa, a._exponent - b._exponent - shift);
    }

    public static bool operator <(Real a, Real b) => a.CompareTo(b) < 0;

    public static bool operator >(Real a, Real b) => a.CompareTo(b) > 0;

    public static bool operator <=(Real a, Real b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Real a, Real b) => a.CompareTo(b) >= 0;

    public static bool operator ==(Real a, Real b) => a.CompareTo(b) == 0;

    public static bool operator !=(Real a, Real b) => a.CompareTo(b) != 0;

    public int CompareTo(Real other) => (this - other).Sign;

    public bool Equals(Real other) => CompareTo(other) == 0;

    public override bool Equals(object? obj) => obj is Real other && Equals(other);

    public override int GetHashCode() => ToDouble().GetHashCode();

    /// <summary>The greatest integer that is not above the value.</summary>
    public BigInteger Floor() => _exponent >= 0 ? _mantissa << _exponent : _mantissa >> -_exponent;

    /// <summary>The nearest integer, ties to even (RNE of docs/integer-arithmetic.md).</summary>
    public BigInteger RoundToEven()
    {
        BigInteger floor = Floor();
        int side = (this - Of(floor)).Scale(1).CompareTo(One);
        return side > 0 || (side == 0 && !floor.IsEven) ? floor + 1 : floor;
    }

    /// <summary>The nearest integer held to [low, high], also where the value is far outside of any integer type.</summary>
    public long RoundToEven(long low, long high) => this <= Of(low) ? low : this >= Of(high) ? high : (long)RoundToEven();

    /// <summary>The square root, rounded down; of a negative value 0.</summary>
    public Real Sqrt()
    {
        if (Sign <= 0)
        {
            return Zero;
        }
        int shift = 2 * Precision + 2 - (int)_mantissa.GetBitLength();
        shift += (_exponent - shift) & 1;
        return new Real(Root(_mantissa << shift), (_exponent - shift) / 2);
    }

    /// <summary>The nearest double, ties to even; infinite beyond its range.</summary>
    public double ToDouble()
    {
        int excess = Magnitude - 53;
        return _mantissa.IsZero ? 0 : Math.ScaleB((double)Scale(-excess).RoundToEven(), excess);
    }

    public override string ToString() => ToDouble().ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The floor of the square root: Newton's steps from above until they no longer fall.</summary>
    static BigInteger Root(BigInteger value)
    {
        BigInteger root = BigInteger.One << (int)((value.GetBitLength() + 1) / 2);
        while (true)
        {
            BigInteger next = (root + value / root) >> 1;
            if (next >= root)
            {
                return root;
            }
            root = next;
        }
    }
}
