using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.DataMovementOperators;
using static Qcc.Core.Ops.PoolingOperators;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower.Integer;

/// <summary>Q(move(DQ(x), DQ(x'), ...), s, z)  =>  move(x, x', ...); an operand of other parameters is requantized first</summary>
/// <remarks>docs/integer-arithmetic.md 3.3, 3.5, 3.6. Exact for equal parameters: Q(DQ(q)) = q, and a positive scale keeps the order.</remarks>
/// <param name="multipliers">What scales become.</param>
public sealed class LowerMovement(Multipliers multipliers) : RewriteRule
{
    /// <summary>Operators that move elements or choose among them. Pad is not among them: what it adds are codes already (InsertQuantizeDequantize).</summary>
    static readonly Operator[] Moves = [.. Rearranging, Resize, Concat, MaxPool, ReductionOperators.ReduceMax];

    static readonly Matched move = new("move"), y = new("y");
    static readonly Const s = new("s"), z = new("z", ElementType.Undefined);

    public override string Summary => "Q(Transpose(DQ(x))) => Transpose(x); other movements, Concat and MaxPool alike";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } = QuantizeLinear.Of(Moves.OfAny().As(move).UsedOnce, s, z).As(y);

    public override string? Guard(Match m) => IntegerOperands.Refusal(m[y])
        ?? Operands(m).Select(IntegerOperands.Refusal).FirstOrDefault(refusal => refusal is not null)
        ?? (m[move].Operator == Resize ? NearestIndices.Refusal(m[move]) : null)
        ?? IntegerOperands.MultiplierRefusal(Operands(m).Select(x => Multiplier(x, m)), multipliers.Bits);

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[move];
        QuantParams to = IntegerOperands.Parameters(m[y])!;
        int operands = Operands(m).Count();
        return r.Node(m[move].Operator, [.. m[move].Inputs.Select((input, i) => i < operands ? Codes(input!) : input)], m[move].Attributes);

        Value Codes(Value x) => IntegerOperands.Converted(r, IntegerOperands.Codes(x), IntegerOperands.Parameters(x.Producer)!, to, multipliers);
    }

    /// <summary>The inputs that hold the elements.</summary>
    static IEnumerable<Value?> Operands(Match m) => m[move].Operator == Concat ? m[move].Inputs : m[move].Inputs.Take(1);

    static float Multiplier(Value? x, Match m) => IntegerOperands.Parameters(x!.Producer)!.Scale / IntegerOperands.Parameters(m[y])!.Scale;
}
