using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using Qcc.Core.Text;
using Qcc.Onnx.Runtime;
using Qcc.Passes.Canonicalize;

namespace Qcc.Passes.Tests.Canonicalize;

public sealed class FoldConstantsTests
{
    static Graph Folded(string text)
    {
        var model = new Model(GraphParser.ParseGraph(text)) { IrVersion = 8 };
        model.SetOpset("", 17);
        new FoldConstants().Run(model.Graph, new PassContext(model, new OrtRuntime("test"), new DiagnosticList()));
        return model.Graph;
    }

    [Fact]
    public void ComputesChainsWhoseShapesDependOnResults()
    {
        Graph graph = Folded("""
            graph g(%x: f32[4]) -> (%y: f32[4]) {
              %a = Add(s64[1]{1}, s64[1]{3})
              %b = ConstantOfShape(%a) {value=f32[1]{2}}
              %c = Mul(%b, f32[]{3})
              %y = Add(%x, %c)
            }
            """);
        Assert.Equal([6, 6, 6, 6], Assert.Single(graph.Nodes).Constant(1)!.Floats.ToArray());
        Assert.Single(graph.Initializers);
    }

    [Theory]
    [InlineData("%a = ConstantOfShape(s64[2]{100000,100000})", "a gigabyte is not worth a node")]
    [InlineData("%a = Expand(f32[]{1}, s64[1]{20000})", "80 KB are more than 4 bytes and the allowance")]
    [InlineData("%a = Range(s64[]{0}, s64[]{9000000000000000000}, s64[]{1})", "too many numbers")]
    [InlineData("%a = RandomNormal() {shape=[2]}", "random")]
    [InlineData("%a = DequantizeLinear(u8[2]{1,2}, f32[]{0.5})", "a quantized weight")]
    public void LeavesWhatGrowsOrMustStay(string node, string why)
    {
        Graph graph = Folded($"graph g() -> (%y) {{\n  {node}\n  %y = Identity(%a)\n}}");
        Assert.True(graph.Nodes.Count == 2, why);
    }

    [Fact]
    public void DoublingStepByStepEndsAtTheAllowance()
    {
        string chain = string.Concat(Enumerable.Range(0, 40).Select(i => $"  %v{i + 1} = Concat(%v{i}, %v{i}) {{axis=0}}\n"));
        Graph graph = Folded($"graph g(%x: f32[1]) -> (%y) {{\n  %v0 = Neg(f32[1]{{1}})\n{chain}  %y = Add(%x, %v40)\n}}");
        Assert.True(graph.Initializers.Sum(i => i.Initializer!.Bytes.Length) < 4 * 64 * 1024);
        Assert.True(graph.Nodes.Count > 20);
    }

    [Fact]
    public void ASharedWeightIsNotCopied()
    {
        string weight = $"f32[200,100]{{{string.Join(',', Enumerable.Range(0, 20000))}}}";
        Graph graph = Folded($$"""
            graph g(%i: s64[N], %x: f32[N,100]) -> (%y, %z) {
              @w = {{weight}}
              %y = Gather(@w, %i)
              %t = Transpose(@w)
              %z = MatMul(%x, %t)
            }
            """);
        Assert.Equal(3, graph.Nodes.Count);
    }
}
