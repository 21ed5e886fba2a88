using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.MatrixOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>Gemm(x, w, b) {alpha, beta, transB}  =>  Gemm(x, alpha·wᵀ, beta·b),  b a vector</summary>
/// <remarks>Afterwards weights are [K, N] like those of MatMul, whatever the exporter chose. A transposed x stays.</remarks>
public sealed class NormalizeGemm : RewriteRule
{
    static readonly Var x = new("x");
    static readonly Const w = new("w"), b = new("b");
    static readonly Matched gemm = new("gemm");

    public override string Summary => "Gemm(x, w, b) {alpha, beta, transB} => Gemm(x, alpha·wᵀ, beta·b)";

    public override OpPattern Before { get; } = Gemm.Of(x, w, b.Optional).As(gemm);

    public override string? Guard(Match m)
    {
        if (m[w].Rank != 2 || m[w].Count > Array.MaxLength)
        {
            return "";
        }
        bool normal = m[gemm].Int("transB", 0) == 0 && m[gemm].Float("alpha", 1) == 1 && m[gemm].Float("beta", 1) == 1 && (m.OrNull(b) is not { } bias || bias.Rank == 1 || !IsRow(bias));
        return normal ? "" : null;
    }

    public override Value After(Match m, Rewriter r)
    {
        (float alpha, float beta) = (m[gemm].Float("alpha", 1), m[gemm].Float("beta", 1));
        Tensor weights = m[gemm].Int("transB", 0) == 0 ? m[w] : GemmForm.Transposed(m[w]);
        weights = alpha == 1 ? weights : weights * alpha;
        Value newWeights = ReferenceEquals(weights, m[w]) ? m.ValueOf(w)! : r.Constant(weights, m.ValueOf(w)!);
        return r.Node(Gemm, [m[x], newWeights, Bias(m, r, beta)], ("transA", m[gemm].Attribute("transA")));
    }

    static Value? Bias(Match m, Rewriter r, float beta)
    {
        if (m.OrNull(b) is not { } bias)
        {
            return null;
        }
        Tensor flat = IsRow(bias) ? bias.Reshaped(bias.Count) : bias;
        flat = beta == 1 ? flat : flat * beta;
        return ReferenceEquals(flat, bias) ? m.ValueOf(b) : r.Constant(flat, m.ValueOf(b)!);
    }

    /// <summary>[1, N], which means the same as [N].</summary>
    static bool IsRow(Tensor bias) => bias.Rank == 2 && bias.Shape[0] == 1;
}
