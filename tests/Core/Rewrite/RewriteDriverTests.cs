using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using Qcc.Core.Text;
using static Qcc.Core.Ops.ActivationOperators;
using static Qcc.Core.Ops.ElementwiseOperators;

namespace Qcc.Core.Tests.Rewrite;

public sealed class RewriteDriverTests
{
    /// <summary>Relu(Relu(x)) => Relu(x)</summary>
    sealed class MergeRelus : RewriteRule
    {
        static readonly Var x = new("x");

        public override string Summary => "Relu(Relu(x)) => Relu(x)";

        public override OpPattern Before { get; } = Relu.Of(Relu.Of(x));

        public override Value After(Match m, Rewriter r) => r.Node(Relu, [m[x]]);
    }

    /// <summary>Relu(x) => Abs(x) and back: never done.</summary>
    sealed class Restless : RewriteRule
    {
        static readonly Var x = new("x");
        static readonly Matched node = new("node");

        public override string Summary => "Relu(x) => Abs(x) => Relu(x)";

        public override OpPattern Before { get; } = new[] { Relu, Abs }.Of(x).As(node);

        public override Value After(Match m, Rewriter r) => r.Node(m[node].Operator == Relu ? Abs : Relu, [m[x]]);
    }

    /// <summary>Mul(x, x) => Abs(x), to see that one capture is one value.</summary>
    sealed class Square : RewriteRule
    {
        static readonly Var x = new("x");

        public override string Summary => "Mul(x, x) => Abs(x)";

        public override OpPattern Before { get; } = Mul.Of(x, x);

        public override Value After(Match m, Rewriter r) => r.Node(Abs, [m[x]]);
    }

    static PassContext Context(Graph graph) => new(new Model(graph), new NoFloats(), new DiagnosticList());

    sealed class NoFloats : IFloatRuntime
    {
        public void InferTypes(Model model) => throw new InvalidOperationException();

        public IReadOnlyList<Tensor?> Evaluate(Model model, IReadOnlyList<Value> values) => throw new InvalidOperationException();
    }

    [Fact]
    public void ALongChainShrinksToOneNode()
    {
        string chain = string.Concat(Enumerable.Range(0, 5000).Select(i => $"  %r{i + 1} = Relu(%r{i})\n"));
        Graph graph = GraphParser.ParseGraph($"graph g(%r0: f32[N]) -> (%r5000: f32[N]) {{\n{chain}}}");
        Assert.True(new MergeRelus().Run(graph, Context(graph)));
        Node relu = Assert.Single(graph.Nodes);
        Assert.Equal(("r0", "r5000"), (relu.Input(0)!.Name, relu.Output.Name));
    }

    [Fact]
    public void ARuleThatNeverEndsIsStopped()
    {
        Graph graph = GraphParser.ParseGraph("graph g(%x: f32[N]) -> (%y: f32[N]) {\n  %y = Relu(%x)\n}");
        PassContext context = Context(graph);
        new Restless().Run(graph, context);
        Assert.StartsWith("stopped: more than 1010 changes", context.Trace[^1].Declined, StringComparison.Ordinal);
        Assert.Single(graph.Nodes);
    }

    [Fact]
    public void OneCaptureIsOneValue()
    {
        Graph graph = GraphParser.ParseGraph("graph g(%x: f32[N], %z: f32[N]) -> (%a: f32[N], %b: f32[N]) {\n  %a = Mul(%x, %z)\n  %b = Mul(%z, %z)\n}");
        Assert.True(new Square().Run(graph, Context(graph)));
        Assert.Equal(["Mul", "Abs"], graph.Nodes.Select(n => n.Operator.Name));
    }

    [Fact]
    public void SubgraphsAreRewrittenAndMayReturnOuterValues()
    {
        Graph graph = GraphParser.ParseGraph("""
            graph g(%c: bool[], %x: f32[N]) -> (%y: f32[N]) {
              %a = Relu(%x)
              %b = Relu(%a)
              %y = If(%c) {then_branch=graph t() -> (%q) {
                %p = Relu(%b)
                %q = Relu(%p)
              }, else_branch=graph e() -> (%b) {
              }}
            }
            """);
        Assert.True(new MergeRelus().Run(graph, Context(graph)));
        Assert.Equal(["Relu", "If"], graph.Nodes.Select(n => n.Operator.Name));
        Graph[] branches = [.. graph.Nodes[1].Subgraphs];
        Assert.Same(graph.Nodes[0].Output, branches[1].Outputs[0]);
        Assert.Same(graph.Inputs[1], Assert.Single(branches[0].Nodes).Input(0));
    }

    [Fact]
    public void NodeAndValueNamesStay()
    {
        Graph graph = GraphParser.ParseGraph("graph g(%x: f32[N]) -> (%y: f32[N]) {\n  %a = Relu(%x) as first\n  %b = Relu(%a) as second\n  %y = Exp(%b)\n}");
        new MergeRelus().Run(graph, Context(graph));
        Assert.Equal(("second", "b"), (graph.Nodes[0].Name, graph.Nodes[0].Output.Name));
    }
}
