using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Passes.Quantize;

namespace Qcc.Passes.Tests.Quantize;

/// <summary>Integer layers with weights of 4 bits.</summary>
public sealed class NarrowWeightsTests
{
    static readonly NodeDecision integer = new("y", "y", "", Placement.Integer, "");

    [Theory]
    [InlineData("Conv", 1)]
    [InlineData("Conv", 2)]
    [InlineData("Gemm", 1)]
    public void OutputsLoseMuchLessThanToNearest(string layer, int groups)
    {
        const int Depth = 16, Channels = 6;
        bool matrix = layer != "Conv";
        (double before, double after) = (0, 0);
        for (int seed = 0; seed < 20; seed++)
        {
            string text = matrix ? $"graph g(%x: f32[1,{Depth}]) -> (%y) {{\n%y = {layer}(%x, {Observed.Weights(seed, Depth, Channels)})\n}}"
                : $"graph g(%x: f32[1,{groups * Depth / 4},2,2]) -> (%y) {{\n%y = Conv(%x, {Observed.Weights(seed, Channels, Depth / 4, 2, 2)}) {{group={groups}}}\n}}";
            Node node = new Observed(text, new float[matrix ? Depth : groups * Depth]).Graph.Nodes[0];
            int[][][] rows = [.. Enumerable.Range(0, groups).Select(g => Gram.Rows(80, Depth, seed + g))];
            NodeDecision nearest = NarrowWeights.Nearest(integer, node, Observed.Kernels, 4);
            NodeDecision together = RoundWeights.Run(nearest, node, 0.01f, [.. rows.Select(Gram.Moments)], MeanError.Counts, Observed.Kernels);
            Assert.True(together.WeightGrid!.AcceptsChannels(together.SignedWeightCodes(), Channels));
            int axis = matrix ? 1 : 0;
            QuantizedWeight a = QuantizedWeight.Create(node.Constant(1)!, axis, 0.01f, null, narrow: nearest.WeightGrid);
            QuantizedWeight b = QuantizedWeight.Create(node.Constant(1)!, axis, 0.01f, null, narrow: together.WeightGrid).Rounded(together.SignedWeightCodes());
            for (int n = 0; n < Channels; n++)
            {
                double[,] h = Gram.Metric(rows[n / (Channels / groups)], MeanError.Counts, 0);
                double Error(QuantizedWeight q) => Gram.Error(h, [.. Enumerable.Range(0, Depth).Select(k => matrix ? k * Channels + n : n * Depth + k).Select(i => q.Source.Floats[i] - (double)q.Scales[n] * q.Codes[i])]);
                before += Error(a);
                after += Error(b);
            }
        }
        Assert.True(after < 0.5 * before, $"{before}, then {after}");
    }

    /// <summary>Layers without codes of their own keep what they have.</summary>
    [Fact]
    public void FloatLayersStay()
    {
        var net = new Observed($"graph g(%x: f32[1,4]) -> (%y) {{\n%p = MatMul(%x, {Observed.Weights(1, 4, 4)})\n%y = MatMul(%p, {Observed.Weights(2, 4, 4)})\n}}", new float[4]);
        var plan = new QuantizationPlan
        {
            Target = "test", Method = "", Values = [],
            Nodes = [new("p", "p", "MatMul", Placement.Integer, ""), new("y", "y", "MatMul", Placement.Float, "")],
        };
        QuantizationPlan narrow = NarrowWeights.Run(net.Graph, plan, Observed.Kernels, 4);
        Assert.Equal([4, null], narrow.Nodes.Select(n => n.WeightGrid?.Bits));
        Assert.Equal(4, narrow.Nodes[0].WeightGrid!.Scales.Length);
    }
}
