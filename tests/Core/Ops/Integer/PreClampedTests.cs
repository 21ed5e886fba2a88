using CsCheck;
using Qcc.Core.Ops.Integer;

namespace Qcc.Core.Tests.Ops.Integer;

/// <summary>docs/integer-arithmetic.md 2.2, pre-clamped form.</summary>
public sealed class PreClampedTests
{
    static readonly CodeRange[] Ranges =
    [
        CodeRange.U8(0), CodeRange.U8(255), CodeRange.U8(131), new(0, 0, 5), new(20, 20, 255), new(0, 5, 200), new(200, 3, 3), new(0, 255, 255),
    ];

    [Fact]
    public void ItIsR31OnEverySmallAccumulator()
    {
        foreach (CodeRange codes in Ranges)
        {
            for (int c = 1; c <= 9; c++)
            {
                for (int b = 1; b <= 1 << Math.Min(c, 6); b++)
                {
                    Holds(new R31Requantizer(new Dyadic(b, c), codes), 0, Enumerable.Range(-1500, 3001));
                    Holds(new R31Requantizer(new Dyadic(b, c), new(codes.ZeroPoint - 128, codes.Low - 128, codes.High - 128)), -128, Enumerable.Range(-1500, 3001));
                }
            }
        }
    }

    [Fact]
    public void ItIsR31ForWideMultipliersToo() => Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[1, 62], Gen.Int[0, Ranges.Length - 1], Gen.Int.Array[20]).Sample((b, c, range, accumulators) =>
    {
        if (b <= 1L << c)
        {
            var r31 = new R31Requantizer(new Dyadic(b, c), Ranges[range]);
            Holds(r31, 0, [.. accumulators, int.MinValue, int.MaxValue, 0, .. b == 0 ? [] : AroundThresholds(r31)]);
        }
    }, iter: 3000);

    [Fact]
    public void WhereTheCodesSkipThereIsNone()
    {
        Assert.NotNull(PreClamped.Of(new R31Requantizer(new Dyadic(1 << 8, 8), CodeRange.U8(0)), 0));
        Assert.Null(PreClamped.Of(new R31Requantizer(new Dyadic((1 << 8) + 1, 8), CodeRange.U8(0)), 0));
        Assert.NotNull(PreClamped.Of(new R31Requantizer(new Dyadic(3, 54), CodeRange.U8(0)), 0));
        Assert.Null(PreClamped.Of(new R31Requantizer(new Dyadic(3, 55), CodeRange.U8(0)), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PreClamped.Of(new R31Requantizer(new Dyadic(3, 5), CodeRange.U8(0)), -128));
    }

    [Fact]
    public void TheSumReachesItsBounds()
    {
        PreClamped form = PreClamped.Of(new R31Requantizer(new Dyadic(2, 24), CodeRange.U8(128)), 0)!;
        long first = form.Low * 2L + form.Offset, last = form.High * 2L + form.Offset;
        Assert.Equal((0, (1L << 32) - 2), (first, last));
        Assert.True(form.FitsUInt32);
    }

    static IEnumerable<int> AroundThresholds(R31Requantizer r31) => Enumerable.Range(r31.Codes.Low, r31.Codes.High - r31.Codes.Low + 2)
        .SelectMany(k => new[] { r31.Threshold(k), r31.Threshold(k) - 1 }).Where(t => t >= int.MinValue && t <= int.MaxValue).Select(t => (int)t);

    static void Holds(R31Requantizer r31, int leastCode, IEnumerable<int> accumulators)
    {
        if (PreClamped.Of(r31, leastCode) is not { } form)
        {
            Assert.True(r31.Scale.Shift > PreClamped.MaxShift);
            return;
        }
        foreach (int acc in accumulators)
        {
            int expected = r31.Apply(acc);
            if (form.Apply(acc) != expected || (form.FitsUInt32 && Wrapping(form, acc) != expected))
            {
                Assert.Fail($"{r31} of {acc}: {form.Apply(acc)} instead of {expected}");
            }
        }
    }

    /// <summary>The form in 32 bits without sign, as generated code has it.</summary>
    static int Wrapping(PreClamped form, int acc)
    {
        uint product = unchecked((uint)Math.Clamp(acc, form.Low, form.High) * (uint)form.Scale.Multiplier);
        return form.LeastCode + (int)(unchecked(product + (uint)form.Offset) >> form.Scale.Shift);
    }
}
