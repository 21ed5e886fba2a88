using CsCheck;
using Qcc.Core.Quantization;
using Qcc.Passes.Quantize;

namespace Qcc.Passes.Tests.Quantize;

/// <summary>docs/algorithms.md C11 and C12, on the weights of one output channel.</summary>
public sealed class RoundingTests
{
    const double Damping = 0.01;

    static readonly CodeLimits free = new(null);

    static readonly Gen<(int Seed, int Depth, MeanError Mean)> Channels = Gen.Select(Gen.Int[0, 1 << 20], Gen.Int[1, 12], Gen.Bool.Select(b => b ? MeanError.Counts : MeanError.GoesIntoBias));

    static RoundingMetric Metric(int[][] rows, MeanError mean) => RoundingMetric.Of(Gram.Moments(rows), mean, Damping)!;

    static double[] Errors(double[] weights, sbyte[] codes) => [.. weights.Zip(codes, (w, c) => w - c)];

    [Fact]
    public void TheMetricIsItsDefinition() => Channels.Sample((seed, depth, mean) =>
    {
        int[][] rows = Gram.Rows(40, depth, seed);
        double[] d = Gram.Weights(depth, seed, 1);
        double expected = Gram.Error(Gram.Metric(rows, mean, Damping), d);
        Assert.Equal(expected, Metric(rows, mean).Error(d), Math.Abs(expected) * 1e-9 + 1e-6);
    }, iter: 100);

    [Fact]
    public void InputsOfZeroHaveNoMetric() =>
        Assert.Null(RoundingMetric.Of(Gram.Moments([[0, 0], [0, 0]]), MeanError.Counts, Damping));

    /// <summary>The paper's rule: after each weight the rest moves by the exact minimum of what the error leaves, by the inverse of the rest's H'.</summary>
    [Fact]
    public void CompensationIsThatOfTheInverses() => Channels.Sample((seed, depth, mean) =>
    {
        int[][] rows = Gram.Rows(60, depth, seed);
        double[] weights = Gram.Weights(depth, seed + 1, 100);
        RoundingMetric metric = Metric(rows, mean);
        double[,] h = Gram.Metric(rows, mean, Damping);
        int[] order = [.. metric.Order.Reverse()];
        var moved = (double[])weights.Clone();
        var expected = new sbyte[depth];
        for (int i = 0; i < depth; i++)
        {
            int k = order[i];
            expected[k] = (sbyte)Math.Round(moved[k], MidpointRounding.ToEven);
            double[] column = SolveFirst(h, order[i..]);
            double e = (moved[k] - expected[k]) / column[0];
            for (int j = i; j < depth; j++)
            {
                moved[order[j]] -= column[j - i] * e;
            }
        }
        Assert.Equal(expected, RoundWithCompensation.Channels(metric, weights, free));
    }, iter: 100);

