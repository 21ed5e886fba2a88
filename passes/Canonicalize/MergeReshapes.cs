using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.DataMovementOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>Reshape(Reshape(x, s), t)  =>  Reshape(x, t),  and so for Flatten, Squeeze and Unsqueeze where the result's shape is known</summary>
/// <remarks>A size that is not known is copied from the same place of x (0) or, once, left to the operator (-1).</remarks>
public sealed class MergeReshapes : RewriteRule
{
    static readonly Matched outer = new("outer");
    static readonly IReadOnlyList<Operator> operators = [Reshape, Flatten, Squeeze, Unsqueeze];

    public override string Summary => "Reshape(Reshape(x, s), t) => Reshape(x, t)";

    public override OpPattern Before { get; } = operators.OfAny().As(outer);

    public override string? Guard(Match m)
    {
        if (m[outer].Input(0)?.Producer is not { } above || !operators.Contains(above.Operator) || above.Input(0) is not { } x)
        {
            return "";
        }
        return Target(m[outer], x) is null ? "the shape of the result is not known well enough" : null;
    }

    public override Value After(Match m, Rewriter r)
    {
        Value x = m[outer].Input(0)!.Producer!.Input(0)!;
        long[] target = Target(m[outer], x)!;
        return r.Node(Reshape, [x, r.Constant(Tensor.Of(target, target.Length), m.Root.Output.Name + "_shape")]);
    }

    static long[]? Target(Node outer, Value x) =>
        x.TensorType?.Shape is { } from && outer.Output.TensorType?.Shape is { } to ? ReshapeTarget.Of(from, to) : null;
}
