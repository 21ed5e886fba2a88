using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ConvolutionOperators;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower;

/// <summary>Q(Conv(DQ(x), DQ(w), DQ(b)), s_y, z_y)  =>  QLinearConv(x, s_x, z_x, w, s_w, 0, s_y, z_y, b)</summary>
/// <remarks>The kernel that ONNX Runtime makes of the same group when it loads the file (docs/int8-cpu.md, section 3).</remarks>
public sealed class FuseQLinearConv : RewriteRule
{
    static readonly Matched x = new("x"), w = new("w"), conv = new("conv"), y = new("y");
    static readonly Const s = new("s"), z = new("z", ElementType.U8);

    public override string Summary => "Q(Conv(DQ(x), DQ(w), DQ(b))) => QLinearConv(x, w, b)";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } = QuantizeLinear.Of(
        Conv.Of(DequantizeLinear.OfAny().As(x), DequantizeLinear.OfAny().As(w), DequantizeLinear.OfAny().Optional).As(conv).UsedOnce, s, z).As(y);

    public override string? Guard(Match m) => CodeOperands.ActivationRefusal(m[x]) ?? CodeOperands.ActivationRefusal(m[y])
        ?? CodeOperands.WeightRefusal(m[w], 0) ?? CodeOperands.BiasRefusal(m[conv].Input(2), m[x], m[w]);

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[conv];
        return r.Node(QLinearConv,
            [.. CodeOperands.Of(m[x]), .. CodeOperands.Of(m[w]), m.ValueOf(s), m.ValueOf(z), m[conv].Input(2)?.Producer!.Inputs[0]], m[conv].Attributes);
    }
}