    /// <summary>First column of the inverse of the submatrix of these inputs, by elimination.</summary>
    static double[] SolveFirst(double[,] h, int[] inputs)
    {
        int n = inputs.Length;
        var a = new double[n, n + 1];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                a[i, j] = h[inputs[i], inputs[j]];
            }
        }
        a[0, n] = 1;
        for (int p = 0; p < n; p++)
        {
            for (int i = 0; i < n; i++)
            {
                double factor = i == p ? 0 : a[i, p] / a[p, p];
                for (int j = p; j <= n && factor != 0; j++)
                {
                    a[i, j] -= factor * a[p, j];
                }
            }
        }
        return [.. Enumerable.Range(0, n).Select(i => a[i, n] / a[i, i])];
    }

    /// <summary>Inputs that have nothing to do with each other: each weight goes to its nearest code.</summary>
    [Fact]
    public void WithoutCorrelationEachIsRoundedToNearest()
    {
        double[] weights = Gram.Weights(4, 3, 127);
        RoundingMetric metric = Metric([[9, 0, 0, 0], [0, 7, 0, 0], [0, 0, 200, 0], [0, 0, 0, 31]], MeanError.Counts);
        Assert.Equal(weights.Select(w => (sbyte)Math.Round(w)), RoundWithCompensation.Channels(metric, weights, free));
    }

    /// <summary>No single code can move and lower the error: of three weights all codes nearby are tried.</summary>
    [Fact]
    public void PolishingEndsWhereNoSingleCodeGains() => Channels.Sample((seed, depth, mean) =>
    {
        int[][] rows = Gram.Rows(60, depth, seed);
        double[] weights = Gram.Weights(depth, seed + 1, 120);
        double[,] h = Gram.Metric(rows, mean, Damping);
        sbyte[] codes = [.. weights.Select(w => (sbyte)Math.Round(w))];
        double before = Gram.Error(h, Errors(weights, codes)), reported = PolishCodes.Channels(Metric(rows, mean), weights, codes, free)[0], after = Gram.Error(h, Errors(weights, codes));
        Assert.Equal(after, reported, after * 1e-6 + 1e-3);
        Assert.True(after <= before * (1 + 1e-9));
        if (depth <= 3)
        {
            for (int k = 0; k < depth; k++)
            {
                foreach (int other in Enumerable.Range(-127, 255))
                {
                    double[] d = Errors(weights, codes);
                    d[k] = weights[k] - other;
                    Assert.True(Gram.Error(h, d) >= after * (1 - 1e-9) - 1e-6);
                }
            }
        }
    }, iter: 100);

    /// <summary>Over many channels the error falls far below that of rounding to nearest, and polishing lowers it further.</summary>
    [Fact]
    public void CompensationGains()
    {
        (double nearest, double compensated, double polished) = (0, 0, 0);
        for (int seed = 0; seed < 40; seed++)
        {
            RoundingMetric metric = Metric(Gram.Rows(200, 24, seed), MeanError.Counts);
            double[] weights = Gram.Weights(24, seed, 127);
            sbyte[] codes = RoundWithCompensation.Channels(metric, weights, free);
            nearest += metric.Error([.. weights.Select(w => w - Math.Round(w))]);
            compensated += metric.Error(Errors(weights, codes));
            polished += PolishCodes.Channels(metric, weights, codes, free)[0];
        }
        Assert.True(compensated < nearest / 2, $"{nearest} by rounding to nearest, {compensated} compensated");
        Assert.True(polished < compensated, $"{compensated} compensated, {polished} polished");
    }

    [Fact]
    public void PairsStayWithinTheirSum() => Channels.Sample((seed, depth, mean) =>
    {
        RoundingMetric metric = Metric(Gram.Rows(30, depth, seed), mean);
        int[] neighbours = QuantizedWeight.Neighbours([1, depth], 0);
        // Two of one sign sum up to 127 at most, as QuantizedWeight scales them.
        double[] weights = Gram.Weights(depth, seed, 63.5);
        sbyte[] codes = RoundWithCompensation.Channels(metric, weights, new CodeLimits(neighbours));
        PolishCodes.Channels(metric, weights, codes, new CodeLimits(neighbours));
        Assert.True(QuantizedWeight.Accepts(codes, [1, depth], 0, pairsFit16Bits: true));
    }, iter: 100);

    [Fact]
    public void CodesAreLimited()
    {
        var pair = new CodeLimits([1, 0, -1]);
        Assert.Equal(127, free.Nearest(300, 0, [0, 0, 0]));
        Assert.Equal(-127, free.Nearest(-300, 0, [0, 0, 0]));
        Assert.Equal(28, pair.Nearest(90, 0, [0, 100, 0]));
        Assert.Equal(-28, pair.Nearest(-90, 0, [0, -100, 0]));
        Assert.Equal(90, pair.Nearest(90, 0, [0, -100, 0]));
        Assert.Equal(127, pair.Nearest(130, 2, [100, 100, 0]));
    }

    /// <summary>To the bit, whatever else is rounded beside it.</summary>
    [Fact]
    public void ChannelsSideBySideAreRoundedAsAlone() => Gen.Select(Gen.Int[0, 1 << 20], Gen.Int[1, 40], Gen.Int[1, 9]).Sample((seed, depth, channels) =>
    {
        RoundingMetric metric = Metric(Gram.Rows(60, depth, seed), MeanError.Counts);
        double[][] weights = [.. Enumerable.Range(0, channels).Select(c => Gram.Weights(depth, seed + c, 100))];
        (sbyte[] Codes, double[] Errors) Round(double[] some)
        {
            sbyte[] codes = RoundWithCompensation.Channels(metric, some, free);
            return (codes, PolishCodes.Channels(metric, some, codes, free));
        }
        (sbyte[] together, double[] errors) = Round([.. weights.SelectMany(w => w)]);
        Assert.Equal(weights.SelectMany(w => Round(w).Codes), together);
        Assert.Equal(weights.SelectMany(w => Round(w).Errors), errors);
    }, iter: 50);
}
