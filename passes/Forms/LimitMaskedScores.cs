using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ActivationOperators;
using static Qcc.Core.Ops.ElementwiseOperators;
using static Qcc.Core.Ops.ReductionOperators;

namespace Qcc.Passes.Forms;

/// <summary>
/// Softmax(x)  =>  Softmax(Clip(x - ReduceMax(x), -60)),  where x is masked. A masked score (-10000, -∞) becomes a probability of 4e-39 in
/// ONNX Runtime, a subnormal number, and many processors take a hundred cycles for every operation on one: in the softmax and in the
/// product that follows. Probabilities below e^-60 = 9e-27 are nothing beside the largest: n of them change a sum of at least 1 by less
/// than a rounding of float32 does for every n below 2^60.
/// </summary>
public sealed class LimitMaskedScores : RewriteRule
{
    const float Range = 60;

    static readonly Var x = new("x");
    static readonly Matched softmax = new("softmax");

    public override string Summary => "Softmax(x) => Softmax(Clip(x - ReduceMax(x), -60)), where x is masked";

    public override OpPattern Before { get; } = Softmax.Of(x).As(softmax);

    public override string? Guard(Match m)
    {
        if (m[x].TensorType is not { Element: ElementType.F32, Rank: { } rank } || !AttentionMask.IsMasked(m[x], AttentionMask.Subnormal))
        {
            return "";
        }
        long axis = m[softmax].Int("axis", -1);
        return axis == -1 || axis == rank - 1 ? null : "normalizes along another axis than the last";
    }

    public override Value After(Match m, Rewriter r)
    {
        Value largest = r.Node(ReduceMax, [m[x], r.Constant(Tensor.Of(ElementType.S64, new[] { -1L }, 1))], ("keepdims", 1));
        // Clip with a constant is faster than Max with a bound per row.
        Value bounded = r.Node(Clip, [r.Node(Sub, [m[x], largest]), r.Constant(Tensor.Scalar(-Range))]);
        return r.Node(Softmax, [bounded], ("axis", -1));
    }
}
