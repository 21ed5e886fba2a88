using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower.Integer;

/// <summary>Q(PRelu(DQ(x), a), s_y, z_y)  =>  Requantize(x - z_x) by m = s_x / s_y where x ≥ z_x, and by a[c]·m below</summary>
/// <remarks>docs/integer-arithmetic.md 3.8: one shift for both multipliers; that of a negative slope is negative. One slope for all is a table (<see cref="LowerUnary"/>).</remarks>
/// <param name="multipliers">What scales become.</param>
public sealed class LowerPRelu(Multipliers multipliers) : RewriteRule
{
    static readonly Matched y = new("y"), prelu = new("prelu");
    static readonly Var x = new("x");
    static readonly Const a = new("a"), s = new("s"), z = new("z", ElementType.Undefined);

    public override string Summary => "Q(PRelu(DQ(x), a)) => qcc.Requantize(x) with other multipliers below zero";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } = QuantizeLinear.Of(ActivationOperators.PRelu.Of(x, a).As(prelu).UsedOnce, s, z).As(y);

    public override string? Guard(Match m) => m[a].Count == 1 ? ""
        : IntegerOperands.Refusal(m[x]) ?? IntegerOperands.Refusal(m[y]) ?? Refusal(m[prelu])
        ?? IntegerOperands.MultiplierRefusal([Multiplier(m), .. m[a].Floats.ToArray().Where(slope => slope != 0).Select(slope => Math.Abs(slope) * Multiplier(m))], multipliers.Bits);

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[prelu];
        (QuantParams from, QuantParams to) = (IntegerOperands.Parameters(m[x].Producer)!, IntegerOperands.Parameters(m[y])!);
        LeakyRequantizer[] channels = [.. m[a].Floats.ToArray().Select(slope => LeakyRequantizer.Of(Multiplier(m), slope, multipliers.Bits, default))];
        long[] shape = [.. m[a].Shape];
        Value Constant(Func<LeakyRequantizer, int> number, string name) =>
            r.Constant(Tensor.Of(ElementType.S32, Array.ConvertAll(channels, c => number(c)), shape), $"{m[prelu].Output.Name}_{name}");
        return r.Node(IntegerOperators.Requantize,
            [IntegerOperands.Codes(m[x]), Constant(c => c.Positive.Multiplier, "multiplier"), Constant(c => c.Positive.Shift, "shift"), Constant(c => c.Negative.Multiplier, "slope")],
            [IntegerOperands.ZeroPoint("x_zero_point", from), ("arithmetic", "R31"), .. IntegerOperands.Result(to)]);
    }

    /// <summary>Why a PRelu has no integer form, or null: constant slopes.</summary>
    public static string? Refusal(Node node) => node.Constant(1) is not { Element: ElementType.F32, Count: > 0 } slopes || NonFinite.First(slopes) is not null ? "its slopes are not constants"
        : slopes.Rank > node.Input(0)?.TensorType?.Rank ? "its slopes have more dimensions than its input"
        : null;

    static float Multiplier(Match m) => IntegerOperands.Parameters(m[x].Producer)!.Scale / IntegerOperands.Parameters(m[y])!.Scale;
}
