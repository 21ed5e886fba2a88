using Qcc.Core.Ir;
using Qcc.Core.Text;
using Qcc.Core.Verify;

namespace Qcc.Core.Tests.Verify;

public sealed class VerifierTests
{
    [Theory]
    [InlineData("%y = Relu(%x)")]
    [InlineData("%a = Relu(%x)\n %y = Add(%a, f32[2]{1,2})")]
    [InlineData("%y = Clip(%x, _, f32[]{6})")]
    [InlineData("%y = Dropout(%x)")]
    [InlineData("%y = My.Own() {anything=1}")]
    [InlineData("%y = If(%x) {then_branch=graph t() -> (%t) { %t = Relu(%x) }, else_branch=graph e() -> (%t) { %t = Relu(%x) }}")]
    [InlineData("carried %s\n %y = Relu(%s)")]
    public void AcceptsWellFormedGraphs(string body) => Assert.Empty(Find(body));

    [Theory]
    [InlineData("V3", "%y = If(%x) {then_branch=graph t() -> (%x) { %x = Relu(%y) }, else_branch=graph e() -> () { }}")]
    [InlineData("V4", "%y = Relu(%a)\n %a = Relu(%x)")]
    [InlineData("V4", "%y = Relu(%y)")]
    [InlineData("V4", "%y = If(%x) {then_branch=graph t() -> (%t) { %t = Relu(%a) }, else_branch=graph e() -> () { }}\n %a = Relu(%x)")]
    [InlineData("V6", "%y = Relu(%x, %x)")]
    [InlineData("V6", "%y = Relu()")]
    [InlineData("V6", "%y = Conv(%x, _)")]
    [InlineData("V7", "%y, %z = Relu(%x)")]
    [InlineData("V7", "%y = Relu(%x)\n _ = Relu(%x)")]
    [InlineData("V8", "%y = Concat(%x, %x)")]
    [InlineData("V9", "%y = LeakyRelu(%x) {alpha=1}")]
    [InlineData("V10", "%y = Relu(%x) {alpha=1.0}")]
    [InlineData("V11", "%y = Relu(%x)\n %z = Relu(%x) : f32[3]")]
    [InlineData("V11", "%y = Relu(%x)\n %z = Relu(%x) : u8[2]")]
    [InlineData("V11", "%y = Relu(%x)\n %z = Relu(%x) : f32[2,1]")]
    [InlineData("V14", "@w = f32[2]{1,2} : f32[3]\n %y = Add(%x, @w)")]
    public void FindsWhatATextCanBreak(string label, string body) => Assert.Contains(Find(body), f => f.Label == label);

    [Fact]
    public void FindsAWrongProducer() => Breaks("V1", "%a = Relu(%x)\n %y = Relu(%a)", g => g.Nodes[0].Output.ProducerIndex = 1);

    [Fact]
    public void FindsAUseThatIsNotListed() => Breaks("V2", "%y = Relu(%x)", g => g.Inputs[0].RemoveUse(g.Nodes[0], 0));

    [Fact]
    public void FindsAUseThatIsNone() => Breaks("V2", "%y = Relu(%x)", g => g.Nodes[0].Output.AddUse(g.Nodes[0], 0));

    [Fact]
    public void FindsAMiscountedOutput() => Breaks("V2", "%y = Relu(%x)", g => g.Nodes[0].Output.GraphOutputs = 2);

    [Fact]
    public void FindsTwoValuesOfOneName() => Breaks("V3", "%a = Relu(%x)\n %y = Relu(%a)", g => g.Nodes[0].Output.Name = "x");

    [Fact]
    public void FindsAReaderOfAnErasedNode() => Breaks("V5", "%a = Relu(%x)\n %y = Relu(%a)", g =>
    {
        Value a = g.Nodes[0].Output;
        Graph.SetInput(g.Nodes[1], 0, null);
        g.Erase(g.Nodes[0]);
        Graph.SetInput(g.Nodes[0], 0, a);
    });

    [Fact]
    public void FindsAReaderOfAnotherBranch() => Breaks("V5",
        "%y = If(%x) {then_branch=graph t() -> (%t) { %t = Relu(%x) }, else_branch=graph e() -> (%e) { %e = Relu(%x) }}", g =>
        {
            Graph[] branches = [.. g.Nodes[0].Subgraphs];
            Graph.SetInput(branches[1].Nodes[0], 0, branches[0].Nodes[0].Output);
        });

    [Fact]
    public void FindsAnOutputThatIsErased() => Breaks("V12", "%a = Relu(%x)\n %y = Relu(%x)", g =>
    {
        Value a = g.Nodes[0].Output;
        g.Erase(g.Nodes[0]);
        g.AddOutput(a);
    });

    [Fact]
    public void FindsASubgraphOfAnotherGraph() => Breaks("V13", "%y = Relu(%x)\n If() {a=1}", g =>
        g.Nodes[1].Set("then_branch", new GraphAttribute(new Graph("stray", g.Names))));

    static IReadOnlyList<Finding> Find(string body) => Verifier.Verify(Parse(body), _ => 21);

    static void Breaks(string label, string body, Action<Graph> damage)
    {
        Graph graph = Parse(body);
        Assert.DoesNotContain(Verifier.Verify(graph, _ => 21), f => f.Label == label);
        damage(graph);
        Assert.Contains(Verifier.Verify(graph, _ => 21), f => f.Label == label);
    }

    static Graph Parse(string body) => GraphParser.ParseGraph($"graph g(%x: f32[2]) -> (%y) {{\n {body}\n}}");
}
