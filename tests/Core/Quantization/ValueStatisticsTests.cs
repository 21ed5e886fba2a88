using CsCheck;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Core.Tests.Quantization;

public sealed class ValueStatisticsTests
{
    static readonly Gen<(int Seed, int Channels, int Outer, int Inner)> Shapes = Gen.Select(Gen.Int[0, 1 << 30], Gen.Int[1, 40], Gen.Int[1, 4], Gen.Int[1, 50]);

    static ValueStatistics Of(int channels, int outer, int inner, params float[][] samples)
    {
        var statistics = new ValueStatistics(channels, 1);
        foreach (float[] sample in samples)
        {
            statistics.Add(sample, outer, inner);
        }
        return statistics;
    }

    [Fact]
    public void MeansOfAllChannelsAreThoseOfEach() => Shapes.Sample((seed, channels, outer, inner) =>
    {
        ValueStatistics found = Of(channels, outer, inner, new Draws(seed).Gauss(channels * outer * inner));
        double[] means = found.ChannelMeans(), squares = found.ChannelMeanSquares();
        for (int c = 0; c < channels; c++)
        {
            Assert.Equal(found.ChannelMean(c), means[c]);
            // Rows of float32 squared are exact in float64; at most 256 terms of a mean round.
            double expected = found.Rows.Average(r => (double)r.Values[c] * r.Values[c]);
            Assert.Equal(expected, squares[c], expected * 1e-12);
        }
    });

    [Fact]
    public void ChannelsAreThoseOfPlainLoops() => Shapes.Sample((seed, channels, outer, inner) =>
    {
        var draws = new Draws(seed);
        float[][] samples = [.. Enumerable.Range(0, 3).Select(_ => draws.Gauss(channels * outer * inner))];
        ValueStatistics found = Of(channels, outer, inner, samples);
        for (int c = 0; c < channels; c++)
        {
            float[] values = [.. samples.SelectMany(s => s.Where((_, i) => i / inner % channels == c))];
            Assert.Equal((values.Min(), values.Max()), (found.ChannelMin[c], found.ChannelMax[c]));
            // A row of up to 50 values below 8 is summed in float: 50·8·50·2^-24 in all, divided by 50.
            Assert.Equal(values.Average(v => (double)v), found.ChannelMean(c), 2e-5);
            Assert.Equal(values.Max(MathF.Abs), found.ChannelLargest(c));
        }
        Assert.Equal((samples.Min(s => s.Min()), samples.Max(s => s.Max())), (found.Min, found.Max));
        Assert.Equal(3L * channels * outer * inner, found.Count);
        Assert.Equal(found.Count, found.Histogram.Total);
    }, iter: 100);

    [Fact]
    public void DividedIsTheStatisticsOfDividedData() => Shapes.Sample((seed, channels, outer, inner) =>
    {
        var draws = new Draws(seed);
        float[] sample = draws.Gauss(channels * outer * inner);
        float[] factors = [.. draws.Gauss(channels).Select(MathF.Exp)];
        ValueStatistics divided = Of(channels, outer, inner, sample).Divided(factors);
        ValueStatistics expected = Of(channels, outer, inner, [.. sample.Select((v, i) => v / factors[i / inner % channels])]);
        Assert.Equal(expected.ChannelMin, divided.ChannelMin);
        Assert.Equal(expected.ChannelMax, divided.ChannelMax);
        Assert.Equal((expected.Min, expected.Max, expected.Count), (divided.Min, divided.Max, divided.Count));
        for (int c = 0; c < channels; c++)
        {
            Assert.Equal(expected.ChannelMean(c), divided.ChannelMean(c), 2e-5 / factors[c]);
        }
        Assert.True(divided.Histogram.Total > 0 && divided.Histogram.Total <= divided.Count);
    }, iter: 100);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void NonFiniteDataAreFlagged(float bad)
    {
        Assert.True(Of(2, 1, 40, [.. new float[77], bad, 1, 2]).HasNonFinite);
        Assert.True(Of(2, 1, 1, [1, 2], [bad, 2], [1, 2]).HasNonFinite);
        Assert.False(Of(2, 1, 1, [float.MaxValue, float.MinValue]).HasNonFinite);
    }

