using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;

namespace Qcc.Passes.Forms;

/// <summary>
/// Softmax(s + mask)  =>  Softmax(s + max(mask, -64)): a mask of -10000 or -∞ leaves no codes for the scores. A masked score keeps a probability of at most
/// e^(d - 64), d the distance between the row's largest and its masked score: below half a step of 16 bits (2^-16) up to d = 52.
/// </summary>
public sealed class LimitMasks : Pass
{
    const float Least = -64;

    public override string Summary => "Softmax(s + mask) => Softmax(s + max(mask, -64))";

    public override Stage Stage => Stage.Canonicalize;

    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = false;
        foreach (Node add in graph.Nodes.Where(n => n.Operator == ActivationOperators.Softmax).Select(n => n.Inputs[0]!.Producer).OfType<Node>().Distinct().ToArray())
        {
            for (int i = 0; add.Operator == ElementwiseOperators.Add && i < add.Inputs.Count; i++)
            {
                if (add.Inputs[i] is { } mask && AttentionMask.IsMask(mask, AttentionMask.Subnormal) && !IsLimited(mask))
                {
                    context.Step(Name, add.Output);
                    Graph.SetInput(add, i, Limited(graph, add, mask));
                    changed = true;
                }
            }
        }
        return changed;
    }

    static bool IsLimited(Value mask) => mask.Producer is { } max && max.Operator == ElementwiseOperators.Max && max.Constant(1) is { Element: ElementType.F32, Count: 1 } least && least.Floats[0] == Least;

    static Value Limited(Graph graph, Node add, Value mask)
    {
        if (mask.Constant is { } table)
        {
            return graph.AddConstant(mask.Name, Tensor.Of(Array.ConvertAll(table.Floats.ToArray(), v => Math.Max(v, Least)), [.. table.Shape]));
        }
        Value limited = graph.Insert(add, ElementwiseOperators.Max, [mask, graph.AddConstant($"{mask.Name}_least", Tensor.Scalar(Least))], $"{mask.Name}_limited").Output;
        limited.Type = mask.Type;
        return limited;
    }
}
