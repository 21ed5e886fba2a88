using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ElementwiseOperators;
using static Qcc.Core.Ops.NormalizationOperators;

namespace Qcc.Passes.Recognize;

/// <summary>(x - m)/√(mean((x - m)²) + ε)  =>  LayerNormalization(x, 1) {axis, epsilon = ε},  m = mean(x) over the trailing axes</summary>
/// <remarks>
/// Squares by Pow or Mul, the quotient by Div, Reciprocal or Pow; x - m may be computed twice. Factors and addends behind it are taken in by
/// <see cref="FoldScaleIntoNormalization"/>. Formula: Ba, Kiros and Hinton, "Layer Normalization", equations 3 and 4.
/// </remarks>
public sealed class RecognizeLayerNormalization : RewriteRule
{
    static readonly IReadOnlyList<Operator> quotients = [Div, Mul];

    public override string Summary => "(x - mean(x))/√(variance(x) + ε) => LayerNormalization(x, 1)";

    public override OpPattern Before { get; } = quotients.OfAny();

    public override int FirstOpset => 17;

    public override string? Guard(Match m) => Find(m.Root) is not { } found ? ""
        : Moments.Ones(found.X, found.Axis) is null ? "the size of what is normalized is not known"
        : null;

    public override Value After(Match m, Rewriter r)
    {
        var (x, axis, epsilon) = Find(m.Root)!.Value;
        return r.Node(LayerNormalization, [x, r.Constant(Moments.Ones(x, axis)!)], ("axis", (long)axis), ("epsilon", epsilon));
    }

    static (Value X, int Axis, float Epsilon)? Find(Node root) =>
        Moments.Quotient(root) is var (a, d, axis, epsilon) && Moments.Centered(a, axis) is { } x && ReferenceEquals(Moments.Centered(d, axis), x) && Number.IsFloat(x)
            ? (x, axis, epsilon)
            : null;
}
