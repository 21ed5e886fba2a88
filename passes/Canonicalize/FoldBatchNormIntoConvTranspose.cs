using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ConvolutionOperators;
using static Qcc.Core.Ops.NormalizationOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>BatchNormalization(ConvTranspose(x, w, b))  =>  ConvTranspose(x, w·s, b·s + t)</summary>
/// <remarks>
/// Filters are [inputs, outputs per group, ...]: output channel j of group g is reached from the input channels of that group
/// alone, so row i of w is scaled by the factors of group i / (inputs per group).
/// </remarks>
public sealed class FoldBatchNormIntoConvTranspose : RewriteRule
{
    static readonly Var x = new("x");
    static readonly Const w = new("w"), b = new("b"), scale = new("scale"), beta = new("beta"), mean = new("mean"), variance = new("var");
    static readonly Matched conv = new("conv"), norm = new("norm");

    public override string Summary => "BatchNormalization(ConvTranspose(x, w, b)) => ConvTranspose(x, w·s, b·s + t)";

    public override OpPattern Before { get; } =
        BatchNormalization.Of(ConvTranspose.Of(x, w, b.Optional).UsedOnce.As(conv), scale, beta, mean, variance).As(norm);

    public override string? Guard(Match m)
    {
        if (ChannelAffine.Refusal(m[norm], m[scale], m[beta], m[mean], m[variance]) is { } refusal)
        {
            return refusal;
        }
        long groups = m[conv].Int("group", 1), channels = m[scale].Count;
        if (m[w].Rank < 3 || groups < 1 || m[w].Shape[0] % groups != 0 || channels % groups != 0 || m[w].Shape[1] != channels / groups || (m.OrNull(b) is { } bias && bias.Count != channels))
        {
            return $"{channels} normalization channels for filters {m[w].Type} in {groups} groups";
        }
        return Affine(m).IsFinite ? null : "the normalization's factors are not finite";
    }

    public override Value After(Match m, Rewriter r)
    {
        ChannelAffine s = Affine(m);
        Value bias = m.ValueOf(b) is { } old ? r.Constant(s.Applied(m[b]), old) : r.Constant(s.Applied(null), m.ValueOf(beta)!);
        return r.Node(ConvTranspose, [m[x], r.Constant(Scaled(m[w], s, m[conv].Int("group", 1)), m.ValueOf(w)!), bias], m[conv].Attributes);
    }

    static Tensor Scaled(Tensor w, ChannelAffine s, long groups)
    {
        float[] result = w.Floats.ToArray();
        long perGroup = w.Shape[0] / groups, outputs = w.Shape[1], kernel = w.Shape.Skip(2).Aggregate(1L, (product, size) => product * size);
        for (long i = 0; i < result.Length; i++)
        {
            long row = i / kernel / outputs, column = i / kernel % outputs;
            result[i] = (float)(result[i] * s.Scale[row / perGroup * outputs + column]);
        }
        return Tensor.Of(result, [.. w.Shape]);
    }

    static ChannelAffine Affine(Match m) =>
        ChannelAffine.OfBatchNormalization(m[scale], m[beta], m[mean], m[variance], m[norm].Float("epsilon", 1e-5f));
}