    [Fact]
    public void EmptyAndScalarValuesHaveStatistics()
    {
        ValueStatistics empty = Of(3, 0, 5, [], []);
        Assert.Equal((0, 0.0, 0f, false), (empty.Count, empty.ChannelMean(0), empty.ChannelLargest(0), empty.HasNonFinite));
        Assert.Equal(0, empty.Divided([1, 2, 3]).Count);
        ValueStatistics scalar = Of(1, 1, 1, [-3], [5]);
        Assert.Equal((-3, 5, 1.0), (scalar.Min, scalar.Max, scalar.ChannelMean(0)));
    }

    [Fact]
    public void DataOfAnotherSizeAreRefused() => Assert.Throws<ArgumentException>(() => Of(3, 1, 1, new float[4]));

    /// <summary>The sum of a row leaves float32, its mean does not.</summary>
    [Fact]
    public void MeansOfHugeValuesAreFinite() => Assert.Equal(3e38f, Of(1, 1, 64, [.. Enumerable.Repeat(3e38f, 64)]).ChannelMean(0), 1e32);

    [Fact]
    public void AQuotientBeyondFloatIsFlagged() => Assert.True(Of(2, 1, 1, [1e38f, 1]).Divided([1e-4f, 1]).HasNonFinite);

    [Fact]
    public void MoreElementsThanTheHistogramTakesStillSetTheExtremes()
    {
        var draws = new Draws(3);
        float[] sample = draws.Gauss(200_000);
        sample[123_457] = 1000;
        ValueStatistics found = Of(1, 1, sample.Length, sample);
        Assert.Equal(1000, found.Max);
        Assert.InRange(found.Histogram.Total, 1000, sample.Length / 2);
        Assert.Equal(-1, found.Histogram.Exponent);
    }

    [Fact]
    public void EqualizationDividesTheNamedValuesOnly()
    {
        Graph graph = new("g", new NameScope());
        Value a = graph.AddInput("a", TensorType.Of(ElementType.F32, 1, 2)), b = graph.AddInput("b"), c = graph.AddConstant("c", Tensor.Vector(1, 2, 3));
        var statistics = new ActivationStatistics { Samples = 7 };
        statistics.Set("a", Of(2, 1, 1, [8, 9]));
        statistics.Set("b", Of(2, 1, 1, [8, 9]));
        statistics.SetShape("b", [5, 2]);
        ActivationStatistics divided = statistics.Divided([new(["a", "absent"], [2, 3])]);
        Assert.Equal((4, 3, 7), (divided.Of(a)!.ChannelMax[0], divided.Of(a)!.ChannelMax[1], divided.Samples));
        Assert.Same(statistics.Of(b), divided.Of(b));
        Assert.Null(divided.Of(c));
        Assert.Equal([1, 2], divided.ShapeOf(a)!);
        Assert.Equal([5, 2], divided.ShapeOf(b)!);
        Assert.Equal([3], divided.ShapeOf(c)!);
        Assert.Null(divided.ShapeOf(graph.AddInput("d")));
    }

    /// <summary>Samples that span 4, 2 and 1. One of zeros rounds to itself.</summary>
    [Fact]
    public void SpreadOfRangesIsTheMeanOfSquaredRatios()
    {
        var statistics = new ValueStatistics(2, 1);
        Assert.Equal(1, statistics.SpreadOfRanges());
        foreach (float[] sample in new float[][] { [4, 0], [-1, 1], [0, 0], [0.5f, 1] })
        {
            statistics.Add(sample, 1, 1);
        }
        // The second reaches down to -1, so that all samples together span 5.
        Assert.Equal((25.0 / 16 + 25.0 / 4 + 25) / 3, statistics.SpreadOfRanges(), 1e-9);
    }
}
