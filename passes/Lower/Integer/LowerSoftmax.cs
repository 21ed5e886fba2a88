using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Ops.Integer.Nonlinear;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower.Integer;

/// <summary>Q(Softmax(DQ(x)), 2^-o, 0)  =>  qcc.Softmax(x), with the exponential of the least measured error: one table, or of 16 bits two of them</summary>
/// <remarks>docs/integer-arithmetic.md 5.3. Polynomials and the shift form are as exact at best and take longer (docs/benchmarks.md).</remarks>
public sealed class LowerSoftmax : RewriteRule
{
    static readonly Matched softmax = new("softmax"), y = new("y");
    static readonly Var x = new("x");
    static readonly Const s = new("s"), z = new("z", ElementType.Undefined);

    public override string Summary => "Q(Softmax(DQ(x))) => qcc.Softmax(x)";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } = QuantizeLinear.Of(ActivationOperators.Softmax.Of(x).As(softmax).UsedOnce, s, z).As(y);

    public override string? Guard(Match m) => IntegerOperands.Refusal(m[x]) ?? IntegerOperands.Refusal(m[y]) ?? AxisRefusal(m[softmax])
        ?? (m[x].TensorType!.Shape![^1].Size is not <= IntegerSoftmax.MaxLength ? $"its rows are not known to be 1 to {IntegerSoftmax.MaxLength} scores"
            : !IntegerSoftmax.OutputParams(IntegerOperands.Parameters(m[y])!.Type).Equals(IntegerOperands.Parameters(m[y])) ? "its result has another scale than probabilities" : null);

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[softmax];
        (QuantParams input, ElementType to) = (IntegerOperands.Parameters(m[x].Producer)!, IntegerOperands.Parameters(m[y])!.Type);
        MeasuredForm<IntegerSoftmax> best = NonlinearForms.BestSoftmax(input, to, (int)Math.Max(m[x].TensorType!.Shape![^1].Size!.Value, 1));
        (IReadOnlyList<Tensor> tables, (string, AttributeValue)[] attributes) = NonlinearSemantics.ConstantsOf(best.Form, to);
        return r.Node(IntegerOperators.Softmax, [IntegerOperands.Codes(m[x]), .. tables.Select(t => r.SharedConstant(t, $"{m[softmax].Output.Name}_table"))],
            [.. attributes.Select(a => (a.Item1, (AttributeValue?)a.Item2))]);
    }

    /// <summary>Why a softmax does not run along the last axis, or null.</summary>
    public static string? AxisRefusal(Node softmax) => softmax.Input(0)?.TensorType?.Rank is not { } rank ? "its rank is not known"
        : softmax.Int("axis", -1) is var axis && axis != -1 && axis != rank - 1 ? "normalizes along another axis than the last"
        : null;
}
