using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.DataMovementOperators;
using static Qcc.Core.Ops.MatrixOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>
/// MatMul(a, Reshape(Expand(k, g)))  =>  Reshape(MatMul(Reshape(a), k)):  a[batch, heads·g, rows, ...] times k[batch, heads, 1, ...] that is
/// repeated g times. The g heads that share a k become rows of one product.
/// </summary>
/// <remarks>Grouped-query attention (Ainslie et al., "GQA") as exporters write it; perhaps with the last dimensions of k transposed.</remarks>
public sealed class GroupRepeatedHeads : RewriteRule
{
    static readonly Var a = new("a"), b = new("b");
    static readonly long[] swapped = [0, 1, 3, 2];

    public override string Summary => "MatMul(a, k repeated for groups of heads) => one MatMul of all rows of a group";

    public override OpPattern Before { get; } = MatMul.Of(a, b);

    public override string? Guard(Match m) => Repeated(m[b]) is not { } k ? ""
        : m[a].TensorType?.Shape is not [_, { Size: { } heads }, _, _] || heads != k.Heads * k.Times ? "the first factor has not as many heads as the second"
        : null;

    public override Value After(Match m, Rewriter r)
    {
        Repetition k = Repeated(m[b])!;
        Value right = r.Node(Squeeze, [k.Of, r.Constant(Tensor.Of([2L], 1))]);
        right = k.Transposed ? r.Node(Transpose, [right], ("perm", swapped)) : right;
        Value left = r.Node(Reshape, [m[a], r.Constant(Tensor.Of([0, k.Heads, -1, 0], 4))]);
        Value product = r.Node(MatMul, [left, right]);
        return r.Node(Reshape, [product, r.Constant(Tensor.Of([0, k.Heads * k.Times, -1, 0], 4))]);
    }

    /// <param name="Of">[batch, heads, 1, rows, columns], whose third dimension is expanded.</param>
    sealed record Repetition(Value Of, long Heads, long Times, bool Transposed);

    static Repetition? Repeated(Value value)
    {
        bool transposed = value.Producer is { } node && node.Operator == Transpose && node.Ints("perm")?.SequenceEqual(swapped) == true;
        Value? reshaped = transposed ? value.Producer!.Input(0) : value;
        if (reshaped?.Producer is not { } reshape || reshape.Operator != Reshape || reshape.Input(0)?.Producer is not { } expand || expand.Operator != Expand)
        {
            return null;
        }
        if (expand.Input(0) is not { TensorType.Shape: [var batch, { Size: { } heads }, { Size: 1 }, var rows, var columns] } k
            || expand.Output.TensorType?.Shape is not [var batch1, { Size: { } heads1 }, { Size: { } times }, var rows1, var columns1]
            || reshaped.TensorType?.Shape is not [var batch2, { Size: { } all }, var rows2, var columns2])
        {
            return null;
        }
        bool same = batch == batch1 && batch == batch2 && rows == rows1 && rows == rows2 && columns == columns1 && columns == columns2 && heads == heads1 && heads * times == all
            && batch != Dim.Unknown && rows != Dim.Unknown && columns != Dim.Unknown;
        return same ? new Repetition(k, heads, times, transposed) : null;
    }
}
