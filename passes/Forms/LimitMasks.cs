using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;

namespace Qcc.Passes.Forms;

/// <summary>
/// Softmax(s + mask)  =>  Softmax(s + max(mask, -64)): a mask of -10000 or -∞ leaves no codes for the scores. The constants of which the mask is made are
/// limited. A masked score keeps a probability of at most e^(d - 64), d the distance between the row's largest and its masked score: below half a step of
/// 16 bits up to d = 53.
/// </summary>
public sealed class LimitMasks : Pass
{
    const float Least = -64;

    public override string Summary => "Softmax(s + mask) => Softmax(s + max(mask, -64))";

    public override Stage Stage => Stage.Canonicalize;

    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = false;
        foreach (Node softmax in graph.Nodes.Where(n => n.Operator == ActivationOperators.Softmax && AttentionMask.IsMasked(n.Inputs[0]!, AttentionMask.Subnormal)).ToArray())
        {
            foreach (Value low in AttentionMask.LowConstants(softmax.Inputs[0]!.Producer!, Least))
            {
                float[] limited = [.. low.Initializer!.Floats.ToArray().Select(v => Math.Max(v, Least))];
                Value constant = graph.AddConstant(low.Name, Tensor.Of(limited, [.. low.Initializer.Shape]));
                foreach (Use use in low.Uses.ToArray())
                {
                    Graph.SetInput(use.Node, use.Index, constant);
                }
                changed = true;
            }
        }
        return changed;
    }
}
