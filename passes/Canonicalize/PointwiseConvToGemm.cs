using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ConvolutionOperators;
using static Qcc.Core.Ops.DataMovementOperators;
using static Qcc.Core.Ops.MatrixOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>
/// Flatten(Conv(x, w, b))  =>  Gemm(Flatten(x), wᵀ, b),  x of one position per channel and w of one tap: a classifier behind a
/// global pool, which as a product of matrices may leave its result in float.
/// </summary>
public sealed class PointwiseConvToGemm : RewriteRule
{
    static readonly Var x = new("x");
    static readonly Const w = new("w"), b = new("b"), shape = new("shape", ElementType.S64);
    static readonly Matched conv = new("conv"), flatten = new("flatten");

    public override string Summary => "Flatten(Conv(x, w, b)) => Gemm(Flatten(x), transpose(w), b), where x has one position";

    public override OpPattern Before { get; } = new[] { Flatten, Reshape, Squeeze }.Of(Conv.Of(x, w, b.Optional).UsedOnce.As(conv), shape.Optional).As(flatten);

    public override string? Guard(Match m)
    {
        if (m[x].TensorType is not { Rank: > 2 } type || type.Shape!.Skip(2).Any(d => d.Size != 1) || m[w].Shape.Skip(2).Any(k => k != 1))
        {
            return "";
        }
        bool matrix = m[flatten].Output.TensorType is { Rank: 2 } result && result.Size(1) == m[w].Shape[0];
        return !matrix ? "the result is no matrix of one row per sample"
            : m[conv].Int("group", 1) != 1 ? "a grouped convolution is no matrix product"
            : (m[conv].Ints("pads") ?? []).Any(p => p != 0) ? "padding adds positions"
            : null;
    }

    public override Value After(Match m, Rewriter r)
    {
        Value rows = r.Node(Flatten, [m[x]], ("axis", 1));
        return r.Node(Gemm, [rows, r.Constant(Transposed(m[w]), m.ValueOf(w)!), m.ValueOf(b)]);
    }

    /// <summary>[N, K, 1...] to [K, N].</summary>
    static Tensor Transposed(Tensor weight)
    {
        (int n, int k) = ((int)weight.Shape[0], (int)weight.Shape[1]);
        ReadOnlySpan<float> source = weight.Floats;
        var result = new float[source.Length];
        for (int i = 0; i < source.Length; i++)
        {
            result[i % k * n + i / k] = source[i];
        }
        return Tensor.Of(result, k, n);
    }
}
