using System.Numerics;
using CsCheck;
using Qcc.Core.Quantization;

namespace Qcc.Core.Tests.Quantization;

/// <summary>Sums of float32 numbers are exact, in any order and however they are split.</summary>
public sealed class ExactSumsTests
{
    /// <summary>A float32 as a multiple of 2^-149.</summary>
    static BigInteger Units(float x)
    {
        int bits = BitConverter.SingleToInt32Bits(x), exponent = (bits >> 23) & 0xff;
        BigInteger mantissa = (bits & 0x7fffff) | (exponent == 0 ? 0 : 1 << 23);
        return (bits < 0 ? -mantissa : mantissa) << Math.Max(exponent - 1, 0);
    }

    static BigInteger Units(ReadOnlySpan<long> digits)
    {
        BigInteger sum = 0;
        for (int d = digits.Length - 1; d >= 0; d--)
        {
            sum = (sum << 32) + digits[d];
        }
        return sum;
    }

    [Fact]
    public void EveryOrderAndSplitGivesTheExactSum() => Gen.Select(Gen.Int[0, 1 << 30], Gen.Int[0, 300], Draws.Spreads).Sample((seed, count, spread) =>
    {
        var draws = new Draws(seed);
        float[] terms = draws.AnyMagnitude(count, spread.Least, spread.Most);
        BigInteger expected = terms.Aggregate(BigInteger.Zero, (sum, x) => sum + Units(x));
        (ExactSums one, ExactSums left, ExactSums right) = (new(2), new(2), new(2));
        foreach (float x in terms)
        {
            one.Add(1, x);
        }
        foreach (float x in draws.Shuffled(terms))
        {
            (draws.Count(0, 1) == 0 ? left : right).Add(1, x);
        }
        right.Merge(left);
        Assert.Equal(expected, Units(one.DigitsOf(1)));
        Assert.Equal(one.DigitsOf(1).ToArray(), right.DigitsOf(1).ToArray());
        Assert.Equal(0, one[0]);
        // Twelve additions of digits, each rounded once.
        double reference = Math.ScaleB((double)expected, -149);
        Assert.Equal(reference, one[1], Math.Abs(reference) * 12 * Math.ScaleB(1, -52));
    }, iter: 300);

    [Fact]
    public void ATermBelowTheUnitIsCutOff()
    {
        var sums = new ExactSums(1);
        sums.Add(0, Math.ScaleB(1.75, -149));
        sums.Add(0, -Math.ScaleB(1, -151));
        sums.Add(0, double.Epsilon);
        Assert.Equal(Math.ScaleB(1, -149), sums[0]);
        sums.Add(0, -Math.ScaleB(1, -148));
        Assert.Equal(-Math.ScaleB(1, -149), sums[0]);
    }
}
