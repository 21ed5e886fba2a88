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
/// <param name="multipliers">What scales become.</param>
public sealed class LowerProduct(Multipliers multipliers) : RewriteRule
{
    static readonly Matched product = new("product"), y = new("y");
    static readonly Var a = new("a"), b = new("b");
    static readonly Const s = new("s"), z = new("z", ElementType.Undefined);

    public override string Summary => "Q(MatMul(DQ(a), DQ(b))) => qcc.Requantize(qcc.MatMul(a, b)) for two activations";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } = QuantizeLinear.Of(MatMul.Of(a, b).As(product).UsedOnce, s, z).As(y);

    public override string? Guard(Match m) => m[b].Producer?.Constant(0) is not null ? ""
        : IntegerOperands.Refusal(m[a]) ?? IntegerOperands.Refusal(m[b]) ?? IntegerOperands.Refusal(m[y])
        ?? IntegerOperands.MultiplierRefusal([Multiplier(m)], multipliers.Bits) ?? SumRefusal(m);

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[product];
        Value sums = r.Node(IntegerOperators.MatMul, [IntegerOperands.Codes(m[a]), IntegerOperands.Codes(m[b])],
            IntegerOperands.ZeroPoint("a_zero_point", IntegerOperands.Parameters(m[a].Producer)!), IntegerOperands.ZeroPoint("b_zero_point", IntegerOperands.Parameters(m[b].Producer)!));
        QuantParams result = IntegerOperands.Parameters(m[y])!;
        bool isFused = new[] { Left(m), Right(m), result }.All(q => q.Type.BitWidth() == 8);
        long most = Reach(Left(m)) * Reach(Right(m)) * Depth(m)!.Value;
        return IntegerOperands.Requantize(r, sums, 0, [new(Multiplier(m), isFused ? new F32Requantizer(Multiplier(m), CodeRange.Of(result)) : null, new(-most, most))], [], result, multipliers);
    }

    static float Multiplier(Match m) => Requantizer.MultiplierOf(
        IntegerOperands.Parameters(m[a].Producer)!.Scale, IntegerOperands.Parameters(m[b].Producer)!.Scale, IntegerOperands.Parameters(m[y])!.Scale);

    /// <summary>The greatest product of two differences from zero points, times the depth, must fit 32 bits (1.6).</summary>
    static string? SumRefusal(Match m)
    {
        return Depth(m) is not { } depth ? "its depth is not known"
            : Reach(Left(m)) * Reach(Right(m)) > int.MaxValue / Math.Max(depth, 1) ? "its sums may leave 32 bits"
            : null;
    }

    static long? Depth(Match m) => m[a].TensorType?.Shape is { Count: > 0 } shape ? shape[^1].Size : null;

    static QuantParams Left(Match m) => IntegerOperands.Parameters(m[a].Producer)!;

    static QuantParams Right(Match m) => IntegerOperands.Parameters(m[b].Producer)!;

    static long Reach(QuantParams q)
    {
        (long low, long high) = q.Type.Range();
        return Math.Max(high - q.ZeroPoint, q.ZeroPoint - low);
    }
}
