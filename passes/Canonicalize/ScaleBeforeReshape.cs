using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.DataMovementOperators;
using static Qcc.Core.Ops.ElementwiseOperators;
using static Qcc.Core.Ops.MatrixOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>Mul(Reshape(MatMul(a, b), s), c)  =>  Reshape(Mul(MatMul(a, b), c), s),  c one number; and so for Div by c</summary>
/// <remarks>A factor directly behind a product is part of it for ONNX Runtime (FusedMatMul).</remarks>
public sealed class ScaleBeforeReshape : RewriteRule
{
    static readonly Var a = new("a"), b = new("b"), shape = new("shape");
    static readonly Const c = new("c");
    static readonly Matched scale = new("scale"), reshape = new("reshape"), product = new("product");
    static readonly IReadOnlyList<Operator> scales = [Mul, Div];

    public override string Summary => "Mul(Reshape(MatMul(a, b)), c) => Reshape(Mul(MatMul(a, b), c)), c one number";

    public override OpPattern Before { get; } =
        scales.Of(Reshape.Of(MatMul.Of(a, b).UsedOnce.As(product), shape).UsedOnce.As(reshape), c).Commutative.As(scale);

    public override string? Guard(Match m) => m[c].Count != 1 ? "the factor is not one number"
        : !Shape.DoesNotRaiseRank(m[c], m[product].Output) || !Shape.DoesNotRaiseRank(m[c], m[reshape].Output) ? $"the factor {m[c].Type} raises the rank"
        : m[scale].Operator == Div && m[scale].Constant(0) is not null ? "the number is divided, not the product"
        : null;

    public override Value After(Match m, Rewriter r)
    {
        Value scaled = r.Node(m[scale].Operator, [m[product].Output, m.ValueOf(c)]);
        return r.Node(Reshape, [scaled, m[shape]], m[reshape].Attributes);
    }
}
