using CsCheck;
using Qcc.Core.Ops.Integer;

namespace Qcc.Core.Tests.Ops.Integer;

/// <summary>docs/integer-arithmetic.md 1.6.</summary>
public sealed class AccumulatorRangeTests
{
    [Fact]
    public void TheEndsAreTheLeastAndGreatestSumOfAllInputs() =>
        Gen.Select(Gen.SByte.Array[1, 8], Gen.Int[0, 255], Gen.Int[0, 255], Gen.Int[0, 255], Gen.Int[-1000, 1000]).Sample((weights, z, a, b, bias) =>
        {
            var input = new CodeRange(z, Math.Min(a, b), Math.Max(a, b));
            // A sum is linear in each input, so its extremes lie where each input is at an end of its range.
            long[] sums = [.. Enumerable.Range(0, 1 << weights.Length).Select(corner =>
                bias + weights.Select((w, i) => w * (long)(((corner >> i & 1) == 0 ? input.Low : input.High) - z)).Sum())];
            Assert.Equal(new AccumulatorRange(sums.Min(), sums.Max()), AccumulatorRange.Of(weights, input, bias));
        }, iter: 1000);

    [Theory]
    [InlineData(66311, 0, 255, true)]
    [InlineData(66312, 0, 255, false)]
    [InlineData(132104, -128, 127, true)]
    [InlineData(132105, -128, 127, false)]
    public void TheSafeLengthsAreTheLargest(int length, int low, int high, bool fits)
    {
        sbyte[] weights = new sbyte[length];
        Array.Fill(weights, (sbyte)-127);
        Assert.Equal(fits, AccumulatorRange.Of(weights, new CodeRange(0, low, high), 0).FitsInt32);
        if (low == 0)
        {
            Array.Fill(weights, (sbyte)127);
            Assert.Equal(fits, AccumulatorRange.Of(weights, new CodeRange(0, low, high), 0).FitsInt32);
        }
    }

    [Fact]
    public void TheEndsOfInt32Fit()
    {
        Assert.True(new AccumulatorRange(int.MinValue, int.MaxValue).FitsInt32);
        Assert.False(new AccumulatorRange(int.MinValue - 1L, 0).FitsInt32);
        Assert.False(new AccumulatorRange(0, int.MaxValue + 1L).FitsInt32);
    }

    [Fact]
    public void PaddingAddsTheZeroPointToTheCodes()
    {
        Assert.Equal(new CodeRange(3, 3, 200), new CodeRange(3, 10, 200).Padded());
        Assert.Equal(new CodeRange(3, 0, 3), new CodeRange(3, 0, 2).Padded());
        Assert.Equal(new CodeRange(3, 0, 9), new CodeRange(3, 0, 9).Padded());
        Assert.Equal(new CodeRange(3, 5, 20), CodeRange.U8(3).Narrowed(5, 20));
        Assert.Equal(new CodeRange(3, 0, 255), CodeRange.U8(3).Narrowed(-5, 300));
        Assert.Equal(new CodeRange(3, 255, 255), CodeRange.U8(3).Narrowed(256, 300));
    }
}
