using System.Numerics;
using CsCheck;
using Qcc.Core.Ops.Integer;

namespace Qcc.Core.Tests.Ops.Integer;

/// <summary>docs/integer-arithmetic.md 2.1 to 2.3 and 3.8 against exact arithmetic. The kernels of ONNX Runtime judge F32 in Onnx.Tests.</summary>
public sealed class RequantizerTests
{
    [Fact]
    public void R31IsHalfUpForEvery16BitAccumulatorAndEverySmallMultiplier()
    {
        var codes = new CodeRange(-3, short.MinValue, short.MaxValue);
        long wrong = 0;
        for (int c = 1; c < 16; c++)
        {
            double scale = Math.ScaleB(1, -c);
            for (int b = 1; b < 256; b++)
            {
                var r31 = new R31Requantizer(new Dyadic(b, c), codes);
                for (int acc = short.MinValue; acc <= short.MaxValue; acc++)
                {
                    // Exact in double: acc·b has 24 bits, 15 more behind the point.
                    double code = Math.Clamp(Math.Floor(acc * b * scale + 0.5) - 3, short.MinValue, short.MaxValue);
                    wrong += r31.Apply(acc) == (int)code ? 0 : 1;
                }
            }
        }
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void PotIsR31WithAPowerOfTwo()
    {
        var codes = new CodeRange(7, -100000, 100000);
        for (int c = -8; c <= 16; c++)
        {
            var pot = new PotRequantizer(c, codes);
            for (int acc = short.MinValue; acc <= short.MaxValue; acc++)
            {
                double code = Math.Floor(Math.ScaleB(acc, -c) + 0.5) + 7;
                Assert.Equal((int)Math.Clamp(code, -100000, 100000), pot.Apply(acc));
            }
        }
        Assert.Equal(127, new PotRequantizer(-8, CodeRange.S8(0)).Apply(int.MaxValue));
        Assert.Equal(-128, new PotRequantizer(-8, CodeRange.S8(0)).Apply(int.MinValue));
    }

    [Theory]
    [InlineData(0.25f, 2)]
    [InlineData(1f, 0)]
    [InlineData(256f, -8)]
    [InlineData(512f, null)]
    [InlineData(0.3f, null)]
    [InlineData(0f, null)]
    [InlineData(float.NaN, null)]
    public void APowerOfTwoIsKnown(float multiplier, int? shift) => Assert.Equal(shift, PotRequantizer.ShiftOf(multiplier));

    static readonly Gen<CodeRange> Codes = Gen.Select(Gen.Int[0, 255], Gen.Bool, Gen.Int[0, 255], Gen.Int[0, 255], (z, isSigned, a, b) =>
    {
        int off = isSigned ? 128 : 0;
        return new CodeRange(z - off, Math.Min(a, b) - off, Math.Max(a, b) - off);
    });

    static readonly Gen<Dyadic> Wide = Gen.Select(Gen.Int[1, int.MaxValue], Gen.Int[1, 62], (b, c) => new Dyadic(b, c));

    [Fact]
    public void R31IsExactAtItsThresholdsAndAtTheEndsOfInt32() => Gen.Select(Wide, Codes).Sample((scale, codes) =>
    {
        var r31 = new R31Requantizer(scale, codes);
        for (int code = codes.Low; code <= codes.High; code++)
        {
            Int128 threshold = r31.Threshold(code);
            Check(threshold);
            Check(threshold - 1);
        }
        Check(int.MinValue);
        Check(int.MaxValue);
        Check(0);

        void Check(Int128 acc)
        {
            if (acc >= int.MinValue && acc <= int.MaxValue)
            {
                BigInteger rounded = Exact.RoundHalfUp((BigInteger)acc * scale.Multiplier, BigInteger.One << scale.Shift);
                Assert.Equal(Exact.Clamp(rounded + codes.ZeroPoint, codes.Low, codes.High), r31.Apply((long)acc));
            }
        }
    }, iter: 500);

    [Fact]
    public void LeakyReluHasAMultiplierForEachSign() => Gen.Select(Gen.Float[0.0001f, 0.9f], Gen.Float[-1, 1], Codes).Sample((m, slope, codes) =>
    {
        LeakyRequantizer leaky = LeakyRequantizer.Of(m, slope, 31, codes);
        Assert.Equal(leaky.Positive.Shift, leaky.Negative.Shift);
        Assert.InRange(Math.Sign(slope) * leaky.Negative.Multiplier, 0, int.MaxValue);
        Assert.InRange(leaky.Negative.Width, 0, 31);
        for (int acc = -3000; acc <= 3000; acc += 7)
        {
            // Distance from the exact value: half a code by rounding, and acc·2^-(c+1) by the multiplier.
            double exact = acc * (double)m * (acc < 0 ? slope : 1);
            double slack = 0.5 + Math.Abs(acc) * Math.ScaleB(1, -leaky.Positive.Shift);
            int code = leaky.Apply(acc);
            double value = Math.Clamp(exact, codes.Low - codes.ZeroPoint, codes.High - codes.ZeroPoint);
            Assert.InRange(code - codes.ZeroPoint - value, -slack, slack);
        }
    }, iter: 200);

    [Fact]
    public void F32RoundsTheAccumulatorTheProductAndTheCodeInThisOrder()
    {
        // 2^24 + 1 is no float32: it becomes 2^24, and 2^24·2^-25 = 1/2 is a tie that goes to the even 0; exactly it would be above.
        Assert.Equal(128, new F32Requantizer(MathF.ScaleB(1, -25), CodeRange.U8(128)).Apply((1 << 24) + 1));
        Assert.Equal(129, new R31Requantizer(new Dyadic(1 << 5, 30), CodeRange.U8(128)).Apply((1 << 24) + 1));
        // Halves to even before the zero point is added: 0.5, 1.5 and -0.5 become 0, 2 and 0.
        Assert.Equal([3, 5, 3], new[] { 1, 3, -1 }.Select(acc => new F32Requantizer(0.5f, CodeRange.U8(3)).Apply(acc)));
        Assert.Equal([0, 255], new[] { int.MinValue, int.MaxValue }.Select(acc => new F32Requantizer(float.MaxValue, CodeRange.U8(3)).Apply(acc)).Order());
        Assert.Throws<OverflowException>(() => new F32Requantizer(1, CodeRange.U8(0)).Apply(1L << 31));
    }

    [Fact]
    public void TheMultiplierIsRoundedAfterEachOperation()
    {
        // fl(fl(0.1·0.3) / 0.7): each step by double, whose product of two float32 is exact.
        float product = (float)(0.1f * (double)0.3f);
        Assert.Equal((float)(product / (double)0.7f), Requantizer.MultiplierOf(0.1f, 0.3f, 0.7f));
    }

    [Fact]
    public void R31DiffersFromTheRealMultiplierByAtMostTheStatedBound() => Gen.Select(Gen.Double[1e-6, 0.5], Gen.Int[8, 31], Gen.Int[-100000, 100000]).Sample((m, width, acc) =>
    {
        // 8.3: 1/2 + 255·2^-w codes for codes within 255 of the zero point.
        double exact = acc * m;
        if (Math.Abs(exact) <= 255)
        {
            int code = new R31Requantizer(Dyadic.Nearest(m, width), new CodeRange(0, -256, 256)).Apply(acc);
            double bound = 0.5 + 255 * Math.ScaleB(1, -width) + 1e-9;
            Assert.InRange(code - exact, -bound, bound);
        }
    }, iter: 20000);
}
