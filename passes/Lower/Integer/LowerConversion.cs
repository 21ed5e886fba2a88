using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower.Integer;

/// <summary>Q(DQ(x), s_y, z_y)  =>  Requantize(x - z_x) by m = s_x / s_y, or x itself for equal parameters</summary>
/// <remarks>docs/integer-arithmetic.md 2.2; between codes of 16 and of 8 bits as well.</remarks>
/// <param name="multipliers">What scales become.</param>
public sealed class LowerConversion(Multipliers multipliers) : RewriteRule
{
    static readonly Matched y = new("y");
    static readonly Var x = new("x");
    static readonly Const s = new("s"), z = new("z", ElementType.Undefined);

    public override string Summary => "Q(DQ(x)) => qcc.Requantize(x), or x for equal parameters";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } = QuantizeLinear.Of(x, s, z).As(y);

    public override string? Guard(Match m) => m[x].Producer?.Operator != DequantizeLinear ? ""
        : IntegerOperands.Refusal(m[x]) ?? IntegerOperands.Refusal(m[y]) ?? IntegerOperands.MultiplierRefusal([Multiplier(m)], multipliers.Bits);

    public override Value After(Match m, Rewriter r) =>
        IntegerOperands.Converted(r, IntegerOperands.Codes(m[x]), IntegerOperands.Parameters(m[x].Producer)!, IntegerOperands.Parameters(m[y])!, multipliers);

    static float Multiplier(Match m) => IntegerOperands.Parameters(m[x].Producer)!.Scale / IntegerOperands.Parameters(m[y])!.Scale;
}
