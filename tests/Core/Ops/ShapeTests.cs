using CsCheck;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Text;

namespace Qcc.Core.Tests.Ops;

public sealed class ShapeTests
{
    /// <summary>Broadcasting the known sizes decides what the symbolic result may be.</summary>
    [Fact]
    public void BroadcastingSymbolsAgreesWithEverySize() => Gen.Select(Gen.Int[0, 3].Array[0, 4], Gen.Int[0, 3].Array[0, 4], Gen.Int[1, 3]).Sample((a, b, n) =>
    {
        // 0 stands for the symbol N, which is n in the second reading.
        Dim[] left = [.. a.Select(s => s == 0 ? Dim.Of("N") : s)], right = [.. b.Select(s => s == 0 ? Dim.Of("N") : s)];
        IReadOnlyList<Dim>? symbolic = Shape.BroadcastOf(left, right);
        IReadOnlyList<Dim>? known = Shape.BroadcastOf([.. a.Select(s => (Dim)(s == 0 ? n : s))], [.. b.Select(s => (Dim)(s == 0 ? n : s))]);
        if (symbolic is null || known is null)
        {
            Assert.Null(known);
            return;
        }
        Assert.Equal(known.Count, symbolic.Count);
        Assert.All(symbolic.Zip(known), pair => Assert.True(pair.First == Dim.Unknown || pair.First == pair.Second || (pair.First.Symbol == "N" && pair.Second == n)));
    });

    [Theory]
    [InlineData("Conv(%x, f32[4,3,3,3]#0) {strides=[2,2], pads=[1,1,1,1]}", "f32[N,4,4,4]")]
    [InlineData("Conv(%x, f32[4,3,3,3]#0) {auto_pad=\"SAME_UPPER\", strides=[3,3]}", "f32[N,4,3,3]")]
    [InlineData("ConvTranspose(%x, f32[3,5,2,2]#0) {strides=[2,2], group=2}", "f32[N,10,16,16]")]
    [InlineData("MaxPool(%x) {kernel_shape=[3,3], strides=[2,2], ceil_mode=1}", "f32[N,3,4,4]")]
    [InlineData("GlobalAveragePool(%x)", "f32[N,3,1,1]")]
    [InlineData("Reshape(%x, s64[2]{0,-1})", "f32[N,192]")]
    [InlineData("Reshape(%x, s64[3]{-1,3,64})", "f32[?,3,64]")]
    [InlineData("Flatten(%x)", "f32[N,192]")]
    [InlineData("Transpose(%x) {perm=[0,2,3,1]}", "f32[N,8,8,3]")]
    [InlineData("Unsqueeze(%x, s64[2]{0,-1})", "f32[1,N,3,8,8,1]")]
    [InlineData("Concat(%x, %x) {axis=-3}", "f32[N,6,8,8]")]
    [InlineData("Slice(%x, s64[1]{-1}, s64[1]{-9223372036854775807}, s64[1]{2}, s64[1]{-3})", "f32[N,3,3,8]")]
    [InlineData("Pad(%x, s64[8]{0,0,1,2,0,0,3,4})", "f32[N,3,12,14]")]
    [InlineData("ReduceMean(%x) {axes=[-1], keepdims=0}", "f32[N,3,8]")]
    [InlineData("ArgMax(%x) {axis=1}", "s64[N,1,8,8]")]
    [InlineData("Resize(%x, _, f32[4]{1,1,2,2.5})", "f32[N,3,16,20]")]
    [InlineData("Resize(%x, _, f32[4]{1,3.6666667,0.1,1e30})", "f32[N,11,0,?]")]
    [InlineData("Shape(%x) {start=1, end=-1}", "s64[2]")]
    [InlineData("MatMul(%x, f32[8,5]#0)", "f32[N,3,8,5]")]
    [InlineData("QuantizeLinear(%x, f32[]{1}, s8[]{0})", "s8[N,3,8,8]")]
    public void RulesTellTheTypeOfTheResult(string node, string type)
    {
        Graph graph = GraphParser.ParseGraph($"graph g(%x: f32[N,3,8,8]) -> () {{\n  %y = {node}\n}}", new ParseOptions { Weights = (t, _) => Zeros(t) });
        Assert.Equal(type, graph.Nodes[0].Operator.Shapes(graph.Nodes[0])![0].ToString());
    }

    [Theory]
    [InlineData("Conv(%x, f32[4,3,3,3]#0) {strides=[0,2]}", "f32[N,4,?,?]")]
    [InlineData("Conv(%x, f32[4,3,3,3]#0) {pads=[9223372036854775807,0,0,0]}", "f32[N,4,?,?]")]
    [InlineData("Tile(%x, s64[4]{1,1,9223372036854775807,1})", "f32[N,3,?,8]")]
    [InlineData("Expand(%x, s64[1]{-5})", "f32[N,3,8,8]")]
    [InlineData("Transpose(%x) {perm=[0,1,2,7]}", null)]
    [InlineData("Slice(%x, s64[1]{0}, s64[1]{1}, s64[1]{9})", null)]
    [InlineData("Concat(%x, %x)", null)]
    [InlineData("Gemm(%x, %x)", null)]
    public void RulesDoNotThrowOnNonsense(string node, string? type)
    {
        Graph graph = GraphParser.ParseGraph($"graph g(%x: f32[N,3,8,8]) -> () {{\n  %y = {node}\n}}", new ParseOptions { Weights = (t, _) => Zeros(t) });
        Assert.Equal(type, graph.Nodes[0].Operator.Shapes(graph.Nodes[0])?[0].ToString());
    }

    static Tensor Zeros(TensorType type) => Tensor.Of(new float[type.Count!.Value], [.. type.Shape!.Select(d => d.Size!.Value)]);
}
