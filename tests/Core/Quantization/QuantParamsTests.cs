using CsCheck;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Core.Tests.Quantization;

/// <summary>docs/integer-arithmetic.md 1.1: zero is a code, and the range is held to half a step.</summary>
public sealed class QuantParamsTests
{
    static void Holds(float low, float high)
    {
        QuantParams q = QuantParams.Unsigned8(low, high);
        Assert.True(float.IsNormal(q.Scale) && q.Scale > 0, $"scale {q.Scale}");
        Assert.InRange(q.ZeroPoint, 0, 255);
        double min = Math.Min(low, 0), max = Math.Max(high, 0);
        // Rounding the zero point moves both ends by at most half a step; the scale itself is rounded to 2^-24 of itself.
        double slack = q.Scale * (0.5 + 255 * Math.ScaleB(1, -23));
        Assert.InRange(-q.ZeroPoint * (double)q.Scale, min - slack, min + slack);
        if (max - min > 255e-30)
        {
            Assert.InRange((255 - q.ZeroPoint) * (double)q.Scale, max - slack, max + slack);
        }
    }

    [Fact]
    public void AnyRangeIsHeldToHalfAStep() => Gen.Select(Gen.Int[0, 1 << 30], Draws.Spreads).Sample((seed, spread) =>
    {
        float[] ends = new Draws(seed).AnyMagnitude(2, spread.Least, spread.Most);
        Holds(ends.Min(), ends.Max());
    }, iter: 2000);

    [Theory]
    [InlineData(0, 255, 1, 0)]
    [InlineData(5, 255, 1, 0)]
    [InlineData(-255, -5, 1, 255)]
    [InlineData(-128, 127, 1, 128)]
    [InlineData(0, 0, 1, 0)]
    [InlineData(0, 1e-40f, 1, 0)]
    [InlineData(-1e-45f, 1e-45f, 1, 0)]
    public void KnownRanges(float low, float high, float scale, int zeroPoint) => Assert.Equal(QuantParams.PerTensor(ElementType.U8, scale, zeroPoint), QuantParams.Unsigned8(low, high));

    [Fact]
    public void TheWidestRangeHasAFiniteScale()
    {
        Holds(float.MinValue, float.MaxValue);
        Holds(0, float.MaxValue);
        Holds(float.MinValue, 0);
    }

    [Fact]
    public void TheRangeIsWhatTheCodesReach() => Assert.Equal((-128f, 127f), QuantParams.Unsigned8(-128, 127).Range);
}
