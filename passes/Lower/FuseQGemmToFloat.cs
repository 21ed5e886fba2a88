using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.MatrixOperators;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower;

/// <summary>Gemm(DQ(x), DQ(w), DQ(b))  =>  QGemm(x, s_x, z_x, w, s_w, 0, b): without a scale of the result, that is float.</summary>
public sealed class FuseQGemmToFloat : RewriteRule
{
    static readonly Matched x = new("x"), w = new("w"), gemm = new("gemm");

    public override string Summary => "Gemm(DQ(x), DQ(w), DQ(b)) => QGemm(x, w, b) with float result";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } =
        Gemm.Of(DequantizeLinear.OfAny().As(x), DequantizeLinear.OfAny().As(w), DequantizeLinear.OfAny().Optional).As(gemm);

    public override string? Guard(Match m) => FuseQGemm.Refusal(m[gemm], m[x], m[w]);

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[gemm];
        return r.Node(ContribOperators.QGemm, [.. FuseQGemm.Operands(m[gemm], m[x], m[w])], FuseQGemm.Attributes(m[gemm]));
    }
}
