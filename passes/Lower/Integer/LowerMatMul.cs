using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.MatrixOperators;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower.Integer;

/// <summary>Q(Gemm(DQ(x), DQ(w), DQ(b)), s_y, z_y)  =>  Requantize(qcc.MatMul(x, w, b)) by m[n] = s_x·s_w[n] / s_y; MatMul alike</summary>
/// <remarks>docs/integer-arithmetic.md 1.4, 2.2. A transposed weight is stored as [K, N].</remarks>
/// <param name="multipliers">What scales become.</param>
public sealed class LowerMatMul(Multipliers multipliers) : RewriteRule
{
    static readonly Matched w = new("w"), product = new("product"), y = new("y");
    static readonly Var x = new("x");
    static readonly Const s = new("s"), z = new("z", ElementType.Undefined);

    public override string Summary => "Q(Gemm(DQ(x), DQ(w), DQ(b))) => qcc.Requantize(qcc.MatMul(x, w, b)); MatMul alike";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } = QuantizeLinear.Of(
        new[] { Gemm, MatMul }.Of(x, DequantizeLinear.OfAny().As(w), DequantizeLinear.OfAny().Optional).As(product).UsedOnce, s, z).As(y);

    public override string? Guard(Match m) => m[w].Constant(0) is null ? ""
        : IntegerOperands.Refusal(m[x]) ?? IntegerOperands.Refusal(m[y])
        ?? (m[w].Constant(0)!.Rank != 2 ? "its weights are not a matrix" : null)
        ?? CodeOperands.WeightRefusal(m[w], ChannelAxis(m)) ?? CodeOperands.BiasRefusal(m[product].Input(2), m[x].Producer!, m[w])
        ?? (m[product].Int("transA", 0) != 0 || m[product].Float("alpha", 1) != 1 || m[product].Float("beta", 1) != 1 ? "transposes or scales its operands" : null)
        ?? IntegerOperands.MultiplierRefusal(Factors(m), multipliers.Bits)
        ?? Accumulators.Refusal(m[w].Constant(0)!, ChannelAxis(m), m[product].Input(2)?.Producer!.Constant(0), IntegerOperands.Parameters(m[x].Producer)!);

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[product];
        Value weights = m[w].Inputs[0]!;
        if (ChannelAxis(m) == 0)
        {
            weights = r.Constant(Transposed(weights.Constant!), insteadOf: weights);
        }
        Value sums = r.Node(IntegerOperators.MatMul, [IntegerOperands.Codes(m[x]), weights, m[product].Input(2)?.Producer!.Inputs[0]],
            IntegerOperands.ZeroPoint("a_zero_point", IntegerOperands.Parameters(m[x].Producer)!));
        QuantParams result = IntegerOperands.Parameters(m[y])!;
        QuantParams input = IntegerOperands.Parameters(m[x].Producer)!;
        RequantizedLayer layer = IntegerOperands.LayerOf(input, m[w], ChannelAxis(m), m[product].Input(2), result);
        return IntegerOperands.Requantize(r, sums, 0, IntegerOperands.Channels(layer, input, result, isKernel: true), [layer.Count], result, multipliers);
    }

    static int ChannelAxis(Match m) => m[product].Int("transB", 0) == 0 ? 1 : 0;

    static IEnumerable<float> Factors(Match m)
    {
        (float input, float output) = (IntegerOperands.Parameters(m[x].Producer)!.Scale, IntegerOperands.Parameters(m[y])!.Scale);
        return m[w].Constant(1)!.Floats.ToArray().Select(scale => Requantizer.MultiplierOf(input, scale, output));
    }

    static Tensor Transposed(Tensor matrix)
    {
        (int rows, int columns) = ((int)matrix.Shape[0], (int)matrix.Shape[1]);
        ReadOnlySpan<sbyte> from = matrix.As<sbyte>();
        var to = new sbyte[from.Length];
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = from[i % rows * columns + i / rows];
        }
        return Tensor.Of(ElementType.S8, to, columns, rows);
    }
}
