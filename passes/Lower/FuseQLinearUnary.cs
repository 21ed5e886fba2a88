using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ActivationOperators;
using static Qcc.Core.Ops.PoolingOperators;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower;

/// <summary>Q(f(DQ(x)), s_y, z_y)  =>  QLinearF(x, s_x, z_x, s_y, z_y) for f = Sigmoid, LeakyRelu, GlobalAveragePool.</summary>
public sealed class FuseQLinearUnary : RewriteRule
{
    static readonly Dictionary<Operator, Operator> OnCodes = new()
    {
        [Sigmoid] = ContribOperators.QLinearSigmoid,
        [LeakyRelu] = ContribOperators.QLinearLeakyRelu,
        [GlobalAveragePool] = ContribOperators.QLinearGlobalAveragePool,
    };

    static readonly Matched x = new("x"), op = new("op"), y = new("y");
    static readonly Const s = new("s"), z = new("z", ElementType.U8);

    public override string Summary => "Q(Sigmoid(DQ(x))) => QLinearSigmoid(x); LeakyRelu and GlobalAveragePool alike";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } =
        QuantizeLinear.Of(new[] { Sigmoid, LeakyRelu, GlobalAveragePool }.Of(DequantizeLinear.OfAny().As(x)).As(op).UsedOnce, s, z).As(y);

    public override string? Guard(Match m) => CodeOperands.ActivationRefusal(m[x]) ?? CodeOperands.ActivationRefusal(m[y]);

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[op];
        return r.Node(OnCodes[m[op].Operator], [.. CodeOperands.Of(m[x]), m.ValueOf(s), m.ValueOf(z)], m[op].Attributes);
    }
}
