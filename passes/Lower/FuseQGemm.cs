using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.MatrixOperators;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower;

/// <summary>Q(Gemm(DQ(x), DQ(w), DQ(b)), s_y, z_y)  =>  QGemm(x, s_x, z_x, w, s_w, 0, b, s_y, z_y)</summary>
public sealed class FuseQGemm : RewriteRule
{
    static readonly Matched x = new("x"), w = new("w"), gemm = new("gemm"), y = new("y");
    static readonly Const s = new("s"), z = new("z", ElementType.U8);

    public override string Summary => "Q(Gemm(DQ(x), DQ(w), DQ(b))) => QGemm(x, w, b)";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } = QuantizeLinear.Of(
        Gemm.Of(DequantizeLinear.OfAny().As(x), DequantizeLinear.OfAny().As(w), DequantizeLinear.OfAny().Optional).As(gemm).UsedOnce, s, z).As(y);

    public override string? Guard(Match m) => CodeOperands.ActivationRefusal(m[y]) ?? Refusal(m[gemm], m[x], m[w]);

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[gemm];
        return r.Node(ContribOperators.QGemm, [.. Operands(m[gemm], m[x], m[w]), m.ValueOf(s), m.ValueOf(z)], Attributes(m[gemm]));
    }

    /// <summary>Why the kernel does not compute this Gemm, or null. ONNX Runtime does not check the bias.</summary>
    internal static string? Refusal(Node gemm, Node x, Node w) =>
        gemm.Float("alpha", 1) != 1 || gemm.Float("beta", 1) != 1 ? "alpha and beta must be 1"
        : CodeOperands.ActivationRefusal(x) ?? CodeOperands.WeightRefusal(w, gemm.Int("transB", 0) == 0 ? 1 : 0) ?? CodeOperands.BiasRefusal(gemm.Input(2), x, w);

    /// <summary>Inputs 0 to 6.</summary>
    internal static IEnumerable<Value?> Operands(Node gemm, Node x, Node w) => [.. CodeOperands.Of(x), .. CodeOperands.Of(w), gemm.Input(2)?.Producer!.Inputs[0]];

    /// <summary>QGemm has no beta.</summary>
    internal static IEnumerable<KeyValuePair<string, AttributeValue>> Attributes(Node gemm) => gemm.Attributes.Where(a => a.Key != "beta");
}
