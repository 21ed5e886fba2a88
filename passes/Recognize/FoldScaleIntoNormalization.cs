using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using Qcc.Passes.Canonicalize;
using static Qcc.Core.Ops.ContribOperators;
using static Qcc.Core.Ops.ElementwiseOperators;
using static Qcc.Core.Ops.NormalizationOperators;

namespace Qcc.Passes.Recognize;

/// <summary>
/// LayerNormalization(x, g, b)·s + t  =>  LayerNormalization(x, g·s, b·s + t),  for Mul, Div, Add and Sub with one number per column;
/// SimplifiedLayerNormalization takes factors only
/// </summary>
public sealed class FoldScaleIntoNormalization : RewriteRule
{
    static readonly Var x = new("x");
    static readonly Const g = new("g"), b = new("b"), c = new("c");
    static readonly Matched norm = new("norm"), affine = new("affine");
    static readonly IReadOnlyList<Operator> affines = [Mul, Div, Add, Sub], norms = [LayerNormalization, SimplifiedLayerNormalization];

    public override string Summary => "LayerNormalization(x, g, b)·s + t => LayerNormalization(x, g·s, b·s + t)";

    public override OpPattern Before { get; } = affines.Of(norms.Of(x, g, b.Optional).UsedOnce.As(norm), c).Commutative.As(affine);

    public override string? Guard(Match m)
    {
        if (m[g].Rank != 1 || m[norm].Output.TensorType?.Rank is null)
        {
            return "more than the last dimension is normalized";
        }
        if (Affine(m) is not { } found)
        {
            return $"the constant {m[c].Type} is not one finite number per column";
        }
        return m[norm].Operator == SimplifiedLayerNormalization && found.Shift.Any(t => t != 0) ? "it takes no addend" : null;
    }

    public override Value After(Match m, Rewriter r)
    {
        ChannelAffine s = Affine(m)!;
        bool withoutShift = m.OrNull(b) is null && s.Shift.All(t => t == 0);
        Value? shift = withoutShift ? null : m.ValueOf(b) is { } old ? r.Constant(s.Applied(m[b]), old) : r.Constant(s.Applied(null), m.ValueOf(c)!);
        Value scale = s.Scale.All(v => v == 1) ? m.ValueOf(g)! : r.Constant(s.Scaled(m[g], 0), m[g].Floats.IndexOfAnyExcept(1f) < 0 ? m.ValueOf(c)! : m.ValueOf(g)!);
        return r.Node(m[norm].Operator, [m[x], scale, shift], m[norm].Attributes);
    }

    static ChannelAffine? Affine(Match m) =>
        ChannelAffine.OfElementwise(m[affine], m[c], m[norm].Output.TensorType!.Rank!.Value, m[norm].Output.TensorType!.Rank!.Value - 1, m[g].Count);
}
