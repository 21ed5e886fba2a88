using Qcc.Core.Ir;
using Qcc.Core.Text;
using Qcc.Passes.Quantize;
using Qcc.Search;

namespace Qcc.Compiler.Tests.Search;

/// <summary>Which activations get more or fewer bits, from what 8 bits would add to the error of each.</summary>
public sealed class WidthSearchTests
{
    static readonly Graph Values = GraphParser.ParseGraph("graph g(%x: f32[4]) -> (%d) {\n%a = Relu(%x)\n%b = Relu(%a)\n%c = Relu(%b)\n%d = Relu(%c)\n}");

    static WidthSearch Search(double?[] eightBits, params ElementType[] types) =>
        new([.. types.Select((type, i) => new ScaleGroup([Values.Nodes[i].Output], 0, 1, type))], eightBits, noise: 1e-4);

    [Fact]
    public void ValuesThatCostMostAreWidenedFirst()
    {
        WidthSearch search = Search([4e-6, null, 2e-5, 1e-6], ElementType.U8, ElementType.U8, ElementType.U8, ElementType.U8);
        Assert.Equal([2, 0], search.Wide());
        Assert.Empty(search.Narrow());
    }

    [Fact]
    public void ValuesThatNeedLeastAreNarrowedUntilTheyCostTogether()
    {
        WidthSearch search = Search([2.5e-6, 1e-6, 1.2e-6, 5e-7], ElementType.S16, ElementType.S16, ElementType.S16, ElementType.S16);
        Assert.Equal([3, 1, 2], search.Narrow());
        Assert.Empty(search.Wide());
    }

    [Fact]
    public void EveryMeasuredValueHasItsReason()
    {
        ActivationWidths widths = Search([1e-5, 2e-7, null, null], ElementType.U8, ElementType.S16, ElementType.S16, ElementType.U8).With([0, 1]);
        string? Of(int value, ElementType type) => widths.ReasonOf(new ScaleGroup([Values.Nodes[value].Output], 0, 1, type));
        Assert.Equal("16 bits, since 8 would add 10 % to the error", Of(0, ElementType.S16));
        Assert.Equal("8 bits, which make up 0.2 % of the error", Of(1, ElementType.U8));
        Assert.Equal("16 bits for what reads it", Of(2, ElementType.S16));
        Assert.Null(Of(3, ElementType.U8));
    }
}
