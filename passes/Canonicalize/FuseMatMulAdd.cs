using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ElementwiseOperators;
using static Qcc.Core.Ops.MatrixOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>Add(MatMul(x, w), b)  =>  Gemm(x, w, b),  x and w matrices, b one constant per column</summary>
public sealed class FuseMatMulAdd : RewriteRule
{
    static readonly Var x = new("x");
    static readonly Const w = new("w"), b = new("b");

    public override string Summary => "Add(MatMul(x, w), b) => Gemm(x, w, b)";

    public override OpPattern Before { get; } = Add.Of(MatMul.Of(x, w).UsedOnce, b).Commutative;

    public override string? Guard(Match m)
    {
        if (m[x].TensorType?.Rank is not { } rank || rank != 2 || m[w].Rank != 2)
        {
            return m[x].TensorType?.Rank is > 2 ? "Gemm takes matrices only" : "the rank of the first factor is not known";
        }
        bool perColumn = m[b].Count == m[w].Shape[1] && m[b].Rank is 1 or 2 && m[b].Shape[^1] == m[w].Shape[1];
        return perColumn ? null : $"the addend {m[b].Type} is not one number per column";
    }

    public override Value After(Match m, Rewriter r)
    {
        Value bias = m[b].Rank == 1 ? m.ValueOf(b)! : r.Constant(m[b].Reshaped(m[b].Count), m.ValueOf(b)!);
        return r.Node(Gemm, [m[x], m.ValueOf(w), bias]);
    }
}
