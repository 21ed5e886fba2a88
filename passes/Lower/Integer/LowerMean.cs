using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.PoolingOperators;
using static Qcc.Core.Ops.QuantizationOperators;
using static Qcc.Core.Ops.ReductionOperators;

namespace Qcc.Passes.Lower.Integer;

/// <summary>Q(ReduceMean(DQ(x), axes), s_y, z_y)  =>  Requantize(qcc.Sum(x, axes)) by m = s_x / (n·s_y); GlobalAveragePool and ReduceSum (n = 1) alike</summary>
/// <remarks>docs/integer-arithmetic.md 3.4.</remarks>
/// <param name="multipliers">What scales become.</param>
public sealed class LowerMean(Multipliers multipliers) : RewriteRule
{
    static readonly Matched mean = new("mean"), y = new("y");
    static readonly Var x = new("x");
    static readonly Const s = new("s"), z = new("z", ElementType.Undefined), axes = new("axes", ElementType.S64);

    public override string Summary => "Q(ReduceMean(DQ(x))) => qcc.Requantize(qcc.Sum(x)); ReduceSum and GlobalAveragePool alike";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } = QuantizeLinear.Of(new[] { GlobalAveragePool, ReduceMean, ReduceSum }.Of(x, axes.Optional).As(mean).UsedOnce, s, z).As(y);

    public override string? Guard(Match m)
    {
        if ((IntegerOperands.Refusal(m[x]) ?? IntegerOperands.Refusal(m[y])) is { } refusal)
        {
            return refusal;
        }
        QuantParams q = IntegerOperands.Parameters(m[x].Producer)!;
        return Axes(m) is not { Count: > 0 } over || Count(m, over) is not { } count || count == 0 ? "the sizes that it sums are not known"
            : count > int.MaxValue / (q.Type.Range().High - q.Type.Range().Low) ? "its sums may leave 32 bits"
            : IntegerOperands.MultiplierRefusal([Multiplier(m)], multipliers.Bits);
    }

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[mean];
        QuantParams input = IntegerOperands.Parameters(m[x].Producer)!;
        Value sums = r.Node(IntegerOperators.Sum, [IntegerOperands.Codes(m[x])], IntegerOperands.ZeroPoint("x_zero_point", input),
            ("axes", new IntsAttribute([.. Axes(m)!.Select(a => (long)a)])), ("keepdims", m[mean].Int("keepdims", 1)));
        QuantParams result = IntegerOperands.Parameters(m[y])!;
        // Of ONNX Runtime's reductions only the global pool has an integer kernel.
        RequantizedLayer layer = RequantizedLayer.OfMean(input, (int)Count(m, Axes(m)!)!.Value, (int)Divisor(m), result);
        RequantizedChannel[] channels = IntegerOperands.Channels(layer, input, result, isKernel: m[mean].Operator == GlobalAveragePool);
        return IntegerOperands.Requantize(r, sums, 0, channels, [], result, multipliers);
    }

    static IReadOnlyList<int>? Axes(Match m) => m[x].TensorType?.Rank is not { } rank ? null
        : m[mean].Operator == GlobalAveragePool ? [.. Enumerable.Range(2, Math.Max(rank - 2, 0))]
        : Shape.ReducedAxes(m[mean], rank);

    static long? Count(Match m, IReadOnlyList<int> over) => Shape.Product(over.Select(axis => m[x].TensorType!.Shape![axis]));

    static long Divisor(Match m) => m[mean].Operator == ReduceSum ? 1 : Count(m, Axes(m)!)!.Value;

    /// <summary>fl(s_x / fl(s_y·fl(n))), as <see cref="RequantizedLayer.OfMean"/> has it.</summary>
    static float Multiplier(Match m) => Requantizer.MultiplierOf(IntegerOperands.Parameters(m[x].Producer)!.Scale, 1, IntegerOperands.Parameters(m[y])!.Scale * Divisor(m));
}
