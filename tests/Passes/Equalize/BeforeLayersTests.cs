using System.Globalization;
using CsCheck;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Core.Verify;
using Qcc.Passes.Equalize;

namespace Qcc.Passes.Tests.Equalize;

/// <summary>What is put before layers whose input nothing else can change: factors (<see cref="ScaleBeforeLayers"/>) and rotations (<see cref="RotateBeforeLayers"/>).</summary>
public sealed class BeforeLayersTests
{
    static string W(int seed, params long[] shape) => Observed.Weights(seed, shape);

    /// <summary>Channels of which every eighth is large.</summary>
    static string Wide(int width) => $"f32[{width}]{{{string.Join(',', Enumerable.Range(0, width).Select(c => (c % 8 == 3 ? 40 + c : 1).ToString(CultureInfo.InvariantCulture)))}}}";

    /// <summary>Weights that are small where those channels squared are large: all matter alike.</summary>
    static string Balanced(int width) => $"f32[{width},{width}]{{{string.Join(',', Observed.Bell(width * width, 3).Select((w, i) => (i / width % 8 == 3 ? w / 1600 : w).ToString("R", CultureInfo.InvariantCulture)))}}}";

    static float[] Spikes(int tokens, int width, int seed)
    {
        float[] x = Observed.Bell(tokens * width, seed);
        var random = new Random(seed);
        for (int t = 0; t < tokens; t++)
        {
            x[t * width + random.Next(width)] = 30;
        }
        return x;
    }

    static Observed Net(string body, int width, float[] data, string output = "%y") =>
        new($"graph g(%x: f32[2,{data.Length / width / 2},{width}]) -> ({output}) {{\n{body}\n}}", data);

    static void Keeps(Observed net, ModelRewrite rewrite, IReadOnlyList<EqualizationDecision> decisions)
    {
        Assert.All(decisions, d => Assert.Null(rewrite.Refuses(net.Graph, [d])));
        Model rewritten = net.Model.Copy();
        rewrite.Apply(rewritten.Graph, decisions);
        Assert.Empty(Verifier.Verify(rewritten));
        Dictionary<string, float[]> before = net.Run(net.Model), after = net.Run(rewritten);
        foreach ((string name, float[] expected) in before)
        {
            Assert.All(expected.Zip(after[name]), p => Assert.Equal(p.First, p.Second, 1e-4f * expected.Max(MathF.Abs)));
        }
    }

    /// <summary>Functions of single elements between two layers, more than one reader, layers of both layouts.</summary>
    [Theory]
    [InlineData("%a = Mul(%x, V)\n%g = Sigmoid(%x)\n%m = Mul(%a, %a)\n%y = MatMul(%m, W)", "m")]
    [InlineData("%a = Mul(%x, V)\n%t = Tanh(%x)\n%r = Add(%a, %t)\n%y = MatMul(%r, W)", "r")]
    [InlineData("%a = Mul(%x, V)\n%m = Mul(%a, %a)\n%p = MatMul(%m, W)\n%q = MatMul(%m, W)\n%r = Relu(%m)\n%y = Sum(%p, %q, %r)", "m")]
    [InlineData("%n = LayerNormalization(%x, V)\n%p = MatMul(%n, W)\n%y = Add(%p, %n)", "n")]
    [InlineData("%n = LayerNormalization(%x, V)\n%y = MatMul(%n, W)", null)]
    [InlineData("%t = Tanh(%x)\n%y = MatMul(%t, W)", null)]
    public void FactorsArePutWhereNothingElseTakesThem(string body, string? value)
    {
        Observed net = Net(body.Replace("V)", $"{Wide(16)})", StringComparison.Ordinal).Replace("W)", $"{Balanced(16)})", StringComparison.Ordinal), 16, Observed.Bell(160, 1));
        IReadOnlyList<EqualizationDecision> decisions = ModelRewrites.ScaledInputs.Choose(net.Graph, net.Statistics);
        Assert.Equal(value is null ? [] : [value], decisions.SelectMany(d => d.Values));
        Keeps(net, ModelRewrites.ScaledInputs, decisions);
        if (value is not null)
        {
            ActivationStatistics after = ScaleBeforeLayers.Statistics(net.Graph, net.Statistics, decisions);
            Value scaled = net.Graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>().Single(v => v.Name == value);
            float[] largest = [.. Enumerable.Range(0, 16).Select(net.Statistics.Of(scaled)!.ChannelLargest)];
            Assert.Equal(largest.Zip(decisions[0].Factors, (a, s) => a / s).Max(), after.Values.Single(v => v.Key == value + "_scaled").Value is var s ? MathF.Max(-s.Min, s.Max) : 0, 1e-3f);
            Assert.NotNull(ModelRewrites.ScaledInputs.Refuses(net.Graph, [decisions[0] with { Factors = [1] }]));
            Assert.NotNull(ModelRewrites.ScaledInputs.Refuses(net.Graph, [decisions[0] with { Values = ["x_"] }]));
        }
    }

