using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.MatrixOperators;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower;

/// <summary>Q(MatMul(DQ(x), DQ(w)), s_y, z_y)  =>  QLinearMatMul(x, s_x, z_x, w, s_w, 0, s_y, z_y)</summary>
public sealed class FuseQLinearMatMul : RewriteRule
{
    static readonly Matched x = new("x"), w = new("w"), product = new("product"), y = new("y");
    static readonly Const s = new("s"), z = new("z", ElementType.U8);

    public override string Summary => "Q(MatMul(DQ(x), DQ(w))) => QLinearMatMul(x, w)";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } =
        QuantizeLinear.Of(MatMul.Of(DequantizeLinear.OfAny().As(x), DequantizeLinear.OfAny().As(w)).As(product).UsedOnce, s, z).As(y);

    public override string? Guard(Match m) => CodeOperands.ActivationRefusal(m[x]) ?? CodeOperands.ActivationRefusal(m[y])
        ?? (m[w].Constant(0) is { Rank: not 2 } ? "its weights are not a matrix" : CodeOperands.WeightRefusal(m[w], 1));

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[product];
        return r.Node(QLinearMatMul, [.. CodeOperands.Of(m[x]), .. CodeOperands.Of(m[w]), m.ValueOf(s), m.ValueOf(z)]);
    }
}
