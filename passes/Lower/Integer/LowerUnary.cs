using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Ops.Integer.Nonlinear;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower.Integer;

/// <summary>Q(f(DQ(x)), s_y, z_y)  =>  qcc.Lookup(x, T), T[q] = Q(f(DQ(q))); of 16 bits qcc.Interpolate(x, T) between 2^k + 1 entries</summary>
/// <remarks>docs/integer-arithmetic.md 4.1, 4.2. f is any function of one value, arithmetic with a constant number included.</remarks>
public sealed class LowerUnary : RewriteRule
{
    /// <summary>Operators that may be functions of one value (<see cref="NodeFunction"/> knows which nodes are).</summary>
    public static readonly IReadOnlyList<Operator> Functions =
    [
        ActivationOperators.Sigmoid, ActivationOperators.Tanh, ActivationOperators.Relu, ActivationOperators.LeakyRelu, ActivationOperators.PRelu, ActivationOperators.Elu,
        ActivationOperators.Selu, ActivationOperators.Celu, ActivationOperators.HardSigmoid, ActivationOperators.HardSwish, ActivationOperators.Softplus, ActivationOperators.Softsign,
        ActivationOperators.Mish, ActivationOperators.Gelu, ActivationOperators.Swish, ActivationOperators.ThresholdedRelu, ContribOperators.Gelu, ContribOperators.FastGelu, ContribOperators.QuickGelu,
        ElementwiseOperators.Erf, ElementwiseOperators.Exp, ElementwiseOperators.Log, ElementwiseOperators.Sqrt, ElementwiseOperators.Reciprocal, ElementwiseOperators.Abs,
        ElementwiseOperators.Neg, ElementwiseOperators.Clip, ElementwiseOperators.Max, ElementwiseOperators.Min, ElementwiseOperators.Add, ElementwiseOperators.Sub,
        ElementwiseOperators.Mul, ElementwiseOperators.Div, ElementwiseOperators.Pow,
    ];

    static readonly Matched f = new("f"), y = new("y");
    static readonly Const s = new("s"), z = new("z", ElementType.Undefined);

    public override string Summary => "Q(f(DQ(x))) => qcc.Lookup(x, T), of 16 bits qcc.Interpolate(x, T)";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } = QuantizeLinear.Of(Functions.OfAny().As(f).UsedOnce, s, z).As(y);

    public override string? Guard(Match m) => NodeFunction.Of(m[f]) is null ? ""
        : IntegerOperands.Refusal(Argument(m)) ?? IntegerOperands.Refusal(m[y]);

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[f];
        UnaryFunction function = NodeFunction.Of(m[f])!;
        Value x = Argument(m)!;
        (QuantParams input, QuantParams output) = (IntegerOperands.Parameters(x.Producer)!, IntegerOperands.Parameters(m[y])!);
        if (input.Type.BitWidth() == 8)
        {
            int[] entries = [.. CodeTable.Create(function, input, output).Entries];
            return r.Node(IntegerOperators.Lookup, [IntegerOperands.Codes(x), r.SharedConstant(IntegerValues.Pack(output.Type, entries, [256]), $"{m[f].Output.Name}_table")]);
        }
        InterpolatedTable table = InterpolatedTable.Create(function, input, output, InterpolatedTable.DefaultBudget(output.Type));
        Tensor points = Tensor.Of(ElementType.S32, table.Entries.ToArray(), table.Entries.Length);
        return r.Node(IntegerOperators.Interpolate, [IntegerOperands.Codes(x), r.SharedConstant(points, $"{m[f].Output.Name}_table")],
            [("segment_bits", table.SegmentsLog2), ("guard_bits", table.GuardBits), .. IntegerOperands.Result(output)]);
    }

    /// <summary>The one input that is no constant.</summary>
    static Value? Argument(Match m) => m[f].Inputs.OfType<Value>().FirstOrDefault(v => !v.IsConstant);
}
