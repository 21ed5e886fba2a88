using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ElementwiseOperators;
using static Qcc.Core.Ops.MatrixOperators;
using static Qcc.Core.Ops.NormalizationOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>Gemm(BatchNormalization(x), w, b)  =>  Gemm(Add(Mul(x, s), t), w, b),  which FoldScaleIntoNextGemm then takes in</summary>
/// <remarks>Only of matrices, whose columns are the channels, and only where that next step applies.</remarks>
public sealed class FoldBatchNormIntoNextGemm : RewriteRule
{
    static readonly Var x = new("x");
    static readonly Const w = new("w"), b = new("b"), scale = new("scale"), beta = new("beta"), mean = new("mean"), variance = new("var");
    static readonly Matched gemm = new("gemm"), norm = new("norm");

    public override string Summary => "Gemm(BatchNormalization(x), w, b) => Gemm(x·s + t, w, b)";

    public override OpPattern Before { get; } =
        Gemm.Of(BatchNormalization.Of(x, scale, beta, mean, variance).UsedOnce.As(norm), w, b.Optional).As(gemm);

    public override string? Guard(Match m)
    {
        if (ChannelAffine.Refusal(m[norm], m[scale], m[beta], m[mean], m[variance]) is { } refusal)
        {
            return refusal;
        }
        bool plain = m[gemm].Int("transA", 0) == 0 && m[gemm].Float("alpha", 1) == 1 && m[gemm].Float("beta", 1) == 1;
        if (!plain || m[w].Rank != 2 || m[x].TensorType?.Rank != 2 || m[w].Shape[1 - GemmForm.OutputAxis(m[gemm])] != m[scale].Count)
        {
            return "the Gemm is not in its plain form or has another number of inputs";
        }
        return Affine(m).IsFinite ? null : "the normalization's factors are not finite";
    }

    public override Value After(Match m, Rewriter r)
    {
        ChannelAffine map = Affine(m);
        Value scaled = r.Node(Mul, [m[x], r.Constant(Tensor.Vector([.. map.Scale.Select(v => (float)v)]))]);
        Value shifted = r.Node(Add, [scaled, r.Constant(Tensor.Vector([.. map.Shift.Select(v => (float)v)]))]);
        return r.Node(Gemm, [shifted, m.ValueOf(w), m.ValueOf(b)], m[gemm].Attributes);
    }

    static ChannelAffine Affine(Match m) =>
        ChannelAffine.OfBatchNormalization(m[scale], m[beta], m[mean], m[variance], m[norm].Float("epsilon", 1e-5f));
}
