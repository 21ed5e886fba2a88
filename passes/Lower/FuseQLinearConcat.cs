using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.DataMovementOperators;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower;

/// <summary>Q(Concat(DQ(a), DQ(b), ...), s_y, z_y)  =>  QLinearConcat(s_y, z_y, a, s_a, z_a, b, s_b, z_b, ...)</summary>
public sealed class FuseQLinearConcat : RewriteRule
{
    static readonly Matched concat = new("concat"), y = new("y");
    static readonly Const s = new("s"), z = new("z", ElementType.U8);

    public override string Summary => "Q(Concat(DQ(a), DQ(b), ...)) => QLinearConcat(a, b, ...)";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } = QuantizeLinear.Of(Concat.OfAny().As(concat).UsedOnce, s, z).As(y);

    public override string? Guard(Match m)
    {
        foreach (Value? input in m[concat].Inputs)
        {
            if (input?.Producer is not { } producer || producer.Operator != DequantizeLinear)
            {
                return "an operand is not quantized";
            }
            if (CodeOperands.ActivationRefusal(producer) is { } refusal)
            {
                return refusal;
            }
        }
        return CodeOperands.ActivationRefusal(m[y]);
    }

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[concat];
        return r.Node(ContribOperators.QLinearConcat,
            [m.ValueOf(s), m.ValueOf(z), .. m[concat].Inputs.SelectMany(i => CodeOperands.Of(i!.Producer!))], m[concat].Attributes);
    }
}
