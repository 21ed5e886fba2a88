using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.MatrixOperators;
using static Qcc.Core.Ops.NormalizationOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>BatchNormalization(x·w + b)  =>  Gemm(x, w·s, b·s + t),  for Gemm and for MatMul of matrices</summary>
/// <remarks>The result is a matrix [N, C], so the normalization's channels are the columns of w.</remarks>
public sealed class FoldBatchNormIntoGemm : RewriteRule
{
    static readonly Var x = new("x");
    static readonly Const w = new("w"), b = new("b"), scale = new("scale"), beta = new("beta"), mean = new("mean"), variance = new("var");
    static readonly Matched product = new("product"), norm = new("norm");
    static readonly IReadOnlyList<Operator> products = [Gemm, MatMul];

    public override string Summary => "BatchNormalization(x·w + b) => Gemm(x, w·s, b·s + t)";

    public override OpPattern Before { get; } =
        BatchNormalization.Of(products.Of(x, w, b.Optional).UsedOnce.As(product), scale, beta, mean, variance).As(norm);

    public override string? Guard(Match m)
    {
        if (ChannelAffine.Refusal(m[norm], m[scale], m[beta], m[mean], m[variance]) is { } refusal)
        {
            return refusal;
        }
        if (m[x].TensorType?.Rank != 2 || m[w].Rank != 2)
        {
            return "the product is not known to be of matrices";
        }
        if (m[product].Float("alpha", 1) != 1 || m[product].Float("beta", 1) != 1)
        {
            return "the product has factors alpha or beta";
        }
        if (m[w].Shape[GemmForm.OutputAxis(m[product])] != m[scale].Count || !GemmForm.IsRowBias(m.OrNull(b), m[scale].Count))
        {
            return $"{m[scale].Count} normalization channels for weights {m[w].Type}";
        }
        return Affine(m).IsFinite ? null : "the normalization's factors are not finite";
    }

    public override Value After(Match m, Rewriter r)
    {
        ChannelAffine s = Affine(m);
        Value bias = m.ValueOf(b) is { } old ? r.Constant(s.Applied(m[b]), old) : r.Constant(s.Applied(null), m.ValueOf(beta)!);
        return r.Node(Gemm, [m[x], r.Constant(s.Scaled(m[w], GemmForm.OutputAxis(m[product])), m.ValueOf(w)!), bias], m[product].Attributes);
    }

    static ChannelAffine Affine(Match m) =>
        ChannelAffine.OfBatchNormalization(m[scale], m[beta], m[mean], m[variance], m[norm].Float("epsilon", 1e-5f));
}
