using System.Globalization;
using CsCheck;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Passes.Equalize;

namespace Qcc.Passes.Tests.Equalize;

/// <summary>Rotating a residual stream keeps the function, spreads what stands out, and is declined where a reader or writer is not linear.</summary>
public sealed class RotateResidualStreamTests
{
    static string W(int seed, params long[] shape) => Observed.Weights(seed, shape);

    static string Numbers(IEnumerable<float> values) => string.Join(',', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));

    /// <summary>Tokens of which each has one element that stands out, in another channel each time: no factor per channel helps.</summary>
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

    /// <summary>A stream of 12 channels: written by a table of positions and layers, read by normalizations of both kinds, attention-like and gated branches, and a head.</summary>
    static string Blocks(Random random, int seed, out int blocks)
    {
        blocks = random.Next(1, 4);
        var lines = new List<string> { $"%e = MatMul(%x, {W(seed, 12, 12)})", $"%s0 = Add(%e, {W(seed + 1, 5, 12)})" };
        for (int b = 0; b < blocks; b++)
        {
            string gain = $"f32[12]{{{Numbers(Observed.Bell(12, seed + 10 * b).Select(v => v + 2))}}}", shift = W(seed + 10 * b + 1, 12);
            lines.Add(random.Next(3) switch
            {
                0 => $"%n{b} = SimplifiedLayerNormalization(%s{b}, {gain}) {{axis=-1, epsilon=0.00001}}",
                1 => $"%n{b} = LayerNormalization(%s{b}, {gain}) {{axis=-1}}",
                _ => $"%n{b} = LayerNormalization(%s{b}, {gain}, {shift}) {{axis=2}}",
            });
            lines.Add(random.Next(2) == 0 ? $"%u{b} = MatMul(%n{b}, {W(seed + 10 * b + 2, 12, 16)})"
                : $"%u_{b} = MatMul(%n{b}, {W(seed + 10 * b + 2, 12, 16)})\n%u{b} = Add(%u_{b}, {W(seed + 10 * b + 3, 16)})");
            lines.Add($"%g{b} = MatMul(%n{b}, {W(seed + 10 * b + 4, 12, 16)})\n%h{b} = Sigmoid(%g{b})\n%m{b} = Mul(%u{b}, %h{b})");
            lines.Add($"%d_{b} = MatMul(%m{b}, {W(seed + 10 * b + 5, 16, 12)})\n%d{b} = Add(%d_{b}, {W(seed + 10 * b + 6, 12)})");
            lines.Add($"%s{b + 1} = {(random.Next(2) == 0 ? "Add" : "Sum")}(%s{b}, %d{b})");
        }
        lines.Add(random.Next(2) == 0 ? $"%y = MatMul(%s{blocks}, {W(seed + 99, 12, 3)})"
            : $"%c = Gather(%s{blocks}, s64[]{{0}}) {{axis=1}}\n%f = LayerNormalization(%c, {W(seed + 97, 12)}, {W(seed + 98, 12)}) {{axis=-1}}\n%y = Gemm(%f, {W(seed + 99, 3, 12)}) {{transB=1}}");
        return string.Join('\n', lines);
    }

    /// <summary>Weights are rounded once more; sums of a few layers of at most 16 terms stay within 1e-4 of the largest output.</summary>
    [Fact]
    public void RandomStreamsKeepTheirFunction() => Gen.Int[0, 1 << 20].Sample(seed =>
    {
        var net = new Observed($"graph g(%x: f32[2,5,12]) -> (%y) {{\n{Blocks(new Random(seed), seed, out int blocks)}\n}}", Spikes(10, 12, seed));
        IReadOnlyList<EqualizationDecision> decisions = RotateResidualStream.Choose(net.Graph);
        Assert.Single(decisions);
        Assert.Null(RotateResidualStream.Refuses(net.Graph, [decisions[0]]));
        Model rotated = net.Model.Copy();
        RotateResidualStream.Apply(rotated.Graph, decisions);
        float[] before = net.Run(net.Model)["y"], after = net.Run(rotated)["y"];
        float bound = 1e-4f * before.Max(MathF.Abs);
        Assert.All(before.Zip(after), p => Assert.Equal(p.First, p.Second, bound));
        Assert.Equal(rotated.Graph.Nodes.Select(n => n.Operator), net.Graph.Nodes.Select(n => n.Operator));
    }, iter: 40);

    /// <summary>The class token and patches of a picture; a table read twice is copied for the stream.</summary>
    [Theory]
    [InlineData("%p = Conv(%x, A) {kernel_shape=[2,2], strides=[2,2]}\n%r = Reshape(%p, s64[3]{2,12,4})\n%t = Transpose(%r) {perm=[0,2,1]}\n%c = Expand(f32[1,1,12]C, s64[3]{2,1,12})\n%k = Concat(%c, %t) {axis=1}\n%s = Add(%k, f32[1,5,12]P)\n%n = LayerNormalization(%s, G, H)\n%q = Gather(%n, s64[]{0}) {axis=1}\n%y = Gemm(%q, Y)")]
    [InlineData("%p = Conv(%x, A) {kernel_shape=[2,2], strides=[2,2]}\n%z = Transpose(%p) {perm=[0,2,3,1]}\n%r = Mul(%z, f32[]{3})\n%n = LayerNormalization(%r, G)\n%m = MatMul(%n, Y)\n%o = MatMul(%r, Y)\n%y = Add(%m, %o)")]
    public void StreamsOfPicturesAreFollowed(string body)
    {
        string text = body.Replace("A)", $"{W(1, 12, 3, 2, 2)}, {W(2, 12)})", StringComparison.Ordinal).Replace("f32[1,1,12]C", W(3, 1, 1, 12), StringComparison.Ordinal)
            .Replace("f32[1,5,12]P", W(4, 1, 5, 12), StringComparison.Ordinal).Replace("G", W(5, 12), StringComparison.Ordinal).Replace(" H)", $" {W(6, 12)})", StringComparison.Ordinal).Replace("Y)", $"{W(7, 12, 3)})", StringComparison.Ordinal)
            .Replace(W(5, 12) + "ather", "Gather", StringComparison.Ordinal).Replace(W(5, 12) + "emm", "Gemm", StringComparison.Ordinal);
        var net = new Observed($"graph g(%x: f32[2,3,4,4]) -> (%y) {{\n{text}\n}}", Observed.Bell(96, 1));
        IReadOnlyList<EqualizationDecision> decisions = RotateResidualStream.Choose(net.Graph);
        Assert.Single(decisions);
        Model rotated = net.Model.Copy();
        RotateResidualStream.Apply(rotated.Graph, decisions);
        float[] before = net.Run(net.Model)["y"], after = net.Run(rotated)["y"];
        Assert.All(before.Zip(after), p => Assert.Equal(p.First, p.Second, 1e-4f * before.Max(MathF.Abs)));
    }

    [Theory]
    [InlineData("%s = MatMul(%x, W)\n%n = LayerNormalization(%s, G)\n%y = MatMul(%n, W)", null)]
    [InlineData("%s = Relu(%x)\n%n = LayerNormalization(%s, G)\n%y = MatMul(%n, W)", "Relu writes %s")]
    [InlineData("%n = LayerNormalization(%x, G)\n%y = MatMul(%n, W)", "%x is an input")]
    [InlineData("%s = MatMul(%x, W)\n%n = LayerNormalization(%s, G)\n%z = MatMul(%n, W)\n%y = Add(%s, %z)", "%y is an output of the graph")]
    [InlineData("%s = MatMul(%x, W)\n%r = Relu(%s)\n%n = LayerNormalization(%s, G)\n%z = MatMul(%n, W)\n%y = Mul(%r, %z)", "Relu reads %s")]
    [InlineData("%s = MatMul(%x, W)\n%n = LayerNormalization(%s, G)\n%a = MatMul(%n, W)\n%y = Add(%a, %n)", "%n is read by more than layers, or is scaled by more than a vector")]
    [InlineData("%s_ = MatMul(%x, W)\n%s = Add(%s_, f32[1]{3})\n%n = LayerNormalization(%s, G)\n%y = MatMul(%n, W)", "is added to all channels alike")]
    [InlineData("%s = MatMul(%x, W)\n%n = LayerNormalization(%s, f32[5,4]{1,2,3,4,5,6,7,8,9,10,1,2,3,4,5,6,7,8,9,10}) {axis=1}\n%y = MatMul(%n, W)", "%n is read by more than layers, or is scaled by more than a vector")]
    public void OthersDecline(string body, string? reason)
    {
        var net = new Observed($"graph g(%x: f32[2,5,4]) -> (%y) {{\n{body.Replace("W)", $"{W(1, 4, 4)})", StringComparison.Ordinal).Replace("G)", $"{W(2, 4)})", StringComparison.Ordinal)}\n}}", Observed.Bell(40, 1));
        ResidualStream stream = ResidualStream.In(net.Graph)[0];
        if (reason is null)
        {
            Assert.Null(stream.Declined);
            Assert.Single(RotateResidualStream.Choose(net.Graph));
            return;
        }
        Assert.Contains(reason, stream.Declined, StringComparison.Ordinal);
        Assert.Empty(RotateResidualStream.Choose(net.Graph));
    }

    [Theory]
    [InlineData("s", 4, 1f, true)]
    [InlineData("n", 4, 1f, false)]
    [InlineData("s", 3, 1f, false)]
    [InlineData("s", 4, 2f, false)]
    public void DecisionsOfOthersAreRefused(string value, int count, float sign, bool fits)
    {
        var net = new Observed($"graph g(%x: f32[2,5,4]) -> (%y) {{\n%s = MatMul(%x, {W(1, 4, 4)})\n%n = LayerNormalization(%s, {W(2, 4)})\n%y = MatMul(%n, {W(3, 4, 4)})\n}}", Observed.Bell(40, 1));
        Assert.Equal(fits, RotateResidualStream.Refuses(net.Graph, [new EqualizationDecision([value], [.. Enumerable.Repeat(sign, count)], nameof(RotateResidualStream))]) is null);
    }

    /// <summary>Spikes in another channel of each token: after the rotation the range of what layers read is a third or less.</summary>
    [Fact]
    public void WhatStandsOutIsSpread()
    {
        const int Width = 64, Tokens = 50;
        string identity = $"f32[{Width},{Width}]{{{Numbers(Enumerable.Range(0, Width * Width).Select(i => i / Width == i % Width ? 1f : 0))}}}";
        var net = new Observed($"graph g(%x: f32[1,{Tokens},{Width}]) -> (%y) {{\n%s = MatMul(%x, {identity})\n%n = SimplifiedLayerNormalization(%s, f32[{Width}]{{{Numbers(Enumerable.Repeat(1f, Width))}}}) {{axis=-1, epsilon=0.00001}}\n%y = MatMul(%n, {W(1, Width, 8)})\n}}", Spikes(Tokens, Width, 5));
        Model rotated = net.Model.Copy();
        RotateResidualStream.Apply(rotated.Graph, RotateResidualStream.Choose(net.Graph));
        foreach (Model model in new[] { net.Model, rotated })
        {
            model.Graph.AddOutput(model.Graph.Nodes[1].Output);
        }
        Assert.True(3 * net.Run(rotated)["n"].Max(MathF.Abs) < net.Run(net.Model)["n"].Max(MathF.Abs));
    }
}
