using Qcc.Core.Ir;
using Qcc.Core.Text;
using Qcc.Passes.Quantize;
using Qcc.Search;

namespace Qcc.Compiler.Tests.Search;

/// <summary>Which activations layers read in 16 bits, from what 8 add to the error and what 16 take.</summary>
public sealed class LayerWidthsTests
{
    static readonly Graph Values = GraphParser.ParseGraph("graph g(%x: f32[4]) -> (%d) {\n%a = Relu(%x)\n%b = Relu(%a)\n%c = Relu(%b)\n%d = Relu(%c)\n}");

    static LayerWidths Of(double?[] gains, long[] elements, double noise, params ElementType[] types) =>
        new([.. gains.Select((_, i) => new ScaleGroup([Values.Nodes[i].Output], 0, 1, types.ElementAtOrDefault(i) == ElementType.S16 ? ElementType.S16 : ElementType.U8))], gains, elements, noise);

    [Fact]
    public void WhatGainsMostForItsMemoryComesFirst() => Assert.Equal([2, 0], Of([2e-4, null, 2e-4, 5e-6], [20, 900, 10, 70], 1e-3).Choose());

    /// <summary>A tenth of the memory of all activations, as floats may take a tenth of the time.</summary>
    [Fact]
    public void NoMoreThanATenthIsTaken() => Assert.Equal([1], Of([9e-4, 2e-4, null], [200, 10, 790], 1e-3).Choose());

    /// <summary>Above 32 dB a decibel is worth a hundredth, above 40 nothing.</summary>
    [Fact]
    public void WhereTheErrorIsSmallMemoryIsWorthMore()
    {
        double?[] gains = [1e-4, null];
        Assert.Equal([0], Of(gains, [10, 1000], 4e-4).Choose());
        Assert.Empty(Of(gains, [50, 950], 4e-4).Choose());
        Assert.Empty(Of([2e-6, null], [1, 999], 9e-6).Choose());
    }

    /// <summary>Beside codes of 16 bits those of 8 for layers are gone.</summary>
    [Fact]
    public void CodesThatNeedNotBeNarrowedSaveMemory()
    {
        LayerWidths widths = Of([2e-5, null], [500, 500], 1e-3, ElementType.S16);
        Assert.Equal([0], widths.Choose());
        (string value, WidthChoice choice) = Assert.Single(widths.Of([0]));
        Assert.Equal(("a", ElementType.S16, true, "16 bits, in layers too, since 8 would add 2 % to the error"), (value, choice.Type, choice.InLayers, choice.Reason));
    }
}
