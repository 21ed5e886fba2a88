using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.MatrixOperators;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower.Integer;

/// <summary>Q(MatMul(DQ(a), DQ(b)), s_y, z_y)  =>  Requantize(qcc.MatMul(a, b)) by m = s_a·s_b / s_y: a product of two activations</summary>
/// <remarks>docs/integer-arithmetic.md 1.4, 2.2.</remarks>
/// <param name="width">Bits of the multiplier.</param>
public sealed class LowerProduct(int width) : RewriteRule
{
    static readonly Matched product = new("product"), y = new("y");
    static readonly Var a = new("a"), b = new("b");
    static readonly Const s = new("s"), z = new("z", ElementType.Undefined);

    public override string Summary => "Q(MatMul(DQ(a), DQ(b))) => qcc.Requantize(qcc.MatMul(a, b)) for two activations";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } = QuantizeLinear.Of(MatMul.Of(a, b).As(product).UsedOnce, s, z).As(y);

    public override string? Guard(Match m) => m[b].Producer?.Constant(0) is not null ? ""
        : IntegerOperands.Refusal(m[a]) ?? IntegerOperands.Refusal(m[b]) ?? IntegerOperands.Refusal(m[y])
        ?? IntegerOperands.MultiplierRefusal([Multiplier(m)], width) ?? SumRefusal(m);

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[product];
        Value sums = r.Node(IntegerOperators.MatMul, [IntegerOperands.Codes(m[a]), IntegerOperands.Codes(m[b])],
            IntegerOperands.ZeroPoint("a_zero_point", IntegerOperands.Parameters(m[a].Producer)!), IntegerOperands.ZeroPoint("b_zero_point", IntegerOperands.Parameters(m[b].Producer)!));
        return IntegerOperands.Requantize(r, sums, 0, [Multiplier(m)], [], IntegerOperands.Parameters(m[y])!, width);
    }

    static float Multiplier(Match m) => Requantizer.MultiplierOf(
        IntegerOperands.Parameters(m[a].Producer)!.Scale, IntegerOperands.Parameters(m[b].Producer)!.Scale, IntegerOperands.Parameters(m[y])!.Scale);

    /// <summary>The greatest product of two differences from zero points, times the depth, must fit 32 bits (1.6).</summary>
    static string? SumRefusal(Match m)
    {
        long? depth = m[a].TensorType?.Shape is { Count: > 0 } shape ? shape[^1].Size : null;
        return depth is null ? "its depth is not known"
            : Reach(IntegerOperands.Parameters(m[a].Producer)!) * Reach(IntegerOperands.Parameters(m[b].Producer)!) > int.MaxValue / Math.Max(depth.Value, 1) ? "its sums may leave 32 bits"
            : null;
    }

    static long Reach(QuantParams q)
    {
        (long low, long high) = q.Type.Range();
        return Math.Max(high - q.ZeroPoint, q.ZeroPoint - low);
    }
}
