using CsCheck;
using Qcc.Core.Ops.Integer;

namespace Qcc.Core.Tests.Ops.Integer;

/// <summary>docs/integer-arithmetic.md 3.1, 3.2 and 3.4 in integers, on all pairs of codes, against the exact values.</summary>
public sealed class ElementwiseArithmeticTests
{
    static readonly Gen<(float, int)> Operand = Gen.Select(Gen.Float[0.001f, 0.1f], Gen.Int[0, 255]);

    [Fact]
    public void ASumIsWithinItsBoundForAllPairs() => Gen.Select(Operand, Operand, Gen.Float[0.002f, 0.2f], Gen.Int[0, 255]).Sample((a, b, scale, z) =>
    {
        ((float sa, int za), (float sb, int zb)) = (a, b);
        DyadicAdd add = DyadicAdd.Of(sa, za, sb, zb, scale, CodeRange.U8(z));
        double ra = sa / (double)scale, rb = sb / (double)scale;
        // 8.3: 1/2 + 255·2^(e-21) for ratios below 2^e. The double arithmetic here is off by less than 1e-9.
        double bound = 0.5 + 255 * Math.ScaleB(1, Math.ILogB(Math.Max(ra, rb)) + 1 - 21) + 1e-9;
        Assert.True(add.Shift == 30 || Math.Max(add.MultiplierA, add.MultiplierB) is >= 1 << 20 and < 1 << 21);
        for (int pair = 0; pair < 65536; pair++)
        {
            int qa = pair >> 8, qb = pair & 255;
            double exact = Math.Clamp((qa - za) * ra + (qb - zb) * rb, -z, 255 - z);
            double off = add.Apply(qa, qb) - z - exact;
            if (!(Math.Abs(off) <= bound))
            {
                Assert.Fail($"{add} of {qa} and {qb} is off by {off}");
            }
        }
    }, iter: 50);

    [Fact]
    public void TheLargestSumFits32Bits()
    {
        // Both ratios just below 2^21 units of c = 1: the largest multipliers that there are.
        DyadicAdd add = DyadicAdd.Of(MathF.BitDecrement(1), 0, MathF.BitDecrement(1), 255, 1.0000005f, CodeRange.U8(0));
        Assert.Equal((1 << 21) - 1, Math.Max(add.MultiplierA, add.MultiplierB), 1.0);
        Assert.Equal(255, add.Apply(255, 255));
        Assert.Equal(0, add.Apply(0, 0));
        Assert.Equal(255, new DyadicAdd((1 << 21) - 1, 0, (1 << 21) - 1, 0, 21, CodeRange.U8(0)).Apply(255, 255));
        Assert.Throws<OverflowException>(() => new DyadicAdd(int.MaxValue, 0, int.MaxValue, 0, 21, CodeRange.U8(0)).Apply(255, 255));
    }

    [Fact]
    public void SmallRatiosShareTheLargestShift()
    {
        DyadicAdd add = DyadicAdd.Of(1e-4f, 3, 2e-4f, 5, 1, CodeRange.S8(-7));
        Assert.Equal(new DyadicAdd(107374, 3, 214748, 5, 30, CodeRange.S8(-7)), add);
        Assert.Throws<ArgumentOutOfRangeException>(() => DyadicAdd.Of(1 << 20, 0, 1, 0, 1, CodeRange.U8(0)));
    }

    [Fact]
    public void AProductIsWithinItsBoundForAllPairs() => Gen.Select(Operand, Operand, Gen.Float[0.002f, 0.2f], Gen.Int[0, 255], Gen.Int[8, 31]).Sample((a, b, scale, z, width) =>
    {
        ((float sa, int za), (float sb, int zb)) = (a, b);
        double m = Requantizer.MultiplierOf(sa, sb, scale);
        var mul = new R31Requantizer(Dyadic.Nearest(m, width), CodeRange.U8(z));
        for (int pair = 0; pair < 65536; pair++)
        {
            int qa = pair >> 8, qb = pair & 255;
            double product = (qa - za) * (qb - zb) * m, exact = Math.Clamp(product, -z, 255 - z);
            // Half a code, and the relative error 2^-w of the multiplier.
            double bound = 0.5 + Math.Abs(product) * Math.ScaleB(1, -width) + 1e-9;
            double off = mul.Apply((qa - za) * (qb - zb)) - z - exact;
            if (!(Math.Abs(off) <= bound))
            {
                Assert.Fail($"{mul} of {qa} and {qb} is off by {off}");
            }
        }
    }, iter: 50);

    /// <summary>With equal scales the mean is S / n rounded half up: exact for every sum, as the multiplier's error stays below 1 / n.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(49)]
    [InlineData(196)]
    [InlineData(3136)]
    public void AMeanOfEqualScalesIsRoundedHalfUpExceptAtTies(int count)
    {
        var mean = new R31Requantizer(Dyadic.Nearest(Rational.Of(1) / Rational.Of(count), 31), new CodeRange(0, -255, 255));
        for (int sum = -255 * count; sum <= 255 * count; sum++)
        {
            int expected = (int)Exact.RoundHalfUp(sum, count);
            bool isTie = 2 * sum % count == 0 && sum % count != 0;
            int code = mean.Apply(sum);
            Assert.True(code == expected || (isTie && code == expected - 1), $"{sum} / {count}: {code}");
        }
    }
}
