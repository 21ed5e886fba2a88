using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Text;

namespace Qcc.Core.Tests.Text;

public sealed class GraphParserTests
{
    [Fact]
    public void ReadsTheNotationOfTheDocumentation()
    {
        const string Text = """
            graph net(%x: f32[N,3,32,32]) -> (%y: f32[N,10]) {
              @conv1.weight = f32[1,3,1,1]{1,2.5,-0.001}
              %c = Conv(%x, @conv1.weight, _) {pads=[1,1,1,1], auto_pad="NOTSET"} as conv1 : f32[N,16,32,32]  // quant u8 scale=0.0173 zp=114
              %a, _ = Split(%c) {axis=1} : f32[?,"N+1"], _
              %y = com.microsoft.QGemm(%a) {alpha=1.0, then=graph ""() -> (%c) {
              }}
            }

            """;
        Graph graph = GraphParser.ParseGraph(Text);
        Node conv = graph.Nodes[0];
        Assert.Equal([1, 2.5f, -0.001f], conv.Constant(1)!.Floats.ToArray());
        Assert.Null(conv.Inputs[2]);
        Assert.Equal([1, 1, 1, 1], conv.Ints("pads")!);
        Assert.Same(conv.Output, Assert.Single(graph.Nodes[2].Subgraphs).Outputs[0]);
        Assert.Equal("f32[N,10]", graph.Outputs[0].Type!.ToString());
        var options = new PrintOptions { Comment = v => v == conv.Output ? "quant u8 scale=0.0173 zp=114" : null };
        Assert.Equal(Text, GraphPrinter.Print(graph, options));
    }

    [Theory]
    [InlineData("graph g() -> () {\n  %y = Relu(%x\n}", 3, 1, "expected ')', found '}'")]
    [InlineData("graph g() -> () {\n  %y = Relu(%x)\n}", 2, 13, "%x is not defined")]
    [InlineData("graph g(%x) -> () {\n  %x = Relu(%x)\n}", 2, 3, "%x is defined twice")]
    [InlineData("graph g(%x: f33) -> () {\n}", 1, 13, "'f33' is no element type")]
    [InlineData("graph g() -> () {\n  @w = u8[2]{1,256}\n}", 2, 16, "'256' is no u8")]
    [InlineData("graph g() -> () {\n  @w = u8[3]{1,2}\n}", 2, 8, "3 elements by the shape, 2 written")]
    [InlineData("graph g() -> () {\n  @w = u8[4294967296,4294967296]{}\n}", 2, 8, "whose product fits 63 bits")]
    [InlineData("graph g() -> () {\n  @w = c128[9223372036854775807]x\"00\"\n}", 2, 8, "147573952589676412912 bytes by the type, 1 written")]
    [InlineData("graph g(%x) -> () {\n  %y = Relu(%x) {a=1, a=2}\n}", 2, 23, "attribute a is given twice")]
    [InlineData("graph g(%x) -> () {\n  %y = Relu(%x) {a=[1, 2.0]}\n}", 2, 21, "not both")]
    [InlineData("graph g(%x) -> () {\n  %y = Relu(%x) {a=\"x\n}", 2, 22, "no closing quote")]
    [InlineData("graph g() -> () {\n} }", 2, 3, "expected the end of the text")]
    public void SaysWhereATextIsWrong(string text, int line, int column, string cause)
    {
        Diagnostic found = Assert.Throws<DiagnosticException>(() => GraphParser.ParseGraph(text)).Diagnostic;
        Assert.Equal("QCC1901", found.Code);
        Assert.StartsWith($"line {line}, column {column}: ", found.Text, StringComparison.Ordinal);
        Assert.EndsWith(cause, found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void LargeWeightsComeFromTheResolver()
    {
        Tensor weights = Tensor.Of(new float[100], 100);
        var graph = new Graph("g", new NameScope());
        graph.AddInitializer("w", weights);
        string text = GraphPrinter.Print(graph);
        Assert.Contains($"@w = f32[100]#{TensorHash.Of(weights)}", text, StringComparison.Ordinal);
        Graph parsed = GraphParser.ParseGraph(text, new ParseOptions { Weights = (type, hash) => hash == TensorHash.Of(weights) ? weights : null });
        Assert.Same(weights, parsed.Initializers[0].Initializer);
        Assert.Equal("QCC1902", Assert.Throws<DiagnosticException>(() => GraphParser.ParseGraph(text)).Diagnostic.Code);
    }

    [Fact]
    public void DeepNestingIsRefusedBothWays()
    {
        string text = string.Concat(Enumerable.Repeat("graph g() -> () { If() {a=", 70)) + "1" + string.Concat(Enumerable.Repeat("} }", 70));
        Assert.Equal("QCC1903", Assert.Throws<DiagnosticException>(() => GraphParser.ParseGraph(text)).Diagnostic.Code);

        var names = new NameScope();
        var root = new Graph("g", names);
        Graph graph = root;
        for (int i = 0; i < 70; i++)
        {
            var inner = new Graph("g", names, graph);
            graph.Insert(null, Qcc.Core.Ops.Operator.Unknown("If", ""), []).Set("a", new GraphAttribute(inner));
            graph = inner;
        }
        Assert.Equal("QCC1903", Assert.Throws<DiagnosticException>(() => GraphPrinter.Print(root)).Diagnostic.Code);
    }

    [Fact]
    public void InlineConstantsAvoidNamesThatFollow()
    {
        Graph graph = GraphParser.ParseGraph("graph g() -> (%y) {\n  %constant = Relu(f32[1]{2})\n  %y = Add(%constant, f32[]{3})\n}");
        Assert.Equal(["constant_1", "constant_2"], graph.Initializers.Select(i => i.Name));
    }
}
