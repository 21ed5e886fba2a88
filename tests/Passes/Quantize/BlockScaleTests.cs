using CsCheck;
using Qcc.Passes.Quantize;

namespace Qcc.Passes.Tests.Quantize;

/// <summary>docs/algorithms.md C25: the scale of one block.</summary>
public sealed class BlockScaleTests
{
    static double[] Even(int count) => [.. Enumerable.Repeat(1.0, count)];

    static double Error(double[] w, double[] h, BlockScale s) => w.Zip(h, (v, weight) =>
    {
        double q = Math.Clamp(Math.Round(v / s.Scale) + s.ZeroPoint, -8, 7) - s.ZeroPoint;
        return weight * (v - s.Scale * q) * (v - s.Scale * q);
    }).Sum();

    /// <summary>What everyone does: the largest weight at the end of the range, or the range from the least to the greatest one.</summary>
    static BlockScale Usual(double[] w, BlockZero zero)
    {
        double low = Math.Min(w.Min(), 0), high = Math.Max(w.Max(), 0);
        float step = (float)(zero == BlockZero.Chosen ? (high - low) / 15 : Math.Max(-low, high) / 7);
        return new BlockScale(step, zero == BlockZero.Chosen ? Math.Clamp((int)Math.Round(-8 - low / step), -8, 7) : 0);
    }

    [Theory]
    [InlineData(BlockZero.Fixed, 0.93)]
    [InlineData(BlockZero.FixedBelowPositiveScale, 0.97)]
    [InlineData(BlockZero.Chosen, 0.97)]
    public void LosesLessThanTheWholeRangeDoes(BlockZero zero, double share)
    {
        (double usual, double chosen) = (0, 0);
        for (int seed = 0; seed < 200; seed++)
        {
            double[] w = [.. Observed.Bell(32, seed).Select(v => (double)v)];
            double[] h = [.. Gram.Weights(32, seed, 1).Select(Math.Abs)];
            (double before, double after) = (Error(w, h, Usual(w, zero)), Error(w, h, BlockScale.Fit(w, h, 4, zero)));
            (usual, chosen) = (usual + before, chosen + after);
        }
        Assert.True(chosen < share * usual, $"{usual}, then {chosen}");
    }

    /// <summary>Code -8 has no counterpart: of a block whose largest weight is positive it is reached by a negative scale.</summary>
    [Fact]
    public void TheLargestWeightTakesTheCodeWithoutCounterpart()
    {
        double[] w = [8, 1, -2, 3, -4];
        Assert.Equal(new BlockScale(-1, 0), BlockScale.Fit(w, Even(5), 4, BlockZero.Fixed));
        Assert.Equal(new BlockScale(1, 0), BlockScale.Fit([.. w.Select(v => -v)], Even(5), 4, BlockZero.Fixed));
        Assert.True(BlockScale.Fit(w, Even(5), 4, BlockZero.FixedBelowPositiveScale).Scale > 0);
    }

    [Fact]
    public void AZeroPointServesOneSidedBlocks()
    {
        double[] w = [.. Enumerable.Range(0, 16).Select(i => i * 0.5)];
        BlockScale fit = BlockScale.Fit(w, Even(16), 4, BlockZero.Chosen);
        Assert.Equal(-8, fit.ZeroPoint);
        Assert.Equal(0, Error(w, Even(16), fit), 1e-9);
    }

    [Theory]
    [InlineData(BlockZero.Fixed)]
    [InlineData(BlockZero.Chosen)]
    public void ABlockOfZeroesHasAHarmlessScale(BlockZero zero) => Assert.Equal(new BlockScale(1, 0), BlockScale.Fit([0, 0, 1e-35], Even(3), 4, zero));

    [Fact]
    public void EveryScaleIsANumber() => Gen.Double[-1e-20, 1e20].Array[1, 40].Sample(w =>
    {
        foreach (BlockZero zero in Enum.GetValues<BlockZero>())
        {
            BlockScale fit = BlockScale.Fit(w, Even(w.Length), 4, zero);
            Assert.True(float.IsNormal(fit.Scale) && fit.ZeroPoint is >= -8 and <= 7, $"{zero}: {fit}");
        }
    });
}
