using Qcc.Core.Ops.Integer;
using Qcc.Core.Ops.Integer.Nonlinear;

namespace Qcc.Core.Tests.Ops.Integer.Nonlinear;

/// <summary>Sum, mean, max and min of codes against rationals.</summary>
public sealed class IntegerReductionTests
{
    [Fact]
    public void MeansAreRoundedOnce()
    {
        var random = new Random(2);
        foreach (int n in new[] { 1, 3, 7, 49, 1000 })
        {
            var mean = new R31Requantizer(Dyadic.Nearest(1.0 / n, 31), CodeRange.U8(13));
            for (int i = 0; i < 200; i++)
            {
                int[] codes = SampleRows.Gauss(random, n, 100, 60, 0, 255);
                double exact = Math.Clamp((codes.Sum() - 13.0 * n) / n + 13, 0, 255);
                Assert.InRange(IntegerReduction.Sum(codes, 13, mean), exact - 0.5000002, exact + 0.5000002);
            }
        }
    }

    [Fact]
    public void SumsOfExtremeCodesFitOrAreRefused()
    {
        var sum = new R31Requantizer(Dyadic.Nearest(Math.ScaleB(1, -24), 31), CodeRange.U8(0));
        int[] codes = new int[1 << 23];
        Array.Fill(codes, 255);
        Assert.Equal(128, IntegerReduction.Sum(codes, 0, sum));
        Assert.Throws<OverflowException>(() => IntegerReduction.Sum([.. codes, .. codes], 0, sum));
    }

    [Fact]
    public void ExtremaAreCodes()
    {
        Assert.Equal(-3, IntegerReduction.Max([-7, -3, -100]));
        Assert.Equal(-100, IntegerReduction.Min([-7, -3, -100]));
        Assert.Equal(5, IntegerReduction.Max([5]));
    }
}
