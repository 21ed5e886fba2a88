using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ElementwiseOperators;
using static Qcc.Core.Ops.MatrixOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>Gemm(x·s + t, w, b)  =>  Gemm(x, s·w, b + t·w),  for Mul, Div, Add and Sub with one constant per column of x, and for MatMul of matrices</summary>
/// <remarks>Takes the scaler of a converted scikit-learn pipeline into the first layer. Row k of w meets column k of x.</remarks>
public sealed class FoldScaleIntoNextGemm : RewriteRule
{
    static readonly Var x = new("x");
    static readonly Const w = new("w"), b = new("b"), c = new("c");
    static readonly Matched product = new("product"), scale = new("scale");
    static readonly IReadOnlyList<Operator> affine = [Mul, Div, Add, Sub], products = [Gemm, MatMul];

    public override string Summary => "Gemm(x·s + t, w, b) => Gemm(x, s·w, b + t·w)";

    public override OpPattern Before { get; } = products.Of(affine.Of(x, c).Commutative.UsedOnce.As(scale), w, b.Optional).As(product);

    public override string? Guard(Match m)
    {
        if (m[w].Rank != 2 || m[x].TensorType?.Rank != 2 || m[x].IsConstant)
        {
            return "";
        }
        if (m[product].Int("transA", 0) != 0 || m[product].Float("alpha", 1) != 1 || m[product].Float("beta", 1) != 1 || !GemmForm.IsRowBias(m.OrNull(b), Outputs(m)))
        {
            return "the product has factors, a transposed input, or a bias that differs by row";
        }
        return Affine(m) is null ? $"the constant {m[c].Type} is not one finite number per column" : null;
    }

    public override Value After(Match m, Rewriter r)
    {
        ChannelAffine map = Affine(m)!;
        int outputs = GemmForm.OutputAxis(m[product]);
        Value weights = r.Constant(map.Scaled(m[w], 1 - outputs), m.ValueOf(w)!);
        if (m.OrNull(b) is null && map.Shift.All(t => t == 0))
        {
            return r.Node(m[product].Operator, [m[x], weights], m[product].Attributes);
        }
        Tensor sum = Sum(m.OrNull(b), GemmForm.Carried(m[w], outputs, map.Shift));
        Value bias = m.ValueOf(b) is { } old ? r.Constant(sum, old) : r.Constant(sum, m.ValueOf(w)!.Name + "_bias");
        return r.Node(Gemm, [m[x], weights, bias], m[product].Attributes);
    }

    static Tensor Sum(Tensor? b, double[] carried)
    {
        var bias = new float[carried.Length];
        for (int n = 0; n < bias.Length; n++)
        {
            bias[n] = (float)((b is null ? 0 : b.Floats[b.Count == 1 ? 0 : n]) + carried[n]);
        }
        return Tensor.Vector(bias);
    }

    static long Outputs(Match m) => m[w].Shape[GemmForm.OutputAxis(m[product])];

    static ChannelAffine? Affine(Match m) =>
        ChannelAffine.OfElementwise(m[scale], m[c], rank: 2, axis: 1, m[w].Shape[1 - GemmForm.OutputAxis(m[product])]) is { } map && map.Keeps(m[x], m[c]) ? map : null;
}
