using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.DataMovementOperators;
using static Qcc.Core.Ops.MatrixOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>
/// Einsum(a, b)  =>  MatMul(a, b) between Transposes and Reshapes: of two tensors with one label each for rows, columns and the sum, or with
/// constant weights and any number of them
/// </summary>
/// <remarks>
/// How Keras writes the layers of attention ("abc,cde->abde", "abcd,cde->abe") and its two products ("aecd,abcd->acbe", "acbe,aecd->abcd"). MatMul has
/// integer kernels; ONNX Runtime's Einsum computes the same product between the same copies.
/// </remarks>
public sealed class EinsumToMatMul : RewriteRule
{
    static readonly Var a = new("a"), b = new("b");
    static readonly Matched einsum = new("einsum");

    public override string Summary => "Einsum(a, b) => MatMul(a, b) between Transposes and Reshapes";

    public override OpPattern Before { get; } = Einsum.Of(a, b).As(einsum);

    public override string? Guard(Match m)
    {
        if (EinsumLabels.Of(m[einsum]) is not { } labels)
        {
            return "the equation is no product of two operands";
        }
        if (m[a].TensorType is not { Shape: { } left, Element: ElementType.F32 or ElementType.F16 } || m[b].TensorType?.Shape is not { } right
            || left.Count != labels.A.Length || right.Count != labels.B.Length)
        {
            return "the operands are not float tensors of known rank";
        }
        // Einsum repeats an operand of size 1 for the sum, MatMul does not.
        if (labels.Contracted.Any(l => left[labels.A.IndexOf(l, StringComparison.Ordinal)] is var d && (d == Dim.Unknown || d != right[labels.B.IndexOf(l, StringComparison.Ordinal)])))
        {
            return "the sizes of what is summed are not known to be equal";
        }
        return WeightsSecond(m) is not null || (labels.Rows.Length == 1 && labels.Columns.Length == 1 && labels.Contracted.Length == 1) ? null
            : "there is more than one label for rows, columns or the sum";
    }

    public override Value After(Match m, Rewriter r)
    {
        if (WeightsSecond(m) is var (x, w, labels))
        {
            return WithWeights(x, w, labels, r);
        }
        // The operand whose label stands first in the result is the left one.
        EinsumLabels written = EinsumLabels.Of(m[einsum])!;
        bool inOrder = written.Result.IndexOf(written.Rows, StringComparison.Ordinal) < written.Result.IndexOf(written.Columns, StringComparison.Ordinal);
        (Value first, Value second, EinsumLabels l) = inOrder ? (m[a], m[b], written) : (m[b], m[a], written.Exchanged);
        Value left = Moved(first, l.A, l.Batch + l.Rows + l.Contracted, r), right = Moved(second, l.B, l.Batch + l.Contracted + l.Columns, r);
        return Moved(r.Node(MatMul, [left, right]), l.Batch + l.Rows + l.Columns, l.Result, r);
    }

    /// <summary>The operands with constant weights as the second, or null: any labels but those of a batch.</summary>
    static (Value X, Value W, EinsumLabels Labels)? WeightsSecond(Match m)
    {
        EinsumLabels labels = EinsumLabels.Of(m[einsum])!;
        bool usable = labels is { Batch: "", Rows.Length: > 0, Columns.Length: > 0, Contracted.Length: > 0 };
        return !usable ? null : m[b].IsConstant ? (m[a], m[b], labels) : m[a].IsConstant ? (m[b], m[a], labels.Exchanged) : null;
    }

    static Value WithWeights(Value x, Value w, EinsumLabels l, Rewriter r)
    {
        long Size(char label) => w.Constant!.Shape[l.B.IndexOf(label, StringComparison.Ordinal)];
        long[] copied = [.. l.Rows.Select(_ => 0L)];
        Value rows = Moved(x, l.A, l.Rows + l.Contracted, r), weights = Moved(w, l.B, l.Contracted + l.Columns, r);
        rows = l.Contracted.Length == 1 ? rows : Reshaped(rows, [.. copied, l.Contracted.Aggregate(1L, (n, c) => n * Size(c))], r);
        if (l.B.Length > 2)
        {
            weights = Reshaped(weights, [l.Contracted.Aggregate(1L, (n, c) => n * Size(c)), l.Columns.Aggregate(1L, (n, c) => n * Size(c))], r);
        }
        Value product = r.Node(MatMul, [rows, weights]);
        product = l.Columns.Length == 1 ? product : Reshaped(product, [.. copied, .. l.Columns.Select(Size)], r);
        return Moved(product, l.Rows + l.Columns, l.Result, r);
    }

    static Value Moved(Value value, string from, string to, Rewriter r) => EinsumLabels.Order(from, to) is { } order ? r.Node(Transpose, [value], ("perm", order)) : value;

    static Value Reshaped(Value value, long[] shape, Rewriter r) => r.Node(Reshape, [value, r.Constant(Tensor.Of(shape, shape.Length))]);
}
