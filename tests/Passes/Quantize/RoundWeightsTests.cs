using System.Runtime.InteropServices;
using CsCheck;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Passes.Quantize;

namespace Qcc.Passes.Tests.Quantize;

public sealed class RoundWeightsTests
{
    static readonly NodeDecision integer = new("y", "y", "", Placement.Integer, "");

    static Node Layer(string text, float[] data) => new Observed(text, data).Graph.Nodes[0];

    /// <summary>Every channel's error is at most that of the nearest codes, on the rows that were seen; of all together it is lower.</summary>
    [Theory]
    [InlineData("Conv", 1)]
    [InlineData("Conv", 2)]
    [InlineData("Gemm", 1)]
    [InlineData("MatMul", 1)]
    public void NoChannelLoses(string layer, int groups)
    {
        const int Depth = 8, Channels = 6;
        bool matrix = layer != "Conv";
        (double before, double after) = (0, 0);
        for (int seed = 0; seed < 20; seed++)
        {
            string text = matrix ? $"graph g(%x: f32[1,{Depth}]) -> (%y) {{\n%y = {layer}(%x, {Observed.Weights(seed, Depth, Channels)})\n}}"
                : $"graph g(%x: f32[1,{groups * Depth / 4},2,2]) -> (%y) {{\n%y = Conv(%x, {Observed.Weights(seed, Channels, Depth / 4, 2, 2)}) {{group={groups}}}\n}}";
            Node node = Layer(text, new float[matrix ? Depth : groups * Depth]);
            int[][][] rows = [.. Enumerable.Range(0, groups).Select(g => Gram.Rows(80, Depth, seed + g))];
            NodeDecision rounded = RoundWeights.Run(integer, node, 0.01f, [.. rows.Select(Gram.Moments)], MeanError.Counts, Observed.Kernels);
            QuantizedWeight nearest = QuantizedWeight.Create(node.Constant(1)!, matrix ? 1 : 0, 0.01f, null);
            for (int n = 0; n < Channels; n++)
            {
                double[,] h = Gram.Metric(rows[n / (Channels / groups)], MeanError.Counts, 0.01);
                double Error(IReadOnlyList<sbyte> codes) => Gram.Error(h, [.. Enumerable.Range(0, Depth).Select(k => matrix ? k * Channels + n : n * Depth + k)
                    .Select(i => nearest.Source.Floats[i] / (double)nearest.Scales[n] - codes[i])]);
                (double old, double chosen) = (Error(nearest.Codes), Error(rounded.SignedWeightCodes()!));
                Assert.True(chosen <= old * (1 + 1e-9) + 1e-9, $"channel {n}: {old}, then {chosen}");
                (before, after) = (before + old, after + chosen);
            }
        }
        Assert.True(after < before * 0.9, $"{before}, then {after}");
    }

    /// <summary>A product without a bias has nothing to take up a mean error, so that counts whatever was asked for.</summary>
    [Fact]
    public void AMatMulKeepsItsMean()
    {
        Node node = Layer($"graph g(%x: f32[1,6]) -> (%y) {{\n%y = MatMul(%x, {Observed.Weights(5, 6, 9)})\n}}", new float[6]);
        InputMoments[] moments = [Gram.Moments(Gram.Rows(50, 6, 5))];
        byte[] Codes(MeanError mean) => RoundWeights.Run(integer, node, 0.01f, moments, mean, Observed.Kernels).WeightCodes!;
        Assert.Equal(Codes(MeanError.Counts), Codes(MeanError.GoesIntoBias));
    }

    /// <summary>What <c>--isa avx2</c> asks for: whatever the sums over inputs say, pairs fit.</summary>
    [Fact]
    public void PairsFit16Bits() => Gen.Int[0, 1 << 20].Sample(seed =>
    {
        KernelTable kernels = Observed.Kernels with { PairsMustFit16Bits = true };
        Node node = Layer($"graph g(%x: f32[1,3,3,3]) -> (%y) {{\n%y = Conv(%x, {Observed.Weights(seed, 4, 3, 3, 3)})\n}}", new float[27]);
        NodeDecision rounded = RoundWeights.Run(integer, node, 0.01f, [Gram.Moments(Gram.Rows(90, 27, seed))], MeanError.Counts, kernels);
        Assert.True(QuantizedWeight.Accepts(rounded.SignedWeightCodes()!, node.Constant(1)!.Shape, 0, pairsFit16Bits: true));
    }, iter: 30);

    [Fact]
    public void UnseenInputsKeepTheNearestCodes()
    {
        Node node = Layer($"graph g(%x: f32[1,6]) -> (%y) {{\n%y = Gemm(%x, {Observed.Weights(5, 6, 4)})\n}}", new float[6]);
        NodeDecision rounded = RoundWeights.Run(integer, node, 0.01f, [Gram.Moments([[0, 0, 0, 0, 0, 0]])], MeanError.Counts, Observed.Kernels);
        Assert.Equal(QuantizedWeight.Create(node.Constant(1)!, 1, 0.01f, null).Codes, MemoryMarshal.Cast<byte, sbyte>(rounded.WeightCodes).ToArray());
    }

    [Theory]
    [InlineData("Gemm(%x, {0})", Placement.Integer, null)]
    [InlineData("Gemm(%x, {0})", Placement.Float, "codes")]
    [InlineData("Sigmoid(%x)", Placement.Integer, "codes")]
    public void RefusalsSayWhy(string layer, Placement placement, string? why)
    {
        string text = string.Format(System.Globalization.CultureInfo.InvariantCulture, layer, Observed.Weights(5, 6, 4));
        Node node = Layer($"graph g(%x: f32[1,6]) -> (%y) {{\n%y = {text}\n}}", new float[6]);
        string? refusal = RoundWeights.Refuses(integer with { Placement = placement }, node, Observed.Kernels);
        Assert.True(why is null ? refusal is null : refusal!.Contains(why, StringComparison.Ordinal), refusal);
    }

    [Fact]
    public void DeepLayersAreRefused()
    {
        Node node = Layer($"graph g(%x: f32[1,{RoundWeights.MostDepth + 1}]) -> (%y) {{\n%y = Gemm(%x, {Observed.Weights(5, RoundWeights.MostDepth + 1, 1)})\n}}", new float[RoundWeights.MostDepth + 1]);
        Assert.Contains("weights per channel", RoundWeights.Refuses(integer, node, Observed.Kernels), StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownPaddingIsRefused()
    {
        Node node = Layer($"graph g(%x: f32[1,2,5,5]) -> (%y) {{\n%y = Conv(%x, {Observed.Weights(5, 2, 2, 3, 3)}) {{auto_pad=\"SAME_UPPER\"}}\n}}", new float[50]);
        Assert.Contains("padding", RoundWeights.Refuses(integer, node, Observed.Kernels), StringComparison.Ordinal);
    }
}
