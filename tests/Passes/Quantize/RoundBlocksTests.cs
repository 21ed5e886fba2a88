using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Passes.Quantize;

namespace Qcc.Passes.Tests.Quantize;

/// <summary>docs/algorithms.md C11, C12 and C25: codes of few bits in blocks.</summary>
public sealed class RoundBlocksTests
{
    const int Depth = 40, Outputs = 7;

    static readonly NodeDecision decision = new("y", "y", "", Placement.WeightOnly, "");

    static Node Layer(string body, int seed) => new Observed($"graph g(%x: f32[1,{Depth}]) -> (%y) {{\n{body.Replace("W", Observed.Weights(seed, Depth, Outputs), StringComparison.Ordinal)}\n}}", new float[Depth]).Graph.Nodes[0];

    static readonly double[] units = [.. Enumerable.Range(0, Depth).Select(k => 0.01 * (1 + k % 5))];

    /// <summary>W - Q of an output.</summary>
    static double[] Errors(Node node, NodeDecision rounded, int n)
    {
        var weights = new MatrixWeights(node);
        (sbyte[] codes, WeightGrid grid) = (rounded.SignedWeightCodes()!, rounded.WeightGrid!);
        int blocks = grid.Blocks(Depth);
        return [.. Enumerable.Range(0, Depth).Select(k =>
        {
            int block = n * blocks + k / grid.BlockSize, zero = grid.ZeroPoints is { } z ? z[block] - 8 : 0;
            return weights.Tensor.Floats[weights.At(n, k)] - (double)grid.Scales[block] * (codes[weights.At(n, k)] - zero);
        })];
    }

    /// <summary>In units of each input, as the metric has them.</summary>
    static double Error(int[][] rows, double[] d, MeanError mean) => Gram.Error(Gram.Metric(rows, mean, 0), [.. d.Zip(units, (e, u) => e * u)]);

    [Theory]
    [InlineData("%y = MatMul(%x, W)", BlockZero.Fixed, MeanError.Counts)]
    [InlineData("%y = MatMul(%x, W)", BlockZero.Chosen, MeanError.Counts)]
    [InlineData("%y = Gemm(%x, W)", BlockZero.Fixed, MeanError.GoesIntoBias)]
    public void OutputsLoseMuchLessThanToNearest(string body, BlockZero zero, MeanError mean)
    {
        (double before, double after) = (0, 0);
        var form = new BlockForm(4, 16, zero);
        for (int seed = 0; seed < 10; seed++)
        {
            Node node = Layer(body, seed);
            int[][] rows = Gram.Rows(200, Depth, seed);
            NodeDecision together = RoundBlocks.Together(decision, node, form, new LayerRows(Gram.Moments(rows), units), mean, new ParallelOptions()), nearest = RoundBlocks.Nearest(decision, node, form, new ParallelOptions());
            Assert.True(together.WeightGrid!.Accepts(together.SignedWeightCodes()!, Outputs, Depth));
            for (int n = 0; n < Outputs; n++)
            {
                before += Error(rows, Errors(node, nearest, n), mean);
                after += Error(rows, Errors(node, together, n), mean);
            }
        }
        Assert.True(after < 0.5 * before, $"{before}, then {after}");
    }

    /// <summary>The bias takes up μᵀ·(W - Q).</summary>
    [Fact]
    public void TheBiasTakesUpTheMean()
    {
        Node node = Layer("%y = Gemm(%x, W)", 3);
        int[][] rows = Gram.Rows(200, Depth, 3);
        NodeDecision rounded = RoundBlocks.Together(decision, node, new BlockForm(4, 32, BlockZero.Fixed), new LayerRows(Gram.Moments(rows), units), MeanError.GoesIntoBias, new ParallelOptions());
        for (int n = 0; n < Outputs; n++)
        {
            double expected = Errors(node, rounded, n).Select((e, k) => e * units[k] * rows.Average(r => (double)r[k])).Sum();
            Assert.Equal(expected, rounded.BiasCorrection![n], 1e-4);
        }
        Assert.Null(RoundBlocks.Together(decision, Layer("%y = MatMul(%x, W)", 3), new BlockForm(4, 32, BlockZero.Fixed), new LayerRows(Gram.Moments(rows), units), MeanError.GoesIntoBias, new ParallelOptions()).BiasCorrection);
    }

    /// <summary>Whatever the order of threads, the same codes.</summary>
    [Fact]
    public void ThreadsChangeNothing()
    {
        Node node = Layer("%y = MatMul(%x, W)", 4);
        var rows = new LayerRows(Gram.Moments(Gram.Rows(100, Depth, 4)), units);
        NodeDecision Round(int threads) => RoundBlocks.Together(decision, node, new BlockForm(4, 16, BlockZero.Chosen), rows, MeanError.Counts, new ParallelOptions { MaxDegreeOfParallelism = threads });
        (NodeDecision one, NodeDecision four) = (Round(1), Round(4));
        Assert.Equal(one.WeightCodes, four.WeightCodes);
        Assert.True(WeightGrid.Equal(one.WeightGrid, four.WeightGrid));
    }

    [Fact]
    public void InputsOfZeroLeaveTheNearest()
    {
        Node node = Layer("%y = MatMul(%x, W)", 5);
        var form = new BlockForm(4, 16, BlockZero.Fixed);
        NodeDecision together = RoundBlocks.Together(decision, node, form, new LayerRows(Gram.Moments([new int[Depth]]), units), MeanError.Counts, new ParallelOptions());
        Assert.Equal(RoundBlocks.Nearest(decision, node, form, new ParallelOptions()).WeightCodes, together.WeightCodes);
    }

    /// <summary>Refitted scales never lose, whatever the codes are.</summary>
    [Fact]
    public void RefittingLowersTheError()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            int[][] rows = Gram.Rows(80, 12, seed);
            RoundingMetric metric = RoundingMetric.Of(Gram.Moments(rows), MeanError.Counts, 0.01)!;
            double[] w = Gram.Weights(12, seed, 1);
            var random = new Random(seed);
            sbyte[] codes = [.. w.Select(_ => (sbyte)random.Next(-8, 8))];
            BlockScale[] scales = [new(0.1f, 0), new(-0.2f, 3), new(0.15f, -8)];
            double Error() => metric.Error([.. w.Select((v, k) => v - (double)scales[k / 4].Scale * (codes[k] - scales[k / 4].ZeroPoint))]);
            double before = Error();
            RefitScales.Channel(metric, w, codes, scales, 4);
            Assert.True(Error() <= before * (1 + 1e-12), $"{before}, then {Error()}");
            Assert.True(scales[0].Scale > 0 && scales[1].Scale < 0);
        }
    }

    /// <summary>40 inputs: three blocks of 16, two of 32 or one of 128 that is filled up.</summary>
    [Theory]
    [InlineData(16, BlockZero.Fixed, Outputs * 3 * 12)]
    [InlineData(16, BlockZero.Chosen, Outputs * (3 * 12 + 2))]
    [InlineData(32, BlockZero.Fixed, Outputs * 2 * 20)]
    [InlineData(128, BlockZero.Chosen, Outputs * (68 + 1))]
    public void BlocksAreFilledUp(int size, BlockZero zero, long bytes) => Assert.Equal(bytes, new BlockForm(4, size, zero).BytesOf(new MatrixWeights(Layer("%y = MatMul(%x, W)", 1))));
}
