using System.Numerics;
using CsCheck;
using Qcc.Core.Ops.Integer;

namespace Qcc.Core.Tests.Ops.Integer;

/// <summary>docs/integer-arithmetic.md 2.2: the nearest multiplier and shift.</summary>
public sealed class DyadicTests
{
    static readonly Gen<double> Multipliers = Gen.Select(Gen.Double[1, 2], Gen.Int[-31, 0], (m, e) => Math.ScaleB(m, e));

    [Fact]
    public void TheNearestFillsItsWidthAndIsOffByAtMost2ToTheMinusWidth() => Gen.Select(Multipliers, Gen.Int[8, 31]).Sample((m, width) =>
    {
        Dyadic nearest = Dyadic.Nearest(m, width);
        Assert.Equal(width, nearest.Width);
        Assert.InRange(nearest.Shift, 1, 62);
        // b / 2^c has 31 bits: exact in double. The difference is rounded, by far less than the slack of 2^-50.
        Assert.InRange(Math.Abs(nearest.Value / m - 1), 0, Math.ScaleB(1, -width) + Math.ScaleB(1, -50));
    }, iter: 20000);

    [Fact]
    public void NoOtherMultiplierOfThatShiftIsNearer()
    {
        for (int numerator = 1; numerator < 4096; numerator++)
        {
            double m = numerator / 1024.0;
            Dyadic nearest = Dyadic.Nearest(m, 6);
            double scaled = Math.ScaleB(m, nearest.Shift), off = nearest.Multiplier - scaled;
            // Ties go up: the distance below is strictly less than a half, that above may be one.
            Assert.True(off is > -0.5 and <= 0.5, $"{m}: {nearest}");
        }
    }

    [Theory]
    [InlineData(0.5, 8, 128, 8)]
    [InlineData(0.75, 2, 3, 2)]
    [InlineData(0.625, 2, 3, 2)] // 2.5 rounds up
    [InlineData(0.9999, 8, 128, 7)] // 255.97 rounds to 2^8: half of it
    [InlineData(1.0842021724855044E-19, 31, 1, 62)] // 2^-63 rounds up
    [InlineData(1.0842021724855043E-19, 31, 0, 62)] // just below
    [InlineData(4.656612873077393E-10, 31, 1 << 30, 61)] // 2^-31
    [InlineData(2.3283064365386963E-10, 31, 1 << 30, 62)] // 2^-32
    [InlineData(1.1641532182693481E-10, 31, 1 << 29, 62)] // 2^-33: a bit less
    [InlineData(1e-300, 31, 0, 62)]
    [InlineData(63.5, 7, 127, 1)]
    public void KnownMultipliers(double m, int width, int multiplier, int shift) =>
        Assert.Equal(new Dyadic(multiplier, shift), Dyadic.Nearest(m, width));

    [Theory]
    [InlineData(128, 8)] // 2^(w-1)
    [InlineData(127.9, 8)] // rounds to it
    [InlineData(0, 8)]
    [InlineData(-1, 8)]
    [InlineData(double.NaN, 8)]
    [InlineData(double.PositiveInfinity, 8)]
    [InlineData(0.5, 1)]
    [InlineData(0.5, 32)]
    public void WhatHasNoMultiplierIsRefused(double m, int width) => Assert.Throws<ArgumentOutOfRangeException>(() => Dyadic.Nearest(m, width));

    [Fact]
    public void AnExactQuotientIsRoundedOnce()
    {
        Rational third = Rational.Of(1) / Rational.Of(3);
        Assert.Equal(new Dyadic(1431655765, 32), Dyadic.Nearest(third, 31));
        Assert.Equal(new Dyadic(171, 9), Dyadic.Nearest(third, 8));
        Assert.Equal(third, Rational.Of(2) / Rational.Of(6));
        Assert.Equal(third.GetHashCode(), (Rational.Of(2) / Rational.Of(6)).GetHashCode());
        Assert.Throws<DivideByZeroException>(() => third / Rational.Of(0));
    }

    [Fact]
    public void ACommonShiftIsThatOfTheLargestMultiplier() => Gen.Select(Multipliers.Select(m => (float)m).Array[1, 8], Gen.Int[8, 31]).Sample((m, width) =>
    {
        Dyadic[] common = Dyadic.NearestCommon(m, width);
        int largest = Array.IndexOf(m, m.Max());
        Assert.Equal(Dyadic.Nearest(m[largest], width), common[largest]);
        for (int i = 0; i < m.Length; i++)
        {
            Assert.Equal(common[largest].Shift, common[i].Shift);
            // Scaling by a power of two is exact.
            Assert.InRange(common[i].Multiplier - Math.ScaleB((double)m[i], common[i].Shift), -0.5, 0.5);
        }
    }, iter: 2000);

    [Fact]
    public void TheProductMayNotLeave64Bits()
    {
        var largest = new Dyadic(int.MaxValue, 62);
        foreach (long acc in new long[] { int.MinValue, int.MaxValue, (1L << 62) / int.MaxValue })
        {
            Assert.Equal((long)Exact.RoundHalfUp(new BigInteger(acc) * int.MaxValue, BigInteger.One << 62), largest.Apply(acc));
        }
        Assert.Throws<OverflowException>(() => largest.Apply(1L << 32));
        Assert.Throws<OverflowException>(() => largest.Apply(long.MaxValue / int.MaxValue));
    }
}
