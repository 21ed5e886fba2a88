using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower.Integer;

/// <summary>Q(f(DQ(g(...))), s_y, z_y)  =>  g(...) with codes q(low) to q(high), f a Relu or Clip between codes of one scale and zero point</summary>
/// <remarks>
/// docs/integer-arithmetic.md 3.7. Exact: f keeps the order, and Q(DQ(q)) = q. Where others read g's codes too, or it has no limits, f becomes a table
/// (<see cref="LowerUnary"/>).
/// </remarks>
public sealed class LimitCodes : RewriteRule
{
    static readonly Matched f = new("f"), y = new("y");
    static readonly Const s = new("s"), z = new("z", ElementType.Undefined);

    public override string Summary => "Q(Relu(DQ(qcc.Requantize(x)))) => qcc.Requantize(x) with fewer codes; Clip, and results of other operators, alike";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } = QuantizeLinear.Of(new[] { ActivationOperators.Relu, ElementwiseOperators.Clip }.OfAny().As(f).UsedOnce, s, z).As(y);

    public override string? Guard(Match m) => IntegerOperands.Refusal(m[f].Input(0)) is not null || IntegerOperands.Refusal(m[y]) is not null
        || !IntegerOperands.Parameters(m[f].Inputs[0]!.Producer)!.Equals(IntegerOperands.Parameters(m[y])) || BoundsOf(m[f]) is null
        || !m[f].Inputs[0]!.IsUsedOnce || Limited(m) is not { Output.IsUsedOnce: true } node || node.Attribute("low") is null ? "" : null;

    public override Value After(Match m, Rewriter r)
    {
        Node node = Limited(m)!;
        r.Continues = node;
        ((float low, float high), QuantParams q) = (BoundsOf(m[f])!.Value, IntegerOperands.Parameters(m[y])!);
        (int least, int greatest) = (CodeOf(low, q), CodeOf(high, q));
        return r.Node(node.Operator, node.Inputs, [.. node.Attributes.Select(a => (a.Key, (AttributeValue?)(a.Key switch
        {
            "low" => Math.Clamp(node.Int("low", 0), least, greatest),
            "high" => Math.Clamp(node.Int("high", 0), least, greatest),
            _ => a.Value,
        })))]);
    }

    /// <summary>The node whose codes f limits.</summary>
    static Node? Limited(Match m) => IntegerOperands.Codes(m[f].Inputs[0]!).Producer;

    static int CodeOf(float bound, QuantParams q) => IntegerValues.Of(EdgeSemantics.Codes(Tensor.Scalar(bound), q))[0];

    /// <summary>The constants that a node limits its input to, in order; or null.</summary>
    static (float Low, float High)? BoundsOf(Node node)
    {
        if (node.Operator == ActivationOperators.Relu)
        {
            return (0, float.PositiveInfinity);
        }
        float low = BoundOf(node, 1, float.NegativeInfinity), high = BoundOf(node, 2, float.PositiveInfinity);
        return low <= high ? (low, high) : null;
    }

    /// <summary>NaN where a bound is computed.</summary>
    static float BoundOf(Node node, int input, float otherwise) =>
        node.Input(input) is null ? otherwise : node.Constant(input) is { Element: ElementType.F32, Count: 1 } bound ? bound.Floats[0] : float.NaN;
}
