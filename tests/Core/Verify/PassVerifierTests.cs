using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using Qcc.Core.Text;
using Qcc.Core.Verify;

namespace Qcc.Core.Tests.Verify;

public sealed class PassVerifierTests
{
    sealed class NoRuntime : IFloatRuntime
    {
        public void InferTypes(Model model) => throw new NotSupportedException();
        public IReadOnlyList<Tensor?> Evaluate(Model model, IReadOnlyList<Value> values) => throw new NotSupportedException();
    }

    sealed class NameAxis(string name) : Pass
    {
        public override string Summary => "sets an attribute on every node";
        public override Stage Stage => Stage.Canonicalize;

        public override bool Run(Graph graph, PassContext context)
        {
            foreach (Node node in graph.Nodes)
            {
                node.Set(name, 1);
            }
            return false;
        }
    }

    static PassContext Context(string graph)
    {
        Model model = GraphParser.ParseModel($"model ir=10 opset \"\"=21 {{\n{graph}\n}}");
        return new PassContext(model, new NoRuntime(), new DiagnosticList()) { Verifier = new PassVerifier(model) };
    }

    const string Softmax = "graph net(%x: f32[2]) -> (%y: f32[2]) {\n  %y = Softmax(%x)\n}";

    [Fact]
    public void APassThatBreaksTheGraphIsNamed()
    {
        PassContext context = Context(Softmax);
        var bug = Assert.Throws<InvalidOperationException>(() => new Pass[] { new NameAxis("axes") }.RunUntilStable(context.Model.Graph, context));
        Assert.StartsWith("NameAxis left a broken graph: V10 ", bug.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void APassThatKeepsTheRulesIsNot()
    {
        PassContext context = Context(Softmax);
        Assert.False(new Pass[] { new NameAxis("axis") }.RunUntilStable(context.Model.Graph, context));
    }

    [Fact]
    public void WhatTheFileHadWrongIsNotHeldAgainstAPass()
    {
        PassContext context = Context("graph net(%x: f32[2]) -> (%y: f32[2]) {\n  %y = Softmax(%x) {axes=1}\n}");
        Assert.NotEmpty(Verifier.Verify(context.Model));
        Assert.False(new Pass[] { new NameAxis("axis") }.RunUntilStable(context.Model.Graph, context));
    }
}
