using CsCheck;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Core.Text;
using Qcc.Passes.Equalize;

namespace Qcc.Passes.Tests.Equalize;

/// <summary>Equalization keeps the function, and leaves alone what cannot take factors.</summary>
public sealed class EqualizeAcrossLayersTests
{
    static string W(int seed, params long[] shape) => Observed.Weights(seed, shape);

    static Observed Net(string body, int seed = 1, string output = "%y") => new($"graph g(%x: f32[2,4,6,6]) -> ({output}) {{\n{body}\n}}", Observed.Bell(288, seed));

    /// <summary>
    /// Weights are rounded once more on either side of each value (2^-23 relative to the sum of magnitudes); a sum of up to 6 layers
    /// of 40 terms of both signs stays within 1e-4 of the largest output.
    /// </summary>
    static IReadOnlyList<EqualizationDecision> Keeps(Observed net, bool dense = true)
    {
        IReadOnlyList<EqualizationDecision> decisions = EqualizeAcrossLayers.Choose(net.Graph, net.Statistics, dense);
        Model equalized = net.Model.Copy();
        EqualizeAcrossLayers.Apply(equalized.Graph, decisions);
        Dictionary<string, float[]> before = net.Run(net.Model), after = net.Run(equalized);
        foreach ((string name, float[] expected) in before)
        {
            float bound = 1e-4f * expected.Max(MathF.Abs);
            Assert.All(expected.Zip(after[name]), p => Assert.Equal(p.First, p.Second, bound));
        }
        return decisions;
    }

    [Fact]
    public void RandomNetsKeepTheirFunction() => Gen.Int[0, 1 << 20].Sample(seed =>
    {
        var random = new Random(seed);
        var lines = new List<string> { $"%v0 = Conv(%x, {W(seed, 4, 4, 1, 1)}, {W(seed + 1, 4)})" };
        int layers = random.Next(2, 7);
        for (int i = 1; i <= layers; i++)
        {
            string a = $"%v{i - 1}", b = $"%v{random.Next(i)}";
            int kind = random.Next(15);
            lines.AddRange(kind switch
            {
                11 => [$"%c{i} = Concat({a}, {b}) {{axis=1}}"],
                12 => [$"%p{i} = GlobalAveragePool({a})", $"%q{i} = Conv(%p{i}, {W(seed + i, 4, 4, 1, 1)})", $"%c{i} = Sigmoid(%q{i})"],
                13 => [$"%d{i}, %e{i} = Split({a}) {{axis=1}}", $"%c{i} = Relu(%e{i})"],
                _ => Array.Empty<string>(),
            });
            lines.Add($"%v{i} = " + kind switch
            {
                0 => $"Relu({a})",
                1 => $"Conv({a}, {W(seed + i, 4, 1, 3, 3)}) {{group=4, pads=[1,1,1,1]}}",
                2 => $"Conv({a}, {W(seed + i, 4, 2, 3, 3)}, {W(seed + i + 1, 4)}) {{group=2, pads=[1,1,1,1]}}",
                3 => $"Add({a}, {b})",
                4 => $"Max({b}, {a})",
                5 => $"Sub({b}, {a})",
                6 => $"PRelu({a}, {W(seed + i, 4, 1, 1)})",
                7 => $"MaxPool({a}) {{kernel_shape=[3,3], pads=[1,1,1,1]}}",
                8 => $"AveragePool({a}) {{kernel_shape=[3,3], pads=[1,1,1,1]}}",
                9 => $"Max({a}, f32[]{{0.1}})",
                10 => $"LeakyRelu({a})",
                11 => $"Conv(%c{i}, {W(seed + i, 4, 8, 1, 1)})",
                12 => $"Mul({a}, %c{i})",
                13 => $"Concat(%c{i}, %d{i}) {{axis=1}}",
                _ => $"Conv({a}, {W(seed + i, 4, 4, 1, 1)}, {W(seed + i + 1, 4)})",
            });
        }
        lines.Add($"%c = Conv(%v{layers}, {W(seed + 50, 5, 4, 1, 1)})\n%p = GlobalAveragePool(%c)\n%f = Flatten(%p)");
        lines.Add($"%g = Gemm(%f, {W(seed + 51, 5, 3)}, {W(seed + 52, 3)})\n%h = Relu(%g)\n%y = Gemm(%h, {W(seed + 53, 3, 2)})");
        Keeps(Net(string.Join('\n', lines), seed), random.Next(2) == 0);
    }, iter: 60);

