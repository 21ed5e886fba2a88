using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ElementwiseOperators;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower;

/// <summary>Q(DQ(a) + DQ(b), s_y, z_y)  =>  QLinearAdd(a, s_a, z_a, b, s_b, z_b, s_y, z_y), and DQ(a)·DQ(b) alike as QLinearMul.</summary>
public sealed class FuseQLinearBinary : RewriteRule
{
    static readonly Matched a = new("a"), b = new("b"), op = new("op"), y = new("y");
    static readonly Const s = new("s"), z = new("z", ElementType.U8);

    public override string Summary => "Q(DQ(a) + DQ(b)) => QLinearAdd(a, b); products alike";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } =
        QuantizeLinear.Of(new[] { Add, Mul }.Of(DequantizeLinear.OfAny().As(a), DequantizeLinear.OfAny().As(b)).As(op).UsedOnce, s, z).As(y);

    public override string? Guard(Match m) => CodeOperands.ActivationRefusal(m[a]) ?? CodeOperands.ActivationRefusal(m[b]) ?? CodeOperands.ActivationRefusal(m[y]);

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[op];
        return r.Node(m[op].Operator == Add ? ContribOperators.QLinearAdd : ContribOperators.QLinearMul,
            [.. CodeOperands.Of(m[a]), .. CodeOperands.Of(m[b]), m.ValueOf(s), m.ValueOf(z)]);
    }
}
