using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ConvolutionOperators;
using static Qcc.Core.Ops.ElementwiseOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>Conv(x·s + t, w, b)  =>  Conv(x, w·s, b + Σ w·t),  s and t constant per input channel; t = 0 or no padding</summary>
/// <remarks>
/// The sum runs over everything a filter covers. Padding adds zeros after the addition, which the sum would count as t: with
/// padding only a pure scale is exact.
/// </remarks>
public sealed class FoldScaleIntoNextConv : RewriteRule
{
    static readonly Var x = new("x");
    static readonly Const w = new("w"), b = new("b"), c = new("c");
    static readonly Matched conv = new("conv"), scale = new("scale");
    static readonly IReadOnlyList<Operator> affine = [Mul, Div, Add, Sub];

    public override string Summary => "Conv(x·s + t, w, b) => Conv(x, w·s, b + Σ w·t)";

    public override OpPattern Before { get; } = Conv.Of(affine.Of(x, c).Commutative.UsedOnce.As(scale), w, b.Optional).As(conv);

    public override string? Guard(Match m) =>
        m[w].Rank < 3 ? "" : NextConv.Refusal(m[conv], m[w], m.OrNull(b), Affine(m), $"the constant {m[c].Type} is not one finite number per channel");

    public override Value After(Match m, Rewriter r) => NextConv.Folded(r, m[conv], m[x], Affine(m)!);

    static ChannelAffine? Affine(Match m) => m[x].IsConstant || m[x].TensorType?.Rank != m[w].Rank
        ? null
        : ChannelAffine.OfElementwise(m[scale], m[c], m[w].Rank, axis: 1, NextConv.InputChannels(m[conv], m[w])) is { } map && map.Keeps(m[x], m[c]) ? map : null;
}
