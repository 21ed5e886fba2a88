using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.DataMovementOperators;
using static Qcc.Core.Ops.ElementwiseOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>f(Transpose(a, p), Transpose(b, p))  =>  Transpose(f(a, b), p),  f = Add, Sub, Mul, Div, Max, Min</summary>
public sealed class MergeTransposes : RewriteRule
{
    static readonly Var a = new("a"), b = new("b");
    static readonly Matched first = new("first"), second = new("second"), binary = new("binary");
    static readonly IReadOnlyList<Operator> operators = [Add, Sub, Mul, Div, Max, Min];

    public override string Summary => "f(Transpose(a, p), Transpose(b, p)) => Transpose(f(a, b), p)";

    public override OpPattern Before { get; } = operators.Of(Transpose.Of(a).UsedOnce.As(first), Transpose.Of(b).UsedOnce.As(second)).As(binary);

    public override string? Guard(Match m)
    {
        if (m[a].TensorType?.Rank is not { } rank || m[b].TensorType?.Rank != rank)
        {
            return "the ranks are not known to be equal";
        }
        bool same = m[first].Ints("perm") is { } p ? m[second].Ints("perm") is { } q && p.SequenceEqual(q) : m[second].Ints("perm") is null;
        return same ? null : "the transpositions differ";
    }

    public override Value After(Match m, Rewriter r) =>
        r.Node(Transpose, [r.Node(m[binary].Operator, [m[a], m[b]], m[binary].Attributes)], m[first].Attributes);
}
