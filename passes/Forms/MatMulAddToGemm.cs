using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.DataMovementOperators;
using static Qcc.Core.Ops.ElementwiseOperators;
using static Qcc.Core.Ops.MatrixOperators;

namespace Qcc.Passes.Forms;

/// <summary>x·W + b  =>  Reshape(Gemm(Reshape(x, [M, K]), W, b), [..., N]),  W [K, N] and b [N] constant, x [..., K] of known sizes</summary>
/// <remarks>The bias then belongs to the sums of an integer layer, with one rounding behind both; reshaping copies nothing.</remarks>
public sealed class MatMulAddToGemm : RewriteRule
{
    static readonly Var x = new("x");
    static readonly Const w = new("w", ElementType.F32), b = new("b", ElementType.F32);
    static readonly Matched sum = new("sum");

    public override string Summary => "x·W + b => Reshape(Gemm(Reshape(x), W, b)) for x of rank 3 and more";

    public override OpPattern Before { get; } = Add.Of(MatMul.Of(x, w).UsedOnce, b).Commutative.As(sum);

    public override string? Guard(Match m) => m[w].Rank != 2 || m[w].Count == 0 || !m[b].IsVectorOf(m[w].Shape[1]) || m[b].Rank > m[x].TensorType?.Rank ? ""
        : m[x].TensorType?.Count is null ? "the sizes of x are not known"
        : null;

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[sum];
        long[] shape = [.. m[x].TensorType!.Shape!.Select(d => d.Size!.Value)];
        (long depth, long columns) = (m[w].Shape[0], m[w].Shape[1]);
        Value rows = r.Node(Reshape, [m[x], r.Constant(Tensor.Of([m[x].TensorType!.Count!.Value / depth, depth], 2))]);
        Value bias = m[b].Rank == 1 ? m.ValueOf(b)! : r.Constant(m[b].Reshaped(columns), insteadOf: m.ValueOf(b)!);
        return r.Node(Reshape, [r.Node(Gemm, [rows, m.ValueOf(w), bias]), r.Constant(Tensor.Of([.. shape[..^1], columns], shape.Length))]);
    }
}
