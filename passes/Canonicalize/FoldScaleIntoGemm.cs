using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ElementwiseOperators;
using static Qcc.Core.Ops.MatrixOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>Gemm(x, w, b)·s + t  =>  Gemm(x, w·s, b·s + t),  for Mul, Div, Add and Sub with one constant per column;  MatMul(x, w)·s  =>  MatMul(x, w·s)</summary>
public sealed class FoldScaleIntoGemm : RewriteRule
{
    static readonly Var x = new("x");
    static readonly Const w = new("w"), b = new("b"), c = new("c");
    static readonly Matched product = new("product"), scale = new("scale");
    static readonly IReadOnlyList<Operator> affine = [Mul, Div, Add, Sub], products = [Gemm, MatMul];

    public override string Summary => "Gemm(x, w, b)·s + t => Gemm(x, w·s, b·s + t)";

    public override OpPattern Before { get; } = affine.Of(products.Of(x, w, b.Optional).UsedOnce.As(product), c).Commutative.As(scale);

    public override string? Guard(Match m)
    {
        if (m[w].Rank != 2 || m[product].Float("alpha", 1) != 1 || m[product].Float("beta", 1) != 1 || !GemmForm.IsRowBias(m.OrNull(b), Outputs(m)))
        {
            return "the product has factors, no matrix of weights, or a bias that differs by row";
        }
        if (Affine(m) is not { } found)
        {
            return $"the constant {m[c].Type} is not one finite number per column";
        }
        // MatMul takes no addend; where the result is a matrix, FuseMatMulAdd makes the Gemm that does.
        return m[product].Operator == MatMul && found.Shift.Any(t => t != 0) ? "" : null;
    }

    public override Value After(Match m, Rewriter r)
    {
        ChannelAffine s = Affine(m)!;
        bool withoutBias = m.OrNull(b) is null && s.Shift.All(t => t == 0);
        Value? bias = withoutBias ? null : m.ValueOf(b) is { } old ? r.Constant(s.Applied(m[b]), old) : r.Constant(s.Applied(null), m.ValueOf(c)!);
        Value weights = r.Constant(s.Scaled(m[w], GemmForm.OutputAxis(m[product])), m.ValueOf(w)!);
        return r.Node(m[product].Operator, [m[x], weights, bias], m[product].Attributes);
    }

    static long Outputs(Match m) => m[w].Shape[GemmForm.OutputAxis(m[product])];

    static ChannelAffine? Affine(Match m) => m[product].Output.TensorType?.Rank is { } rank and > 0
        ? ChannelAffine.OfElementwise(m[scale], m[c], rank, rank - 1, Outputs(m))
        : null;
}
