using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ContribOperators;
using static Qcc.Core.Ops.ElementwiseOperators;

namespace Qcc.Passes.Recognize;

/// <summary>g·x/√(mean(x²) + ε)  =>  SimplifiedLayerNormalization(x, g) {axis, epsilon = ε},  the mean over the trailing axes, g constant or 1</summary>
/// <remarks>
/// RMSNormalization is an operator of ONNX from opset 23 on only; ONNX Runtime's own one has the same kernel. Formula: Zhang and Sennrich,
/// "Root Mean Square Layer Normalization", equation 4.
/// </remarks>
public sealed class RecognizeRmsNormalization : RewriteRule
{
    static readonly IReadOnlyList<Operator> quotients = [Div, Mul];

    public override string Summary => "g·x/√(mean(x²) + ε) => SimplifiedLayerNormalization(x, g)";

    public override OpPattern Before { get; } = quotients.OfAny();

    public override string? Guard(Match m)
    {
        if (Scaled(m.Root) is not null)
        {
            return null;
        }
        if (Quotient(m.Root) is not { } found || HasFactorBehind(m.Root))
        {
            return "";
        }
        return Moments.Ones(found.X, found.Axis) is null ? "the size of what is normalized is not known" : null;
    }

    public override Value After(Match m, Rewriter r)
    {
        (var (x, axis, epsilon), Value scale) = Scaled(m.Root) is var (quotient, gain) ? (quotient, gain)
            : (Quotient(m.Root)!.Value, r.Constant(Moments.Ones(Quotient(m.Root)!.Value.X, Quotient(m.Root)!.Value.Axis)!));
        return r.Node(SimplifiedLayerNormalization, [x, scale], ("axis", (long)axis), ("epsilon", epsilon), ("stash_type", 1L));
    }

    // A centred x is a LayerNormalization, which has a rule of its own.
    static (Value X, int Axis, float Epsilon)? Quotient(Node node) =>
        Moments.Quotient(node) is var (x, d, axis, epsilon) && ReferenceEquals(x, d) && Moments.Centered(x, axis) is null && Number.IsFloat(x)
            ? (x, axis, epsilon)
            : null;

    /// <summary>The quotient and g where a node multiplies one that nothing else reads by a constant of the normalized dimension.</summary>
    static ((Value X, int Axis, float Epsilon), Value Gain)? Scaled(Node product)
    {
        for (int i = 0; i < 2 && product.Operator == Mul; i++)
        {
            if (product.Input(i) is { IsUsedOnce: true, Producer: { } inner } && Quotient(inner) is { } quotient && product.Input(1 - i) is { Constant: { Rank: 1 } g } gain
                && (quotient.Axis == -1 || quotient.X.TensorType?.Rank == quotient.Axis + 1)
                && (quotient.X.TensorType?.Shape?[^1].Size is { } size ? g.Count == size : g.Count > 1))
            {
                return (quotient, gain);
            }
        }
        return null;
    }

    static bool HasFactorBehind(Node quotient) => quotient.Output.IsUsedOnce && Scaled(quotient.Output.Uses[0].Node) is not null;
}
