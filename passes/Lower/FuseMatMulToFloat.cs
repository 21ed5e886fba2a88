using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.MatrixOperators;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower;

/// <summary>MatMul(DQ(x), DQ(w))  =>  MatMulIntegerToFloat(x, w, s_x, s_w, z_x, 0): a product that no bias follows.</summary>
public sealed class FuseMatMulToFloat : RewriteRule
{
    static readonly Matched x = new("x"), w = new("w"), product = new("product");

    public override string Summary => "MatMul(DQ(x), DQ(w)) => MatMulIntegerToFloat(x, w)";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } = MatMul.Of(DequantizeLinear.OfAny().As(x), DequantizeLinear.OfAny().As(w)).As(product);

    public override string? Guard(Match m) => CodeOperands.ActivationRefusal(m[x])
        ?? (m[w].Constant(0) is { Rank: not 2 } ? "its weights are not a matrix" : CodeOperands.WeightRefusal(m[w], 1));

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[product];
        (Node a, Node b) = (m[x], m[w]);
        return r.Node(ContribOperators.MatMulIntegerToFloat, [a.Inputs[0], b.Inputs[0], a.Inputs[1], b.Inputs[1], a.Inputs[2], b.Inputs[2]]);
    }
}
