using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.PoolingOperators;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower.Integer;

/// <summary>Q(AveragePool(DQ(x)), s_y, z_y)  =>  Requantize(qcc.SumPool(x)) by m = s_x / (n·s_y), n the elements that count at each position</summary>
/// <remarks>docs/integer-arithmetic.md 3.4: n differs at borders unless padding counts.</remarks>
/// <param name="multipliers">What scales become.</param>
public sealed class LowerAveragePool(Multipliers multipliers) : RewriteRule
{
    static readonly Matched pool = new("pool"), y = new("y");
    static readonly Var x = new("x");
    static readonly Const s = new("s"), z = new("z", ElementType.Undefined);

    public override string Summary => "Q(AveragePool(DQ(x))) => qcc.Requantize(qcc.SumPool(x))";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } = QuantizeLinear.Of(AveragePool.Of(x).As(pool).UsedOnce, s, z).As(y);

    public override string? Guard(Match m) => IntegerOperands.Refusal(m[x]) ?? IntegerOperands.Refusal(m[y])
        ?? (Counts(m) is not { Length: > 0 } counts ? "its sizes are not known"
            : counts.Contains(0) ? "a window has no elements"
            : IntegerOperands.MultiplierRefusal(Factors(m), multipliers.Bits));

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[pool];
        Value sums = r.Node(IntegerOperators.SumPool, [IntegerOperands.Codes(m[x])],
        [
            IntegerOperands.ZeroPoint("x_zero_point", IntegerOperands.Parameters(m[x].Producer)!),
            .. m[pool].Attributes.Where(a => a.Key is not "count_include_pad").Select(a => (a.Key, (AttributeValue?)a.Value)),
        ]);
        return IntegerOperands.Requantize(r, sums, 0, [.. Factors(m).Select(f => new RequantizedChannel(f))], [.. IntegerValues.SizesOf(m[pool].Output).Skip(2)], IntegerOperands.Parameters(m[y])!, multipliers);
    }

    static IEnumerable<float> Factors(Match m)
    {
        (double input, double output) = (IntegerOperands.Parameters(m[x].Producer)!.Scale, IntegerOperands.Parameters(m[y])!.Scale);
        return Counts(m)!.Select(n => (float)(input / (n * output)));
    }

    /// <summary>The elements that count at each position of the result, row-major; null where sizes are not known.</summary>
    static long[]? Counts(Match m)
    {
        if (m[x].TensorType?.Shape is not { Count: > 2 } input || m[pool].Output.TensorType?.Shape is not { } output || m[pool].Ints("kernel_shape") is not { } kernel
            || input.Concat(output).Any(d => d.Size is null) || Window.Of(m[pool], input, kernel) is not { } windows)
        {
            return null;
        }
        long[] counts = [1];
        for (int axis = 0; axis < windows.Length; axis++)
        {
            (Window window, long size) = (windows[axis], input[axis + 2].Size!.Value);
            bool padCounts = m[pool].Int("count_include_pad", 0) != 0;
            (long from, long to) = padCounts ? (-window.PadBegin, size + window.PadEnd) : (0, size);
            long[] along = [.. Enumerable.Range(0, (int)output[axis + 2].Size!.Value).Select(o =>
                Enumerable.Range(0, (int)window.Kernel).LongCount(t => o * window.Stride - window.PadBegin + t * window.Dilation is var at && at >= from && at < to))];
            counts = [.. counts.SelectMany(outer => along.Select(n => outer * n))];
        }
        return counts;
    }
}
