using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;

namespace Qcc.Passes.Forms;

/// <summary>Split(x)  =>  one Slice for each part, whose sizes are known: every node then has one result, with codes of its own.</summary>
public sealed class SplitToSlices : Pass
{
    public override string Summary => "Split(x) => Slice(x) for each part";

    public override Stage Stage => Stage.Canonicalize;

    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = false;
        foreach (Node split in graph.Nodes.Where(n => n.Operator == DataMovementOperators.Split).ToArray())
        {
            if (split.Input(0)?.TensorType?.Rank is not { } rank || Shape.Axis(split.Int("axis", 0), rank) is not { } axis
                || DataMovementOperators.Split.Shapes(split) is not { } parts || parts.Any(p => p.Size(axis) is null))
            {
                continue;
            }
            long start = 0;
            foreach ((Value? part, TensorType type) in split.Outputs.Zip(parts))
            {
                long end = start + type.Size(axis)!.Value;
                if (part is not null)
                {
                    context.Step(Name, part);
                    Value[] bounds = [.. new[] { start, end, axis }.Select(v => graph.AddConstant($"{part.Name}_bound", Tensor.Of([v], 1)))];
                    Value slice = graph.Insert(split, DataMovementOperators.Slice, [split.Inputs[0], .. bounds], part.Name).Output;
                    slice.Type = part.Type ?? type;
                    graph.ReplaceAllUses(part, slice);
                }
                start = end;
            }
            graph.Erase(split);
            changed = true;
        }
        return changed;
    }
}
