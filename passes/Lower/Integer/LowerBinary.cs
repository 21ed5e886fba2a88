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
/// <remarks>
/// docs/integer-arithmetic.md 3.1, 3.2: one rounding. Sums of 8-bit codes fit 32 bits with multipliers of 21 bits; wider ones have 64. Multipliers are moved by
/// some units so that every pair of codes gets the code of ONNX Runtime's kernel, where that can be done.
/// </remarks>
/// <param name="multipliers">What scales become.</param>
public sealed class LowerBinary(Multipliers multipliers) : RewriteRule
{
    static readonly Matched op = new("op"), y = new("y");
    static readonly Var a = new("a"), b = new("b");
    static readonly Const s = new("s"), z = new("z", ElementType.Undefined);

    public override string Summary => "Q(DQ(a) + DQ(b)) => qcc.Add(a, b); differences and products alike";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } = QuantizeLinear.Of(new[] { Add, Sub, Mul }.Of(a, b).As(op).UsedOnce, s, z).As(y);

    public override string? Guard(Match m) => IntegerOperands.Refusal(m[a]) ?? IntegerOperands.Refusal(m[b]) ?? IntegerOperands.Refusal(m[y])
        ?? (m[op].Operator == Mul ? IntegerOperands.MultiplierRefusal([Product(m)], multipliers.Bits) : IntegerOperands.MultiplierRefusal(Ratios(m), SumWidth(m)));

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[op];
        QuantParams left = Left(m), right = Right(m), result = Result(m);
        Value[] operands = [IntegerOperands.Codes(m[a]), IntegerOperands.Codes(m[b])];
        (string, AttributeValue?)[] zeroPoints = [IntegerOperands.ZeroPoint("a_zero_point", left), IntegerOperands.ZeroPoint("b_zero_point", right)];
        if (m[op].Operator == Mul)
        {
            (Dyadic scale, bool isEqual) = MultiplierOfProduct(m, left, right, result);
            return r.Node(IntegerOperators.Mul, operands, [.. zeroPoints, ("multiplier", scale.Multiplier), ("shift", scale.Shift), Claim(isEqual), .. IntegerOperands.Result(result)]);
        }
        DyadicAdd nearest = DyadicAdd.Of(left.Scale, left.ZeroPoint, right.Scale, right.ZeroPoint, result.Scale, CodeRange.Of(result), SumWidth(m));
        DyadicAdd? equal = m[op].Operator == Add && IsFused(m, left, right, result) ? EqualAdd.Find(nearest, KernelSum(m[op], left, right, result), CodeRange.Of(left), CodeRange.Of(right)) : null;
        DyadicAdd sum = equal ?? (multipliers.Form == MultiplierForm.Pot ? nearest.Reduced() : nearest);
        return r.Node(IntegerOperators.Add, operands,
        [
            .. zeroPoints, ("a_multiplier", sum.MultiplierA), ("b_multiplier", m[op].Operator == Sub ? -sum.MultiplierB : sum.MultiplierB),
            ("shift", sum.Shift), Claim(equal is not null), .. IntegerOperands.Result(result),
        ]);
    }

    /// <summary>Whether ONNX Runtime has a fused kernel, which the integers could be equal to; for differences it has none.</summary>
    bool IsFused(Match m, params QuantParams[] parameters) => multipliers.Form == MultiplierForm.Dyadic && m[op].Operator != Sub && parameters.All(q => q.Type.BitWidth() == 8);

    static (string Name, AttributeValue? Value) Claim(bool isEqual) => ("equals_f32", isEqual ? (AttributeValue)1 : null);

    (Dyadic Scale, bool IsEqual) MultiplierOfProduct(Match m, QuantParams left, QuantParams right, QuantParams result)
    {
        Dyadic nearest = Dyadic.Nearest(Product(m), multipliers.Bits);
        if (!IsFused(m, left, right, result))
        {
            return (multipliers.Form == MultiplierForm.Pot ? nearest.Reduced() : nearest, false);
        }
        (CodeRange x, CodeRange y) = (CodeRange.Of(left), CodeRange.Of(right));
        long[] corners = [.. new[] { x.Low, x.High }.SelectMany(p => new[] { y.Low, y.High }.Select(q => (long)(p - x.ZeroPoint) * (q - y.ZeroPoint)))];
        Dyadic? equal = EqualRequantizer.Find(new F32Mul(Product(m), CodeRange.Of(result)), new AccumulatorRange(corners.Min(), corners.Max()), multipliers.Bits)?.Scale;
        return (equal ?? nearest, equal is not null);
    }

    /// <summary>QLinearAdd, which exchanges its operands where the first is one number for each row and the second is not.</summary>
    internal static Func<int, int, int> KernelSum(Node add, QuantParams left, QuantParams right, QuantParams result)
    {
        CodeRange codes = CodeRange.Of(result);
        if (add.Inputs[0]?.TensorType?.Size(-1) == 1 && add.Inputs[1]?.TensorType?.Size(-1) != 1)
        {
            var exchanged = new F32Add(right.Scale, right.ZeroPoint, left.Scale, left.ZeroPoint, result.Scale, codes);
            return (x, y) => exchanged.Apply(y, x);
        }
        return new F32Add(left.Scale, left.ZeroPoint, right.Scale, right.ZeroPoint, result.Scale, codes).Apply;
    }

    static int SumWidth(Match m) => new[] { Left(m), Right(m), Result(m) }.All(q => q.Type.BitWidth() == 8) ? DyadicAdd.Width : DyadicAdd.WideWidth;

    static float[] Ratios(Match m) => [Left(m).Scale / Result(m).Scale, Right(m).Scale / Result(m).Scale];

    static float Product(Match m) => Requantizer.MultiplierOf(Left(m).Scale, Right(m).Scale, Result(m).Scale);

    static QuantParams Left(Match m) => IntegerOperands.Parameters(m[a].Producer)!;
    static QuantParams Right(Match m) => IntegerOperands.Parameters(m[b].Producer)!;
    static QuantParams Result(Match m) => IntegerOperands.Parameters(m[y])!;
}
