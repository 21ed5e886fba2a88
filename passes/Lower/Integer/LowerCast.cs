using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ElementwiseOperators;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower.Integer;

/// <summary>Q(Cast(n), s_y, z_y)  =>  Requantize(Cast(n)) by m = 1 / s_y: integers that a model computes with, a mask of zeros and ones say, as codes</summary>
/// <remarks>docs/integer-arithmetic.md 2.2; an integer has scale 1 and zero point 0. An s64 number of more than 32 bits wraps (3.10) where the model saturates.</remarks>
/// <param name="multipliers">What scales become.</param>
public sealed class LowerCast(Multipliers multipliers) : RewriteRule
{
    static readonly Matched cast = new("cast"), y = new("y");
    static readonly Var n = new("n");
    static readonly Const s = new("s"), z = new("z", ElementType.Undefined);

    public override string Summary => "Q(Cast(n)) => qcc.Requantize(Cast(n)), n an integer, of which 32 bits count";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } = QuantizeLinear.Of(Cast.Of(n).As(cast).UsedOnce, s, z).As(y);

    public override string? Guard(Match m) => Refusal(m[cast]) ?? IntegerOperands.Refusal(m[y]) ?? IntegerOperands.MultiplierRefusal([Multiplier(m)], multipliers.Bits);

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[cast];
        Value wide = r.Node(Cast, [m[n]], ("to", (int)ElementType.S32));
        return IntegerOperands.Requantize(r, wide, 0, [new RequantizedChannel(Multiplier(m))], [], IntegerOperands.Parameters(m[y])!, multipliers);
    }

    /// <summary>Why a conversion is not from integers to floats, or null.</summary>
    public static string? Refusal(Node node) => node.Input(0)?.TensorType?.Element is ElementType.S64 or ElementType.S32 or ElementType.Bool or ElementType.U8 ? null : "does not convert integers";

    static float Multiplier(Match m) => 1 / IntegerOperands.Parameters(m[y])!.Scale;
}
