using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ElementwiseOperators;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower.Integer;

/// <summary>
/// Q(DQ(a) + DQ(b), s_y, z_y)  =>  qcc.Add(a, b) by b_a / 2^c = s_a / s_y and b_b / 2^c = s_b / s_y; a difference has a negative b_b; a product is
/// qcc.Mul(a, b) by s_a·s_b / s_y
/// </summary>
/// <remarks>docs/integer-arithmetic.md 3.1, 3.2: one rounding. Sums of 8-bit codes fit 32 bits with multipliers of 21 bits; wider ones have 64.</remarks>
/// <param name="width">Bits of the multiplier of a product.</param>
public sealed class LowerBinary(int width) : RewriteRule
{
    static readonly Matched op = new("op"), y = new("y");
    static readonly Var a = new("a"), b = new("b");
    static readonly Const s = new("s"), z = new("z", ElementType.Undefined);

    public override string Summary => "Q(DQ(a) + DQ(b)) => qcc.Add(a, b); differences and products alike";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } = QuantizeLinear.Of(new[] { Add, Sub, Mul }.Of(a, b).As(op).UsedOnce, s, z).As(y);

    public override string? Guard(Match m) => IntegerOperands.Refusal(m[a]) ?? IntegerOperands.Refusal(m[b]) ?? IntegerOperands.Refusal(m[y])
        ?? (m[op].Operator == Mul ? IntegerOperands.MultiplierRefusal([Product(m)], width) : IntegerOperands.MultiplierRefusal(Ratios(m), SumWidth(m)));

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[op];
        QuantParams left = Left(m), right = Right(m), result = Result(m);
        Value[] operands = [IntegerOperands.Codes(m[a]), IntegerOperands.Codes(m[b])];
        (string, AttributeValue?)[] zeroPoints = [IntegerOperands.ZeroPoint("a_zero_point", left), IntegerOperands.ZeroPoint("b_zero_point", right)];
        if (m[op].Operator == Mul)
        {
            Dyadic scale = Dyadic.Nearest(Product(m), width);
            return r.Node(IntegerOperators.Mul, operands, [.. zeroPoints, ("multiplier", scale.Multiplier), ("shift", scale.Shift), .. IntegerOperands.Result(result)]);
        }
        DyadicAdd sum = DyadicAdd.Of(left.Scale, left.ZeroPoint, right.Scale, right.ZeroPoint, result.Scale, default, SumWidth(m));
        return r.Node(IntegerOperators.Add, operands,
        [
            .. zeroPoints, ("a_multiplier", sum.MultiplierA), ("b_multiplier", m[op].Operator == Sub ? -sum.MultiplierB : sum.MultiplierB),
            ("shift", sum.Shift), .. IntegerOperands.Result(result),
        ]);
    }

    static int SumWidth(Match m) => new[] { Left(m), Right(m), Result(m) }.All(q => q.Type.BitWidth() == 8) ? DyadicAdd.Width : DyadicAdd.WideWidth;

    static float[] Ratios(Match m) => [Left(m).Scale / Result(m).Scale, Right(m).Scale / Result(m).Scale];

    static float Product(Match m) => Requantizer.MultiplierOf(Left(m).Scale, Right(m).Scale, Result(m).Scale);

    static QuantParams Left(Match m) => IntegerOperands.Parameters(m[a].Producer)!;
    static QuantParams Right(Match m) => IntegerOperands.Parameters(m[b].Producer)!;
    static QuantParams Result(Match m) => IntegerOperands.Parameters(m[y])!;
}
