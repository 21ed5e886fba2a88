using CsCheck;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Passes.Quantize;

namespace Qcc.Passes.Tests.Quantize;

public sealed class CorrectBiasTests
{
    static readonly Gen<(int Seed, int Groups, int Kernel, int Pad)> Layers = Gen.Select(Gen.Int[0, 1 << 20], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[0, 2]);

    /// <summary>Every channel of every sample is one number, so the mean input says all and the mean error must vanish.</summary>
    static float[] ConstantChannels(int samples, int channels, int inner, int seed) =>
        [.. Observed.Bell(samples * channels, seed).SelectMany(v => Enumerable.Repeat(v + 1, inner))];

    static QuantizationPlan Plan(Observed net) => CorrectBias.Run(net.Graph, new QuantizationPlan
    {
        Target = "test",
        Method = "",
        Nodes = [new("y", "y", "", Placement.Integer, "")],
        Values = [new("x", 0.01f, 128, ""), new("y", 0.01f, 128, "")],
    }, net.Statistics, Observed.Kernels);

    /// <summary>Runs the layer with the weights that the codes stand for, and the corrected bias: no channel's mean may differ.</summary>
    static void MeansStay(Observed net, int axis, Func<int, int> channelOf)
    {
        float[] correction = Assert.Single(Plan(net).Nodes).BiasCorrection!;
        Model rounded = net.Model.Copy();
        Node layer = Assert.Single(rounded.Graph.Nodes);
        float[] bias = layer.Constant(2)!.Floats.ToArray();
        QuantizedWeight quantized = QuantizedWeight.Create(layer.Constant(1)!, axis, 0.01f, bias);
        float[] weights = [.. quantized.Codes.Select(c => (float)c)];
        Graph.SetInput(layer, 1, rounded.Graph.AddConstant("q", Tensor.Of(weights, [.. quantized.Source.Shape]).ScaleChannels(quantized.Scales, axis)));
        Graph.SetInput(layer, 2, rounded.Graph.AddConstant("b", Tensor.Vector([.. bias.Zip(correction, (b, c) => b + c)])));
        (float[] expected, float[] actual) = (net.Run(net.Model)["y"], net.Run(rounded)["y"]);
        Assert.All(Enumerable.Range(0, expected.Length).GroupBy(channelOf), channel =>
            Assert.Equal(channel.Average(i => (double)expected[i]), channel.Average(i => (double)actual[i]), 1e-4));
        // Rounded weights miss their means by chance more or less, but never not at all.
        Assert.Contains(correction, c => Math.Abs(c) > 1e-6);
    }

    [Fact]
    public void ConvolutionsKeepTheirMeans() => Layers.Sample((seed, groups, kernel, pad) =>
    {
        var random = new Random(seed);
        (int stride, int dilation) = (random.Next(1, 3), random.Next(1, 3));
        Observed net = new($$"""
            graph g(%x: f32[3,{{2 * groups}},7,6]) -> (%y) {
              %y = Conv(%x, {{Observed.Weights(seed, 3 * groups, 2, kernel, kernel)}}, {{Observed.Weights(seed + 1, 3 * groups)}}) {group={{groups}}, pads=[{{pad}},0,1,{{pad}}], strides=[{{stride}},1], dilations=[1,{{dilation}}]}
            }
            """, ConstantChannels(3, 2 * groups, 42, seed));
        int plane = net.Run(net.Model)["y"].Length / 3 / (3 * groups);
        MeansStay(net, 0, i => i / plane % (3 * groups));
    }, iter: 40);

    [Fact]
    public void ProductsKeepTheirMeans() => Layers.Sample((seed, n, k, _) =>
    {
        (n, k) = (n + 2, k + 3);
        Observed net = new($"graph g(%x: f32[5,{k}]) -> (%y) {{\n%y = Gemm(%x, {Observed.Weights(seed, k, n)}, {Observed.Weights(seed + 1, n)})\n}}", Observed.Bell(5 * k, seed));
        MeansStay(net, 1, i => i % n);
    }, iter: 40);

    [Fact]
    public void AMatMulHasNoSlotForABias()
    {
        Observed net = new($"graph g(%x: f32[5,4]) -> (%y) {{\n%y = MatMul(%x, {Observed.Weights(1, 4, 3)})\n}}", Observed.Bell(20, 1));
        Assert.Null(Plan(net).Nodes[0].BiasCorrection);
    }

    [Fact]
    public void TheShareInsideIsThatOfCounting() => Layers.Sample((seed, dilation, stride, pad) =>
    {
        var random = new Random(seed);
        long[] input = [1, 1, random.Next(4, 9), random.Next(4, 9)], weight = [1, 1, random.Next(1, 4), random.Next(1, 4)];
        Observed net = new($$"""
            graph g(%x: f32[{{string.Join(',', input)}}]) -> (%y) {
              %y = Conv(%x, {{Observed.Weights(seed, weight)}}) {pads=[{{pad}},1,0,2], strides=[{{stride}},2], dilations=[1,{{Math.Min(dilation, 2)}}]}
            }
            """, [.. Enumerable.Repeat(1f, (int)(input[2] * input[3]))]);
        double[] share = CorrectBias.ShareInside(net.Graph.Nodes[0], weight, input);
        for (int tap = 0; tap < share.Length; tap++)
        {
            // Over ones, a filter of a single one gives one wherever its tap is inside.
            Model single = net.Model.Copy();
            var filter = new float[share.Length];
            filter[tap] = 1;
            Graph.SetInput(single.Graph.Nodes[0], 1, single.Graph.AddConstant("tap", Tensor.Of(filter, weight)));
            Assert.Equal(net.Run(single)["y"].Average(), share[tap], 1e-6);
        }
    }, iter: 25);
}
