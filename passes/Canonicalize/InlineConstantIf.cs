using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;

namespace Qcc.Passes.Canonicalize;

/// <summary>
/// If(constant) {then_branch, else_branch}  =>  the nodes of the branch that is taken. Exporters write a branch for each rank or batch size that a
/// model might see; with the sizes known only one is left, and its layers can be quantized.
/// </summary>
public sealed class InlineConstantIf : Pass
{
    public override string Summary => "If(constant) {then, else} => the nodes of the branch that is taken";

    public override Stage Stage => Stage.Canonicalize;

    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = false;
        while (graph.Nodes.FirstOrDefault(n => Taken(n) is not null) is { } node)
        {
            context.Step(Name, node.Result!);
            IReadOnlyList<Value> results = ModelCopy.Inline(Taken(node)!, node);
            for (int i = 0; i < node.Outputs.Count; i++)
            {
                if (node.Outputs[i] is { } output)
                {
                    graph.ReplaceAllUses(output, results[i]);
                }
            }
            graph.Erase(node);
            changed = true;
        }
        return changed;
    }

    /// <summary>The branch that a node takes whatever its inputs are, or null.</summary>
    static Graph? Taken(Node node) =>
        node.Operator == ControlFlowOperators.If && node.Result is not null && node.Constant(0) is { Element: ElementType.Bool, Count: 1 } condition
        && node.Attribute(condition.Bytes.Span[0] != 0 ? "then_branch" : "else_branch") is GraphAttribute { Value: { Inputs.Count: 0 } branch } && branch.Outputs.Count >= node.Outputs.Count
            ? branch : null;
}
