using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ConvolutionOperators;
using static Qcc.Core.Ops.NormalizationOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>BatchNormalization(Conv(x, w, b))  =>  Conv(x, w·s, b·s + t),  s = scale / √(var + ε),  t = beta - mean·s</summary>
/// <remarks>
/// Filter k makes channel k, so its weights and bias carry the channel's factor. Declines when the convolution has other
/// uses: its unnormalized output would be computed twice.
/// </remarks>
public sealed class FoldBatchNormIntoConv : RewriteRule
{
    static readonly Var x = new("x");
    static readonly Const w = new("w"), b = new("b"), scale = new("scale"), beta = new("beta"), mean = new("mean"), variance = new("var");
    static readonly Matched conv = new("conv"), norm = new("norm");

    public override string Summary => "BatchNormalization(Conv(x, w, b)) => Conv(x, w·s, b·s + t)";

    public override OpPattern Before { get; } =
        BatchNormalization.Of(Conv.Of(x, w, b.Optional).UsedOnce.As(conv), scale, beta, mean, variance).As(norm);

    public override string? Guard(Match m)
    {
        if (ChannelAffine.Refusal(m[norm], m[scale], m[beta], m[mean], m[variance]) is { } refusal)
        {
            return refusal;
        }
        if (m[w].Rank < 3 || m[w].Shape[0] != m[scale].Count || (m.OrNull(b) is { } bias && bias.Count != m[scale].Count))
        {
            return $"{m[scale].Count} normalization channels for filters {m[w].Type}";
        }
        return Affine(m).IsFinite ? null : "the normalization's factors are not finite";
    }

    public override Value After(Match m, Rewriter r)
    {
        ChannelAffine s = Affine(m);
        Value bias = m.ValueOf(b) is { } old ? r.Constant(s.Applied(m[b]), old) : r.Constant(s.Applied(null), m.ValueOf(beta)!);
        return r.Node(Conv, [m[x], r.Constant(s.Scaled(m[w], axis: 0), m.ValueOf(w)!), bias], m[conv].Attributes);
    }

    static ChannelAffine Affine(Match m) =>
        ChannelAffine.OfBatchNormalization(m[scale], m[beta], m[mean], m[variance], m[norm].Float("epsilon", 1e-5f));
}
