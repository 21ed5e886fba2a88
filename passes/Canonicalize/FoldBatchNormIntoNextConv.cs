using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ConvolutionOperators;
using static Qcc.Core.Ops.NormalizationOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>Conv(BatchNormalization(x), w, b)  =>  Conv(x, w·s, b + Σ w·t),  without padding (or t = 0)</summary>
/// <remarks>For normalizations that no convolution before them could take. Declines with padding: its zeros come after the shift t.</remarks>
public sealed class FoldBatchNormIntoNextConv : RewriteRule
{
    static readonly Var x = new("x");
    static readonly Const w = new("w"), b = new("b"), scale = new("scale"), beta = new("beta"), mean = new("mean"), variance = new("var");
    static readonly Matched conv = new("conv"), norm = new("norm");

    public override string Summary => "Conv(BatchNormalization(x), w, b) => Conv(x, w·s, b + Σ w·t)";

    public override OpPattern Before { get; } =
        Conv.Of(BatchNormalization.Of(x, scale, beta, mean, variance).UsedOnce.As(norm), w, b.Optional).As(conv);

    public override string? Guard(Match m) =>
        ChannelAffine.Refusal(m[norm], m[scale], m[beta], m[mean], m[variance])
        ?? NextConv.Refusal(m[conv], m[w], m.OrNull(b), Affine(m), "");

    public override Value After(Match m, Rewriter r) => NextConv.Folded(r, m[conv], m[x], Affine(m));

    static ChannelAffine Affine(Match m) =>
        ChannelAffine.OfBatchNormalization(m[scale], m[beta], m[mean], m[variance], m[norm].Float("epsilon", 1e-5f));
}
