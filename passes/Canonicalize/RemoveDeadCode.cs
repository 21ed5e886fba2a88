using Qcc.Core.Ir;
using Qcc.Core.Rewrite;

namespace Qcc.Passes.Canonicalize;

/// <summary>Nodes and initializers that no output depends on  =>  gone. Inputs and outputs of the model stay.</summary>
public sealed class RemoveDeadCode : Pass
{
    public override string Summary => "nodes and initializers that no output depends on => gone";

    public override Stage Stage => Stage.Canonicalize;

    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = false;
        foreach (Graph part in graph.WithSubgraphs().Reverse().ToArray())
        {
            Value[] unused = [.. part.Nodes.Reverse().SelectMany(n => n.Outputs).OfType<Value>().Concat(part.Initializers).Where(v => !v.IsUsed && !v.IsGraphInput)];
            int before = part.Nodes.Count + part.Initializers.Count;
            foreach (Value value in unused.Where(v => v.Producer is null || v.Producer.Outputs.All(o => o is not { IsUsed: true })))
            {
                context.Step(Name, value);
            }
            DeadCode.Sweep(unused);
            changed |= part.Nodes.Count + part.Initializers.Count < before;
        }
        return changed;
    }
}