    /// <summary>Spikes in another channel of each token are spread; channels that always stand out as well; smooth values stay, and widths without blocks.</summary>
    [Theory]
    [InlineData("%r = Relu(%x)\n%y = MatMul(%r, W)", 64, true, "r")]
    [InlineData("%r = Relu(%x)\n%p = Reshape(%r, s64[2]{-1,96})\n%y = Gemm(%p, T) {transB=1}", 96, true, "p")]
    [InlineData("%r = Relu(%x)\n%p = MatMul(%r, W)\n%q = MatMul(%r, W)\n%y = Add(%p, %q)", 32, true, "r")]
    [InlineData("%t = Tanh(%x)\n%y = MatMul(%t, W)", 64, true, null)]
    [InlineData("%r = Relu(%x)\n%y = MatMul(%r, W)", 64, false, null)]
    [InlineData("%r = Relu(%x)\n%y = MatMul(%r, W)", 24, true, null)]
    public void RotationsArePutWhereTheyNarrowARange(string body, int width, bool spikes, string? value)
    {
        Observed net = Net(body.Replace("W)", $"{W(3, width, 8)})", StringComparison.Ordinal).Replace("T)", $"{W(4, 8, width)}, {W(5, 8)})", StringComparison.Ordinal), width, spikes ? Spikes(80, width, 2) : Observed.Bell(80 * width, 2));
        IReadOnlyList<EqualizationDecision> decisions = ModelRewrites.RotatedInputs.Choose(net.Graph, net.Statistics);
        Assert.Equal(value is null ? [] : [value], decisions.SelectMany(d => d.Values));
        Keeps(net, ModelRewrites.RotatedInputs, decisions);
        if (value is not null)
        {
            Model rotated = net.Model.Copy();
            RotateBeforeLayers.Apply(rotated.Graph, decisions);
            Assert.Single(rotated.Graph.Nodes, n => ModelRewrites.RotatedInputs.WhyFloat(n) is not null);
            Assert.NotNull(ModelRewrites.RotatedInputs.Refuses(net.Graph, [decisions[0] with { Factors = [1, -1, 1, 1, 1] }]));
            Assert.NotNull(ModelRewrites.RotatedInputs.Refuses(rotated.Graph, [decisions[0]]));
        }
    }

    /// <summary>Any width, block and layout.</summary>
    [Fact]
    public void RandomBlocksKeepTheFunction() => Gen.Select(Gen.Int[1, 6], Gen.Int[1, 6], Gen.Int[0, 1000]).Sample((blocks, power, seed) =>
    {
        int block = 1 << power, width = blocks * block;
        string layer = seed % 2 == 0 ? $"%y = MatMul(%r, {W(seed, width, 5)})" : $"%f = Reshape(%r, s64[2]{{-1,{width}}})\n%y = Gemm(%f, {W(seed, 5, width)}) {{transB=1}}";
        Observed net = Net($"%r = Relu(%x)\n{layer}", width, Observed.Bell(6 * width, seed));
        Keeps(net, ModelRewrites.RotatedInputs, [new([seed % 2 == 0 ? "r" : "f"], FlatRotation.Signs(block, seed), nameof(RotateBeforeLayers))]);
        Keeps(net, ModelRewrites.ScaledInputs, [new([seed % 2 == 0 ? "r" : "f"], [.. Observed.Bell(width, seed + 1).Select(MathF.Exp)], nameof(ScaleBeforeLayers))]);
    }, iter: 20);
}
