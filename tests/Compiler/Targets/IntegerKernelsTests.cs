using Qcc.Core.Ir;
using Qcc.Core.Text;
using Qcc.Targets;

namespace Qcc.Compiler.Tests.Targets;

/// <summary>In how many bits the results of an integer graph are.</summary>
public sealed class IntegerKernelsTests
{
    const string W = "f32[4,4]{1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16}";

    /// <summary>The results of 16 bits among those of <paramref name="body"/>, in its order.</summary>
    static string Wide(string body, string outputs = "%y")
    {
        Graph graph = GraphParser.ParseGraph($"graph g(%x: f32[2,3,4]) -> ({outputs}) {{\n{body}\n}}");
        return string.Join(' ', graph.Nodes.Where(n => IntegerKernels.Table.Find(n)!.ResultType(n.Output) == ElementType.S16).Select(n => n.Output.Name));
    }

    [Fact]
    public void ResultsOfTheGraphAreWide() => Assert.Equal("y", Wide($"%a = MatMul(%x, {W}) : f32[2,3,4]\n%r = Relu(%a) : f32[2,3,4]\n%y = MatMul(%r, {W})"));

    [Theory]
    [InlineData("LayerNormalization(%a, f32[4]{1,1,1,1})")]
    [InlineData("SimplifiedLayerNormalization(%a, f32[4]{1,1,1,1})")]
    [InlineData("Softmax(%a)")]
    public void WhatIsNormalizedIsWide(string normalized) =>
        Assert.Equal("a y", Wide($"%a = MatMul(%x, {W}) : f32[2,3,4]\n%n = {normalized} : f32[2,3,4]\n%y = MatMul(%n, {W})"));

    /// <summary>Scores that are reshaped into heads before their Softmax, and probabilities that are not.</summary>
    [Fact]
    public void ReadersAreSeenThroughMovements() => Assert.Equal("a y", Wide($"""
        %a = MatMul(%x, {W}) : f32[2,3,4]
        %b = Reshape(%a, s64[2]{"{6,4}"}) : f32[6,4]
        %t = Transpose(%b) : f32[4,6]
        %s = Softmax(%t) : f32[4,6]
        %y = MatMul(%s, f32[6,1]{"{1,2,3,4,5,6}"})
        """));

    [Fact]
    public void AResultThatIsMovedOutOfTheGraphIsWide() =>
        Assert.Equal("a", Wide($"%a = MatMul(%x, {W}) : f32[2,3,4]\n%y = Reshape(%a, s64[1]{{-1}})"));

    /// <summary>Both terms of a sum that is normalized, as after attention; the sum before a layer with weights has 8 bits.</summary>
    [Fact]
    public void TermsOfAResidualStreamAreWide()
    {
        const string Terms = $"%a = MatMul(%x, {W}) : f32[2,3,4]\n%b = Sigmoid(%x) : f32[2,3,4]\n%s = Add(%a, %b) : f32[2,3,4]\n";
        Assert.Equal("a b s y", Wide($"{Terms}%n = LayerNormalization(%s, f32[4]{{1,1,1,1}}) : f32[2,3,4]\n%y = MatMul(%n, {W})"));
        Assert.Equal("y", Wide($"{Terms}%y = MatMul(%s, {W})"));
        Assert.Equal("a b s y", Wide($"{Terms.Replace("Add", "Sub", StringComparison.Ordinal)}%n = Softmax(%s) : f32[2,3,4]\n%y = MatMul(%n, {W})"));
    }

    /// <summary>A normalization whose result is a term of the next sum, beside the layers that read it in 8 bits.</summary>
    [Fact]
    public void APostNormResidualIsWide() => Assert.Equal("a n b s y", Wide($$"""
        %a = MatMul(%x, {{W}}) : f32[2,3,4]
        %n = LayerNormalization(%a, f32[4]{1,1,1,1}) : f32[2,3,4]
        %b = MatMul(%n, {{W}}) : f32[2,3,4]
        %s = Add(%n, %b) : f32[2,3,4]
        %m = LayerNormalization(%s, f32[4]{1,1,1,1}) : f32[2,3,4]
        %y = MatMul(%m, {{W}})
        """));

    [Fact]
    public void FactorsOfAGateAreNot() =>
        Assert.Equal("g y", Wide($"%a = MatMul(%x, {W}) : f32[2,3,4]\n%b = Sigmoid(%x) : f32[2,3,4]\n%g = Mul(%a, %b) : f32[2,3,4]\n%n = Softmax(%g) : f32[2,3,4]\n%y = MatMul(%n, {W})"));

    /// <summary>Weights and products of activations read 8 bits; whoever else computes reads both.</summary>
    [Theory]
    [InlineData("MatMul(%x, f32[4,1]{1,2,3,4})", false)]
    [InlineData("MatMul(%x, %x)", false)]
    [InlineData("Add(%x, %x)", true)]
    [InlineData("Softmax(%x)", true)]
    [InlineData("Erf(%x)", true)]
    [InlineData("Transpose(%x)", true)]
    public void WhoReadsWideCodes(string node, bool reads)
    {
        Graph graph = GraphParser.ParseGraph($"graph g(%x: f32[2,3,4]) -> (%y) {{\n%y = {node}\n}}");
        Assert.Equal(reads, IntegerKernels.Table.Find(graph.Nodes[0])!.Reads16Bits);
    }
}
