using System.Numerics;
using Qcc.Core.Ops.Integer;

namespace Qcc.Core.Tests.Ops.Integer;

/// <summary>docs/integer-arithmetic.md, notation and 1.2.</summary>
public sealed class RoundingTests
{
    [Fact]
    public void EveryShiftOfEvery16BitNumberIsHalfUp()
    {
        for (int c = 1; c <= 17; c++)
        {
            for (int v = short.MinValue; v <= short.MaxValue; v++)
            {
                // Exact: v has 16 bits, the quotient 17 more behind the point.
                Assert.Equal((long)Math.Floor(v / (double)(1 << c) + 0.5), Rounding.Shift(v, c));
            }
        }
    }

    [Theory]
    [InlineData(5, 0, 5)]
    [InlineData(-5, 0, -5)]
    [InlineData(5, -3, 40)]
    [InlineData(-5, -3, -40)]
    [InlineData(1, -62, 1L << 62)]
    [InlineData(-2, -62, long.MinValue)]
    [InlineData(-3, 1, -1)]
    [InlineData(3, 1, 2)]
    [InlineData(long.MinValue, 62, -2)]
    [InlineData(long.MaxValue - (1L << 61), 62, 1)]
    public void KnownShifts(long v, int c, long expected) => Assert.Equal(expected, Rounding.Shift(v, c));

    [Fact]
    public void TheSumMayNotLeave64Bits()
    {
        for (int c = 1; c <= Rounding.MaxShift; c++)
        {
            long largest = long.MaxValue - (1L << (c - 1));
            Assert.Equal((long)Exact.RoundHalfUp(largest, BigInteger.One << c), Rounding.Shift(largest, c));
            Assert.Throws<OverflowException>(() => Rounding.Shift(largest + 1, c));
            Assert.Equal((long)Exact.RoundHalfUp(long.MinValue, BigInteger.One << c), Rounding.Shift(long.MinValue, c));
        }
        Assert.Throws<OverflowException>(() => Rounding.Shift(2, -62));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rounding.Shift(1, 63));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rounding.Shift(1, -63));
    }
}
