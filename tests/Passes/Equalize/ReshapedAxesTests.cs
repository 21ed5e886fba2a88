using Qcc.Core.Ir;
using Qcc.Passes.Equalize;

namespace Qcc.Passes.Tests.Equalize;

/// <summary>Axes of a Reshape that hold the same elements, with sizes that are known only at run time.</summary>
public sealed class ReshapedAxesTests
{
    [Theory]
    [InlineData("4,8", "4,2,4", "0>0 1>1.2")]
    [InlineData("n,8", "n,2,4", "0>0 1>1.2")]
    [InlineData("n,2,3,4", "n,24", "0>0 1.2.3>1")]
    [InlineData("n,s,8", "n,s,2,4", "0>0 1>1 2>2.3")]
    [InlineData("n,s,8", "?,2,4", "2>1.2")]
    [InlineData("6,4", "4,6", "0.1>0.1")]
    [InlineData("n,8,1,1", "n,8", "0>0 1>1")]
    [InlineData("n,2,?,4", "n,6,s,4", "0>0 1>1 3>3 shared")]
    [InlineData("n,6,s,4", "n,2,?,4", "0>0 1>1 3>3 shared")]
    [InlineData("n,4,?,4", "n,6,s,4", "0>0 3>3")]
    [InlineData("n,2,?,?", "n,6,s,4", "0>0")]
    public void AxesFromEitherEndAreFound(string before, string after, string expected)
    {
        static Dim[] Dims(string text) => [.. text.Split(',').Select(d => d == "?" ? Dim.Unknown : int.TryParse(d, out int size) ? Dim.Of(size) : Dim.Of(d))];
        ReshapedAxes axes = ReshapedAxes.Of(Dims(before), Dims(after));
        Assert.Equal(expected, string.Join(' ', axes.Runs.Select(r => $"{string.Join('.', r.Before)}>{string.Join('.', r.After)}")) + (axes.Shared is null ? "" : " shared"));
    }
}
