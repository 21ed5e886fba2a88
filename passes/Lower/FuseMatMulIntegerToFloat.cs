using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ElementwiseOperators;
using static Qcc.Core.Ops.MatrixOperators;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower;

/// <summary>
/// Add(MatMul(DequantizeLinear(q, s, z), DequantizeLinear(w, t, 0)), b)  =>  MatMulIntegerToFloat(q, w, s, t, z, 0, b): ONNX Runtime adds the
/// bias in its kernel there, while it leaves the Add alone behind a product that it fuses itself, and before fusing makes a float Gemm of the
/// two where all sizes are known (docs/int8-cpu.md, section 4).
/// </summary>
public sealed class FuseMatMulIntegerToFloat : RewriteRule
{
    static readonly Var q = new("q");
    static readonly Const s = new("s"), z = new("z", ElementType.U8), w = new("w", ElementType.S8), t = new("t"), zero = new("zero", ElementType.S8), b = new("b");
    static readonly Matched weights = new("weights"), product = new("product");

    public override string Summary => "DequantizeLinear(q)·DequantizeLinear(w) + b => MatMulIntegerToFloat(q, w, b)";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } =
        Add.Of(MatMul.Of(DequantizeLinear.Of(q, s, z), DequantizeLinear.Of(w, t, zero).As(weights)).As(product).UsedOnce, b).Commutative;

    public override string? Guard(Match m) =>
        m[w].Rank != 2 || m[s].Count != 1 || m[t].Count != m[w].Shape[1] || (m[t].Rank > 0 && m[weights].Int("axis", 1) is not (1 or -1)) ? ""
        : !m[b].IsVectorOf(m[w].Shape[1]) ? "what is added is not one number per column"
        : m[q].TensorType?.Rank is not { } rank || m[b].Rank > rank ? "the ranks do not fit"
        : null;

    public override Value After(Match m, Rewriter r)
    {
        Value bias = m[b].Rank == 1 ? m.ValueOf(b)! : r.Constant(Tensor.Of(m[b].Floats.ToArray(), m[b].Count), m.ValueOf(b)!);
        r.Continues = m[product];
        return r.Node(ContribOperators.MatMulIntegerToFloat, [m[q], m.ValueOf(w), m.ValueOf(s), m.ValueOf(t), m.ValueOf(z), m.ValueOf(zero), bias]);
    }
}
