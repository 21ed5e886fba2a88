using Qcc.Bisect;
using Qcc.Calibrate;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Passes.Quantize;
using Qcc.Search;

namespace Qcc.Compiler.Tests.Search;

/// <summary>What 8 bits for one value add to the error of the outputs, beside the same computed by hand.</summary>
public sealed class ActivationNoiseTests : SearchedNet
{
    const int Width = 16;

    static readonly double[] W1 = [.. Enumerable.Range(0, Width * Width).Select(Noise(1))], W2 = [.. Enumerable.Range(0, Width * Width).Select(Noise(2))], W3 = [.. Enumerable.Range(0, Width * Width).Select(Noise(3))];

    static CompileOptions Options { get; } = new() { Target = "int8-integer", Preference = Preference.Size, Calibration = new Samples([1, Width], random => [.. Enumerable.Range(0, Width).Select(_ => (float)(4 * random.NextDouble() - 2))]) };

    /// <summary>a = x·W1, read by a function in 16 bits, and by a product in 8.</summary>
    static string Net(bool isReadNarrow) => $$"""
        graph net(%x: f32[1,{{Width}}]) -> (%y{{(isReadNarrow ? ", %z" : "")}}) {
        %a = MatMul(%x, {{Constant(i => W1[i], Width, Width)}})
        %t = Tanh(%a)
        %y = MatMul(%t, {{Constant(i => W2[i], Width, Width)}})
        {{(isReadNarrow ? $"%z = MatMul(%a, {Constant(i => W3[i], Width, Width)})" : "")}}
        }
        """;

    static double[] Times(double[] x, double[] w) => [.. Enumerable.Range(0, Width).Select(j => Enumerable.Range(0, Width).Sum(k => x[k] * (float)w[k * Width + j]))];

    static double Squares(IEnumerable<double> values) => values.Sum(v => v * v);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ItIsTheErrorOfTheValueRoundedAloneForWhatReads16Bits(bool isReadNarrow)
    {
        using BisectedCompile net = await FollowAsync(Net(isReadNarrow), Options);
        CalibrationResult calibration = await net.CalibrateAsync();
        Graph graph = net.Prepared.Model.Graph;
        IReadOnlyList<QuantUnit> units = PartitionGraph.Run(graph, calibration.Statistics, net.Prepared.Target.Kernels, net.Prepared.Selection);
        ScaleGroup[] groups = [.. ChooseScales.Groups(units, calibration.Statistics, RangeObserver.MinMax, ActivationWidths.ByReader)];
        var noise = new ActivationNoise(net.Prepared.Model, units, calibration.HeldOut);
        ScaleGroup Of(Value value) => groups.Single(g => g.Values.Contains(value));

        // The input comes from outside, and a product reads 8 bits of the function's result.
        Value a = graph.Nodes.First(n => n.Operator.Name != "Tanh").Output, t = graph.Nodes.First(n => n.Operator.Name == "Tanh").Output;
        Assert.False(noise.CanBeWide(Of(graph.Inputs[0])));
        Assert.False(noise.CanBeWide(Of(t)));
        Assert.True(noise.CanBeWide(Of(a)));

        (double error, double power) = (0, 0);
        QuantParams q = QuantParams.Unsigned8(Of(a).Low, Of(a).High);
        foreach (HeldOutSample sample in calibration.HeldOut)
        {
            double[] exact = Times([.. sample.Inputs["x"].Floats.ToArray().Select(v => (double)v)], W1);
            double[] rounded = [.. exact.Select(v => (Math.Clamp(Math.Round(v / q.Scale, MidpointRounding.ToEven) + q.ZeroPoint, 0, 255) - q.ZeroPoint) * q.Scale)];
            double[] y = Times([.. exact.Select(Math.Tanh)], W2);
            error += Squares(y.Zip(Times([.. rounded.Select(Math.Tanh)], W2), (p, r) => p - r));
            power += Squares(y) + (isReadNarrow ? Squares(Times(exact, W3)) : 0);
        }
        // What the product reads in 8 bits either way adds nothing that 16 would spare. Rounding in float32 can take a tie the other way.
        Assert.Equal(1, noise.OfEightBits(Of(a)) / (error / power), 0.02);
    }
}
