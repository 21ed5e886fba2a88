using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ConvolutionOperators;
using static Qcc.Core.Ops.ElementwiseOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>Conv(x, w, b)·s + t  =>  Conv(x, w·s, b·s + t),  for Mul, Div, Add and Sub with one constant per channel</summary>
/// <remarks>Declines when the convolution has other uses, which need its result as it was.</remarks>
public sealed class FoldScaleIntoConv : RewriteRule
{
    static readonly Var x = new("x");
    static readonly Const w = new("w"), b = new("b"), c = new("c");
    static readonly Matched conv = new("conv"), scale = new("scale");
    static readonly IReadOnlyList<Operator> affine = [Mul, Div, Add, Sub];

    public override string Summary => "Conv(x, w, b)·s + t => Conv(x, w·s, b·s + t)";

    public override OpPattern Before { get; } = affine.Of(Conv.Of(x, w, b.Optional).UsedOnce.As(conv), c).Commutative.As(scale);

    public override string? Guard(Match m)
    {
        if (m[w].Rank < 3 || (m.OrNull(b) is { } bias && bias.Count != m[w].Shape[0]))
        {
            return $"filters are {m[w].Type}";
        }
        return Affine(m) is null ? $"the constant {m[c].Type} is not one finite number per channel" : null;
    }

    public override Value After(Match m, Rewriter r)
    {
        ChannelAffine s = Affine(m)!;
        bool withoutBias = m.OrNull(b) is null && s.Shift.All(t => t == 0);
        Value? bias = withoutBias ? null : m.ValueOf(b) is { } old ? r.Constant(s.Applied(m[b]), old) : r.Constant(s.Applied(null), m.ValueOf(c)!);
        return r.Node(Conv, [m[x], r.Constant(s.Scaled(m[w], axis: 0), m.ValueOf(w)!), bias], m[conv].Attributes);
    }

    static ChannelAffine? Affine(Match m) => ChannelAffine.OfElementwise(m[scale], m[c], m[w].Rank, axis: 1, m[w].Shape[0]);
}