    [Theory]
    [InlineData("%a = Conv(%x, {0})\n%b = Relu(%a)\n%y = Conv(%b, {1})", 1)]
    [InlineData("%a = Conv(%x, {0})\n%b = Add(%a, %x)\n%y = Conv(%b, {1})", 0)]
    [InlineData("%a = Conv(%x, {0})\n%b = Tanh(%a)\n%y = Conv(%b, {1})", 0)]
    [InlineData("%a = Conv(%x, {0})\n%b = Tanh(%a)\n%c = Conv(%a, {1})\n%y = Add(%b, %c)", 0)]
    [InlineData("%a = Conv(%x, {0})\n%b = Max(%a, f32[]{{0.5}})\n%y = Conv(%b, {1})", 0)]
    [InlineData("%a = Conv(%x, {0})\n%b = Max(%a, %x)\n%y = Conv(%b, {1})", 0)]
    [InlineData("%a = Conv(%x, {0})\n%b = Sub(%x, %a)\n%y = Conv(%b, {1})", 0)]
    [InlineData("%a = Conv(%x, {0})\n%t = Transpose(%a) {{perm=[0,2,1,3]}}\n%y = MatMul(%t, f32[6,1]{{1,2,3,4,5,6}})", 0)]
    public void GroupsAreWhatCommutes(string body, int groups) =>
        Assert.Equal(groups, Keeps(Net(body.Replace("{0}", W(1, 4, 4, 1, 1), StringComparison.Ordinal).Replace("{1}", W(2, 4, 4, 1, 1), StringComparison.Ordinal)
            .Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal))).Count);

    /// <summary>A row of channels far apart, so that equalizing pays wherever it may.</summary>
    static string Spread(int seed, int channels) =>
        $"f32[{channels}]{{{string.Join(',', Observed.Bell(channels, seed).Select((v, c) => (v * MathF.Pow(10, c % 3)).ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}}}";

    static Observed Rows(string body, int seed = 1) =>
        new($"graph g(%x: f32[2,5,8]) -> (%y) {{\n{body.Replace("G8", Spread(2, 8), StringComparison.Ordinal).Replace("W8x8", W(3, 8, 8), StringComparison.Ordinal).Replace("V8x8", W(4, 8, 8), StringComparison.Ordinal)
            .Replace("B8", Spread(5, 8), StringComparison.Ordinal).Replace("U8x3", W(6, 8, 3), StringComparison.Ordinal)}\n}}", Observed.Bell(80, seed));

    /// <summary>The sites of SmoothQuant: what feeds matrix products and can take a vector of factors, along the last axis.</summary>
    [Theory]
    [InlineData("%n = LayerNormalization(%x, G8, B8)\n%y = MatMul(%n, U8x3)", 1)]
    [InlineData("%n = LayerNormalization(%x, G8)\n%q = MatMul(%n, W8x8)\n%k = MatMul(%n, V8x8)\n%y = Add(%q, %k)", 1)]
    [InlineData("%n = LayerNormalization(%x, G8)\n%q = MatMul(%n, W8x8)\n%y = Add(%q, %n)", 0)]
    [InlineData("%n = SimplifiedLayerNormalization(%x, G8)\n%y = MatMul(%n, U8x3)", 1)]
    [InlineData("%a = MatMul(%x, W8x8)\n%r = Add(%a, %x)\n%n = LayerNormalization(%r, G8)\n%y = MatMul(%n, U8x3)", 1)]
    [InlineData("%p = Mul(%x, %x)\n%n = Mul(%p, G8)\n%y = MatMul(%n, U8x3)", 1)]
    [InlineData("%p = Mul(G8, %x)\n%n = Add(%p, B8)\n%y = MatMul(%n, U8x3)", 1)]
    [InlineData("%s = Softmax(%x)\n%n = Add(%s, B8)\n%y = MatMul(%n, U8x3)", 0)]
    [InlineData("%u = Mul(%x, f32[1,1,8]{1,20,300,1,20,300,1,20})\n%a = MatMul(%x, W8x8)\n%r = Relu(%a)\n%g = Sigmoid(%u)\n%m = Mul(%g, %r)\n%y = MatMul(%m, U8x3)", 0)]
    [InlineData("%u = Mul(%x, G8)\n%a = MatMul(%u, W8x8)\n%g = Sigmoid(%x)\n%m = Mul(%g, %a)\n%y = MatMul(%m, U8x3)", 2)]
    [InlineData("%a = MatMul(%x, W8x8)\n%m = Mul(%a, %a)\n%y = MatMul(%m, U8x3)", 0)]
    [InlineData("%u = Mul(%x, G8)\n%a = MatMul(%u, W8x8)\n%m = Mul(%a, f32[]{2})\n%y = MatMul(%m, U8x3)", 2)]
    [InlineData("%u = Mul(%x, G8)\n%t = Transpose(%u) {perm=[0,2,1]}\n%y = MatMul(%t, f32[5,1]{1,2,3,4,5})", 0)]
    [InlineData("%u = Mul(%x, G8)\n%p = MaxPool(%u) {kernel_shape=[2]}\n%y = MatMul(%p, f32[7,1]{1,2,3,4,5,6,7})", 0)]
    public void WhatFeedsMatrixProductsTakesFactors(string body, int groups) => Assert.Equal(groups, Keeps(Rows(body)).Count);

    /// <summary>Pictures: parts of a Concat, what a gate weights, flattened channels, transposed convolutions, normalizations that stay.</summary>
    [Theory]
    [InlineData("%a = Conv(%x, A)\n%r = Relu(%a)\n%b = Conv(%x, B)\n%c = Concat(%r, %b) {axis=1}\n%y = Conv(%c, E)", 3)]
    [InlineData("%a = Conv(%x, A)\n%t = Tanh(%x)\n%c = Concat(%a, %t) {axis=1}\n%y = Conv(%c, E)", 2)]
    [InlineData("%a = Conv(%x, A)\n%c = Concat(%a, f32[2,4,6,6]Z) {axis=1}\n%y = Conv(%c, E)", 2)]
    [InlineData("%a = Conv(%x, A)\n%c = Concat(%a, %a) {axis=2}\n%y = Conv(%c, B)", 1)]
    [InlineData("%e = Conv(%x, D)\n%p, %q = Split(%e) {axis=1, num_outputs=2}\n%r = Tanh(%q)\n%b = Conv(%p, A)\n%y = Add(%b, %r)", 2)]
    [InlineData("%a = Conv(%x, A)\n%r = Relu(%a)\n%g = GlobalAveragePool(%r)\n%f = Conv(%g, B)\n%h = HardSigmoid(%f)\n%m = Mul(%r, %h)\n%y = Conv(%m, A)", 1)]
    [InlineData("%a = Conv(%x, A)\n%r = Relu(%a)\n%f = Flatten(%r)\n%y = Gemm(%f, G)", 2)]
    [InlineData("%a = ConvTranspose(%x, A)\n%r = LeakyRelu(%a)\n%y = ConvTranspose(%r, B)", 1)]
    [InlineData("%a = BatchNormalization(%x, f32[4]{1,-20,300,2}, f32[4]{3,20,-300,1}, f32[4]{1,2,1,1}, f32[4]{1,2,1,1})\n%r = Relu(%a)\n%y = Conv(%r, B)", 1)]
    [InlineData("%a = Conv(%x, A)\n%r = PRelu(%a, f32[4,1,1]{0.1,0.2,0.3,0.4})\n%d = Div(%r, f32[]{3})\n%y = Conv(%d, B) {group=1}", 1)]
    [InlineData("%a = Conv(%x, A)\n%s = Slice(%a, s64[2]{1,0}, s64[2]{4,4}, s64[2]{2,1})\n%p = Pad(%s, s64[8]{0,0,1,0,0,0,0,1})\n%y = Conv(%p, B)", 1)]
    public void WhatPicturesGoThroughCarriesFactors(string body, int decisions)
    {
        static string Wide(int seed, params long[] shape)
        {
            int channels = (int)shape[0];
            float[] values = [.. Observed.Bell((int)shape.Aggregate(1L, (a, b) => a * b), seed).Select((v, i) => v * MathF.Pow(10, i * channels / (int)shape.Aggregate(1L, (a, b) => a * b) % 3))];
            return $"f32[{string.Join(',', shape)}]{{{string.Join(',', values.Select(v => v.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}}}";
        }
        string text = body.Replace(" A)", $" {Wide(1, 4, 4, 1, 1)})", StringComparison.Ordinal).Replace(" B)", $" {W(2, 4, 4, 1, 1)})", StringComparison.Ordinal)
            .Replace(" D)", $" {Wide(3, 8, 4, 1, 1)})", StringComparison.Ordinal).Replace(" E)", $" {W(4, 3, 8, 1, 1)})", StringComparison.Ordinal)
            .Replace(" G)", $" {W(5, 144, 3)})", StringComparison.Ordinal)
            .Replace("f32[2,4,6,6]Z", W(7, 2, 4, 6, 6), StringComparison.Ordinal);
        Observed net = new($"graph g(%x: f32[2,4,6,6]) -> (%y) {{\n{text}\n}}", Observed.Bell(288, 1), opset: 18);
        Assert.Equal(decisions, Keeps(net).Count);
    }

    /// <summary>
    /// Attention in heads: what V makes is weighted and read by the output projection, in one factor per channel of a head; heads that share one
    /// share its factors. Q and K meet in a product that takes none. The range of what is moved follows.
    /// </summary>
    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    public void ValuesOfAttentionTakeFactorsOfTheOutputProjection(int groups)
    {
        int width = groups * 4;
        string repeat = groups == 2 ? "%w = Identity(%vh)" : "%u = Unsqueeze(%vh, s64[1]{2})\n%e = Expand(%u, s64[5]{2,1,2,5,4})\n%w = Reshape(%e, s64[4]{2,2,5,4})";
        Observed net = new($$"""
            graph g(%x: f32[2,5,8]) -> (%y) {
              %n = Mul(%x, {{Spread(2, 8)}})
              %q = MatMul(%n, {{W(3, 8, 8)}})
              %qr = Reshape(%q, s64[4]{2,5,2,4})
              %qh = Transpose(%qr) {perm=[0,2,1,3]}
              %k = MatMul(%n, {{W(4, 8, 8)}})
              %kr = Reshape(%k, s64[4]{2,5,2,4})
              %kh = Transpose(%kr) {perm=[0,2,3,1]}
              %v = MatMul(%n, {{W(5, 8, width)}})
              %vb = Add(%v, {{Spread(6, width)}})
              %vr = Reshape(%vb, s64[4]{2,5,{{groups}},4})
              %vh = Transpose(%vr) {perm=[0,2,1,3]}
              {{repeat}}
              %s = MatMul(%qh, %kh)
              %p = Softmax(%s)
              %a = MatMul(%p, %w)
              %t = Transpose(%a) {perm=[0,2,1,3]}
              %o = Reshape(%t, s64[3]{2,5,8})
              %y = MatMul(%o, {{W(7, 8, 8)}})
            }
            """, Observed.Bell(80, 1));
        IReadOnlyList<EqualizationDecision> decisions = Keeps(net);
        float[] made = decisions.Single(d => d.Values.Contains("v")).Factors, read = decisions.Single(d => d.Values.Contains("o")).Factors;
        Assert.Equal(Enumerable.Range(0, 8).Select(c => made[groups == 2 ? c : c % 4]), read);
        ActivationStatistics divided = EqualizeAcrossLayers.Divided(net.Graph, net.Statistics, decisions);
        Value moved = net.Graph.Nodes.SelectMany(n => n.Outputs).Single(v => v!.Name == "a")!, after = net.Graph.Nodes.SelectMany(n => n.Outputs).Single(v => v!.Name == "o")!;
        Assert.Equal((divided.Of(after)!.Min, divided.Of(after)!.Max), (divided.Of(moved)!.Min, divided.Of(moved)!.Max));
        Assert.NotEqual(net.Statistics.Of(moved)!.Max, divided.Of(moved)!.Max);
    }

    /// <summary>Channels far apart before a product: the expected error of the chosen factors is that of measured codes within a factor of 2.</summary>
    [Fact]
    public void TheExpectedErrorIsTheMeasuredOne() => Gen.Int[0, 1 << 20].Sample(seed =>
    {
        const int Rows = 200, K = 24, N = 16;
        float[] x = Observed.Bell(Rows * K, seed), w = Observed.Bell(K * N, seed + 1);
        float[] factors = [.. Observed.Bell(K, seed + 2).Select(MathF.Exp)];
        Graph graph = GraphParser.ParseGraph($"graph g(%x: f32[{Rows},{K}]) -> (%y) {{\n%y = MatMul(%x, {Observed.Weights(seed + 1, K, N)})\n}}");
        double[] squares = [.. Enumerable.Range(0, K).Select(k => Enumerable.Range(0, Rows).Average(r => (double)x[r * K + k] * x[r * K + k]))];
        float[] divided = [.. x.Select((v, i) => v / factors[i % K])], multiplied = [.. w.Select((v, i) => v * factors[i / N])];
        double step = (divided.Max() - divided.Min()) / 255.0;
        double expected = new InputWeights(graph.Nodes[0]).RoundingError(factors, step, squares, squares);
        (double error, double power) = (0, 0);
        for (int n = 0; n < N; n++)
        {
            double t = Enumerable.Range(0, K).Max(k => Math.Abs(multiplied[k * N + n])) / 127.0;
            for (int r = 0; r < Rows; r++)
            {
                (double exact, double rounded) = (0, 0);
                for (int k = 0; k < K; k++)
                {
                    exact += (double)x[r * K + k] * w[k * N + n];
                    rounded += Math.Round(divided[r * K + k] / step) * step * Math.Round(multiplied[k * N + n] / t) * t;
                }
                (error, power) = (error + (exact - rounded) * (exact - rounded), power + exact * exact);
            }
        }
        Assert.InRange(expected / (error / power), 0.5, 2);
    }, iter: 20);

    [Fact]
    public void AGraphOutputIsNotDivided() => Assert.Empty(Keeps(Net($"%a = Conv(%x, {W(1, 4, 4, 1, 1)})\n%y = Conv(%a, {W(2, 4, 4, 1, 1)})", output: "%y, %a")));

    /// <summary>Axis 1 of a matrix is not the axis that its elements meet in a picture.</summary>
    [Fact]
    public void BroadcastingAcrossRanksTiesNothing() => Keeps(Net($$"""
        %f = Flatten(%x)
        %g = Gemm(%f, {{W(1, 144, 6)}})
        %s = Slice(%g, s64[1]{0}, s64[1]{1}, s64[1]{0})
        %m = Gemm(%s, {{W(2, 6, 6)}}) : f32[1,6]
        %c = Conv(%x, {{W(3, 6, 4, 1, 1)}})
        %a = Add(%c, %m)
        %y = Conv(%a, {{W(4, 2, 6, 1, 1)}})
        """));

    [Fact]
    public void ABiasOfOneNumberIsLeftAlone() => Keeps(Net($"%f = Flatten(%x)\n%g = Gemm(%f, {W(1, 144, 6)}, f32[1]{{0.5}})\n%r = Relu(%g)\n%y = Gemm(%r, {W(2, 6, 2)})"));

    [Fact]
    public void AWeightSharedByTwoNodesChangesForOneOfThem()
    {
        Observed net = new($$"""
            graph g(%x: f32[2,4,6,6]) -> (%y, %z) {
              @w = {{W(1, 4, 4, 1, 1)}}
              %a = Conv(%x, @w)
              %b = Relu(%a)
              %y = Conv(%b, {{W(2, 4, 4, 1, 1)}})
              %z = Conv(%x, @w)
            }
            """, Observed.Bell(288, 1));
        Assert.Single(Keeps(net));
    }

    [Fact]
    public void BelowALimitChannelsAreOnlyScaledUp()
    {
        float[] factors = EqualizeAcrossLayers.FactorsBelow(6, [6, 3, 0.06f, 0], 1);
        Assert.Equal([1, 1.15f * 0.5f, 0.0115f, 1], factors.Select(f => MathF.Round(f, 4)));
        Observed net = Net($"%a = Conv(%x, {W(1, 4, 4, 1, 1)})\n%b = Clip(%a, f32[]{{0}}, f32[]{{6}})\n%y = Conv(%b, {W(2, 4, 1, 1, 1)}) {{group=4}}");
        Assert.All(Assert.Single(Keeps(net, dense: false)).Factors, f => Assert.InRange(f, 0, 1));
    }

    /// <summary>Each alone may be applied; together they would divide one value by two factors.</summary>
    [Fact]
    public void DecisionsThatContradictEachOtherAreRefused()
    {
        Observed net = Net($"%a = Conv(%x, {W(1, 4, 4, 1, 1)})\n%r = Relu(%a)\n%y = Conv(%r, {W(2, 4, 4, 1, 1)})");
        EqualizationDecision two = new(["a"], [2, 2, 2, 2], nameof(EqualizeAcrossLayers)), four = new(["r"], [4, 4, 4, 4], nameof(EqualizeAcrossLayers));
        Assert.Null(EqualizeAcrossLayers.Refuses(net.Graph, [two]));
        Assert.Null(EqualizeAcrossLayers.Refuses(net.Graph, [four]));
        Assert.Null(EqualizeAcrossLayers.Refuses(net.Graph, [two, four with { Factors = two.Factors }]));
        Assert.NotNull(EqualizeAcrossLayers.Refuses(net.Graph, [two, four]));
    }

    [Fact]
    public void FullStrengthEndsWithEqualRanges() => Gen.Int[0, 1 << 20].Sample(seed =>
    {
        float[] activations = [.. Observed.Bell(12, seed).Select(v => MathF.Exp(2 * v))], weights = [.. Observed.Bell(12, seed + 1).Select(v => MathF.Exp(v))];
        activations[3] = weights[5] = 0;
        float[] full = EqualizeAcrossLayers.EqualizingFactors(activations, weights, 1), half = EqualizeAcrossLayers.EqualizingFactors(activations, weights, 0.5f);
        int[] alive = [.. Enumerable.Range(0, 12).Where(c => c is not (3 or 5))];
        Assert.Equal((1, 1, 1, 1), (full[3], full[5], half[3], half[5]));
        Assert.All(alive, c => Assert.Equal(1, activations[c] / full[c] / (activations[0] / full[0]), 1e-5));
        // At half strength activation and weight of a channel meet.
        Assert.All(alive, c => Assert.Equal(1, activations[c] / half[c] / (weights[c] * half[c]) / (activations[0] / half[0] / (weights[0] * half[0])), 1e-5));
        Assert.Equal(0, alive.Average(c => Math.Log(full[c])), 1e-5);
    }, iter: 50);
}
