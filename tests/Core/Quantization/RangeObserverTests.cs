using CsCheck;
using Qcc.Core.Quantization;

namespace Qcc.Core.Tests.Quantization;

public sealed class RangeObserverTests
{
    static readonly (string Name, Func<ValueStatistics, (float Low, float High)> Range)[] Observers =
    [
        ("min-max", RangeObserver.MinMax),
        ("percentile", s => RangeObserver.Percentile(s)),
        ("99 %", s => RangeObserver.Percentile(s, 0.99)),
        ("MSE", s => RangeObserver.Mse(s)),
        ("entropy", s => RangeObserver.Entropy(s)),
    ];

    /// <summary>In samples so small that every value enters the histogram.</summary>
    static ValueStatistics Of(params float[] values)
    {
        var statistics = new ValueStatistics(1, 1);
        foreach (float[] sample in values.Chunk(1000))
        {
            statistics.Add(sample, 1, sample.Length);
        }
        Assert.Equal(values.Length, statistics.Histogram.Total);
        return statistics;
    }

    static void HoldsZeroWithinTheExtremes(ValueStatistics s) => Assert.All(Observers, observer =>
    {
        (float low, float high) = observer.Range(s);
        Assert.True(MathF.Min(s.Min, 0) <= low && low <= 0 && 0 <= high && high <= MathF.Max(s.Max, 0), $"{observer.Name}: {low}..{high} of {s.Min}..{s.Max}");
    });

    [Fact]
    public void RangesHoldZeroAndLieWithinTheExtremes() => Gen.Select(Gen.Int[0, 1 << 30], Draws.Spreads).Sample((seed, spread) =>
    {
        var draws = new Draws(seed);
        float[] values = draws.AnyMagnitude(draws.Count(1, 300), spread.Least, spread.Most);
        HoldsZeroWithinTheExtremes(Of(values));
        HoldsZeroWithinTheExtremes(Of([.. values.Select(MathF.Abs)]));
        HoldsZeroWithinTheExtremes(Of([.. values.Select(v => -MathF.Abs(v))]));
    }, iter: 20);

    [Theory]
    [InlineData(0f)]
    [InlineData(3f)]
    [InlineData(-3f)]
    [InlineData(1e-38f)]
    [InlineData(3e38f)]
    public void OneValueIsARangeFromZero(float value)
    {
        ValueStatistics s = Of([.. Enumerable.Repeat(value, 50)]);
        HoldsZeroWithinTheExtremes(s);
        Assert.Equal((MathF.Min(value, 0), MathF.Max(value, 0)), RangeObserver.Percentile(s));
    }

    [Fact]
    public void APercentileLeavesOutItsShareAndNoMore()
    {
        float[] values = [.. Enumerable.Range(-1000, 2001).Select(i => i / 100f)];
        (float low, float high) = RangeObserver.Percentile(Of(values), 0.9);
        // 5 % on each side of -10..10, to a bin of 2^-7.
        Assert.Equal(-9, low, 1.0 / 128);
        Assert.Equal(9, high, 1.0 / 128);
        Assert.Equal((-10f, 10f), RangeObserver.Percentile(Of(values), 1));
    }

    public static TheoryData<string> Distributions() => ["Gauss", "Laplace", "heavy tails", "sparse ReLU"];

    static float[] Draw(string distribution, int seed) => distribution switch
    {
        "Gauss" => new Draws(seed).Gauss(20_000),
        "Laplace" => new Draws(seed).Laplace(20_000),
        "heavy tails" => new Draws(seed).HeavyTails(20_000),
        _ => new Draws(seed).SparseRelu(20_000),
    };

    static double Error(float[] values, (float Low, float High) range)
    {
        QuantParams q = QuantParams.Unsigned8(range.Low, range.High);
        return values.Average(v =>
        {
            double code = Math.Clamp(Math.Round(v / (double)q.Scale) + q.ZeroPoint, 0, 255);
            return Math.Pow((code - q.ZeroPoint) * q.Scale - v, 2);
        });
    }

    /// <summary>
    /// MSE ranges are the best by their model of the error. The model differs from the data by what rounding a zero point moves the
    /// ends (half a step) and by the bins (at most 1/1024 of the extreme): together below 2 % of the error of 20 000 values.
    /// </summary>
    [Theory, MemberData(nameof(Distributions))]
    public void MseRangesAreNoWorseThanMinMax(string distribution)
    {
        for (int seed = 0; seed < 10; seed++)
        {
            float[] values = Draw(distribution, seed);
            ValueStatistics s = Of(values);
            double mse = Error(values, RangeObserver.Mse(s)), minMax = Error(values, RangeObserver.MinMax(s));
            Assert.True(mse <= 1.02 * minMax, $"seed {seed}: {mse} against {minMax}");
        }
    }

    /// <summary>One value of 20 001 at ten times the others' range.</summary>
    [Fact]
    public void AFarExtremeIsGivenUp()
    {
        float[] values = [.. new Draws(1).Gauss(20_000), 40];
        ValueStatistics s = Of(values);
        Assert.Equal(40, RangeObserver.MinMax(s).High);
        Assert.InRange(RangeObserver.Percentile(s, 0.999).High, 2, 5);
        Assert.InRange(RangeObserver.Entropy(s).High, 2, 39);
        Assert.True(Error(values, RangeObserver.Mse(s)) <= 1.02 * Error(values, (s.Min, 40)));
    }

    [Fact]
    public void WhatIsMostlyZeroKeepsARange()
    {
        float[] values = new float[5000];
        (values[17], values[4000]) = (2, -1);
        ValueStatistics s = Of(values);
        HoldsZeroWithinTheExtremes(s);
        Assert.Equal((-1f, 2f), RangeObserver.Percentile(s));
        Assert.True(Error(values, RangeObserver.Mse(s)) <= Error(values, (-1, 2)) + 1e-9);
    }
}
