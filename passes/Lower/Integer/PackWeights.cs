using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Rewrite;

namespace Qcc.Passes.Lower.Integer;

/// <summary>Weights of layers whose codes are all -8 to 7 become codes of 4 bits, half the size. The integers stay.</summary>
public sealed class PackWeights : Pass
{
    public override string Summary => "weights of layers with codes of -8 to 7 take 4 bits each";

    public override Stage Stage => Stage.Lower;

    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = false;
        foreach (Value weights in graph.Initializers.Where(v => v is { IsConstant: true, IsUsed: true, IsGraphOutput: false } && v.Uses.All(IsWeight)).ToArray())
        {
            if (weights.Constant is { Element: ElementType.S8, Count: > 0 } codes && codes.As<sbyte>().IndexOfAnyExceptInRange((sbyte)-8, (sbyte)7) < 0)
            {
                context.Step(Name, weights);
                Graph.SetInitializer(weights, IntegerValues.Pack(ElementType.S4, IntegerValues.Of(codes), codes.Shape));
                changed = true;
            }
        }
        return changed;
    }

    static bool IsWeight(Use use) => use.Index == 1 && (use.Node.Operator == IntegerOperators.Conv || use.Node.Operator == IntegerOperators.ConvTranspose
        || (use.Node.Operator == IntegerOperators.MatMul && use.Node.Int("b_zero_point", 0) == 0 && use.Node.Constant(1) is { Rank: 2 }));
}
