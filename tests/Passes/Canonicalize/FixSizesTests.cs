using Qcc.Core.Ir;
using Qcc.Core.Text;
using Qcc.Passes.Canonicalize;

namespace Qcc.Passes.Tests.Canonicalize;

public sealed class FixSizesTests
{
    /// <summary>Types of all inputs and results after fixing, by name.</summary>
    static Dictionary<string, string> Types(string text, params (string Input, long[] Sizes)[] given)
    {
        var model = new Model(GraphParser.ParseGraph(text));
        FixSizes.Run(model, given.ToDictionary(g => g.Input, g => (IReadOnlyList<long>)g.Sizes));
        return model.Graph.Inputs.Concat(model.Graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>()).ToDictionary(v => v.Name, v => v.Type!.ToString()!);
    }

    [Fact]
    public void ASymbolMeansOneSizeEverywhere()
    {
        Dictionary<string, string> types = Types("""
            graph g(%x: f32[N,3,H], %m: s64[N,T]) -> (%y: f32[N,H]) {
              %a = Relu(%x) : f32[N,3,H]
              %b = Cast(%m) {to=1} : f32[N,T]
              %y = ReduceSum(%a, s64[1]{1}) {keepdims=0}
            }
            """, ("x", [2, 3, 5]), ("m", [2, 7]));
        Assert.Equal("f32[2,3,5]", types["x"]);
        Assert.Equal("s64[2,7]", types["m"]);
        Assert.Equal("f32[2,3,5]", types["a"]);
        Assert.Equal("f32[2,7]", types["b"]);
        Assert.Equal("f32[2,5]", types["y"]);
    }

    /// <summary>What follows from the data stays open, and a size that the model gives stays what it is.</summary>
    [Fact]
    public void SizesWithoutASymbolOfTheInputsStay()
    {
        Dictionary<string, string> types = Types("""
            graph g(%x: f32[N,3]) -> (%y: s64[2,?]) {
              %a = Relu(%x) : f32[N,3]
              %b = Abs(%a) : f32[M,3]
              %y = NonZero(%b)
            }
            """, ("x", [4, 3]));
        Assert.Equal("f32[M,3]", types["b"]);
        Assert.Equal("s64[2,?]", types["y"]);
        Assert.Equal("f32[4,3]", types["a"]);
    }

    [Fact]
    public void WhatIsNotGivenOrHasAnotherRankStaysOpen()
    {
        const string Text = "graph g(%x: f32[N,3], %z: f32[K]) -> (%y: f32[N,3]) {\n%y = Add(%x, %z)\n}";
        Assert.Equal("f32[K]", Types(Text, ("x", [2, 3]))["z"]);
        Dictionary<string, string> ranks = Types(Text, ("x", [2, 3, 1]), ("other", [9]));
        Assert.Equal("f32[N,3]", ranks["x"]);
        Assert.Equal("f32[N,3]", ranks["y"]);
    }
}
