using System.Numerics;

namespace Qcc.Core.Ops.Integer;

/// <summary>A non-negative rational number, exact: what multipliers are before they are rounded once.</summary>
public readonly struct Rational : IComparable<Rational>
{
    readonly BigInteger _numerator;
    readonly BigInteger _denominator;

    Rational(BigInteger numerator, BigInteger denominator) => (_numerator, _denominator) = (numerator, denominator);

    /// <summary>The value of a floating point number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public static Rational Of(double value)
    {
        if (!(value >= 0 && double.IsFinite(value)))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "a multiplier is finite and not negative");
        }
        if (value == 0)
        {
            return new(0, 1);
        }
        int exponent = Math.ILogB(value) - 52;
        var mantissa = new BigInteger(Math.ScaleB(value, -exponent));
        return exponent >= 0 ? new(mantissa << exponent, 1) : new(mantissa, BigInteger.One << -exponent);
    }

    public static Rational operator *(Rational a, Rational b) => new(a._numerator * b._numerator, a._denominator * b._denominator);

    /// <exception cref="DivideByZeroException"><paramref name="b"/> is zero.</exception>
    public static Rational operator /(Rational a, Rational b) =>
        b.IsZero ? throw new DivideByZeroException() : new(a._numerator * b._denominator, a._denominator * b._numerator);

    public static bool operator <(Rational a, Rational b) => a.CompareTo(b) < 0;
    public static bool operator >(Rational a, Rational b) => a.CompareTo(b) > 0;
    public static bool operator <=(Rational a, Rational b) => a.CompareTo(b) <= 0;
    public static bool operator >=(Rational a, Rational b) => a.CompareTo(b) >= 0;

    public bool IsZero => _numerator.IsZero;

    /// <summary>floor(log2 of this) for a number above zero.</summary>
    public int FloorLog2
    {
        get
        {
            int estimate = (int)(_numerator.GetBitLength() - _denominator.GetBitLength());
            return this >= PowerOfTwo(estimate) ? estimate : estimate - 1;
        }
    }

    /// <summary>floor(this·2^<paramref name="shift"/> + 1/2): the nearest integer, ties up.</summary>
    public BigInteger Scaled(int shift)
    {
        (BigInteger up, BigInteger down) = shift >= 0 ? (_numerator << shift, _denominator) : (_numerator, _denominator << -shift);
        return ((up << 1) + down) / (down << 1);
    }

    public int CompareTo(Rational other) => (_numerator * other._denominator).CompareTo(other._numerator * _denominator);

    public override bool Equals(object? obj) => obj is Rational other && CompareTo(other) == 0;

    public override int GetHashCode() => (_numerator / BigInteger.GreatestCommonDivisor(_numerator, _denominator)).GetHashCode();

    public static bool operator ==(Rational a, Rational b) => a.CompareTo(b) == 0;
    public static bool operator !=(Rational a, Rational b) => a.CompareTo(b) != 0;

    public static Rational PowerOfTwo(int exponent) => exponent >= 0 ? new(BigInteger.One << exponent, 1) : new(1, BigInteger.One << -exponent);
}
