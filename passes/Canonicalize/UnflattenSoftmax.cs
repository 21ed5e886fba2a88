using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ActivationOperators;
using static Qcc.Core.Ops.DataMovementOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>Reshape(Softmax(Flatten(x) {axis=r-1}) {axis=-1}, shape of x)  =>  Softmax(x) {axis=-1},  r the rank of x</summary>
/// <remarks>The form to which opsets before 13 are raised while the rank is not known.</remarks>
public sealed class UnflattenSoftmax : RewriteRule
{
    static readonly Var x = new("x"), shape = new("shape");
    static readonly Matched softmax = new("softmax"), flatten = new("flatten");
    static readonly IReadOnlyList<Operator> softmaxes = [Softmax, LogSoftmax, Hardmax];

    public override string Summary => "Reshape(Softmax(Flatten(x))) => Softmax(x) along the last axis";

    public override OpPattern Before { get; } = Reshape.Of(softmaxes.Of(Flatten.Of(x).As(flatten)).UsedOnce.As(softmax), shape);

    public override string? Guard(Match m)
    {
        if (m[x].TensorType is not { Shape: { Count: > 0 } from } || Shape.Axis(m[softmax].Int("axis", -1), 2) != 1
            || Shape.Axis(m[flatten].Int("axis", 1), from.Count) != from.Count - 1)
        {
            return "";
        }
        bool ofX = m[shape].Producer is { } node && node.Operator == ConstantOperators.Shape && ReferenceEquals(node.Input(0), m[x]) && node.Attributes.Count == 0;
        bool same = m.Root.Output.TensorType?.Shape is { } to && to.SequenceEqual(from) && !to.Contains(Dim.Unknown);
        return ofX || same ? null : "the result has another shape than x";
    }

    public override Value After(Match m, Rewriter r) => r.Node(m[softmax].Operator, [m[x]], ("axis", -1L));
}
