using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using static Qcc.Core.Ops.ConvolutionOperators;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Lower.Integer;

/// <summary>Q(Conv(DQ(x), DQ(w), DQ(b)), s_y, z_y)  =>  Requantize(qcc.Conv(x, w, b)) by m[c] = s_x·s_w[c] / s_y</summary>
/// <remarks>docs/integer-arithmetic.md 1.4, 2.2. The sums are exact; the one rounding is that of Requantize.</remarks>
/// <param name="multipliers">What scales become.</param>
public sealed class LowerConv(Multipliers multipliers) : RewriteRule
{
    static readonly Matched w = new("w"), conv = new("conv"), y = new("y");
    static readonly Var x = new("x");
    static readonly Const s = new("s"), z = new("z", ElementType.Undefined);

    public override string Summary => "Q(Conv(DQ(x), DQ(w), DQ(b))) => qcc.Requantize(qcc.Conv(x, w, b)); ConvTranspose alike";

    public override Stage Stage => Stage.Lower;

    public override OpPattern Before { get; } = QuantizeLinear.Of(
        new[] { Conv, ConvTranspose }.Of(x, DequantizeLinear.OfAny().As(w), DequantizeLinear.OfAny().Optional).As(conv).UsedOnce, s, z).As(y);

    public override string? Guard(Match m) => IntegerOperands.Refusal(m[x]) ?? IntegerOperands.Refusal(m[y])
        ?? CodeOperands.WeightRefusal(m[w], ChannelAxis(m)) ?? CodeOperands.BiasRefusal(m[conv].Input(2), m[x].Producer!, m[w])
        ?? (m[conv].Operator == ConvTranspose && m[conv].Int("group", 1) != 1 && m[w].Constant(1)!.Count > 1 ? "groups of a transposed convolution share their scales" : null)
        ?? IntegerOperands.MultiplierRefusal(Factors(m), multipliers.Bits)
        ?? Accumulators.Refusal(m[w].Constant(0)!, ChannelAxis(m), m[conv].Input(2)?.Producer!.Constant(0), IntegerOperands.Parameters(m[x].Producer)!);

    public override Value After(Match m, Rewriter r)
    {
        r.Continues = m[conv];
        QuantParams input = IntegerOperands.Parameters(m[x].Producer)!;
        Value sums = r.Node(m[conv].Operator == Conv ? IntegerOperators.Conv : IntegerOperators.ConvTranspose,
            [IntegerOperands.Codes(m[x]), m[w].Inputs[0], m[conv].Input(2)?.Producer!.Inputs[0]],
            [IntegerOperands.ZeroPoint("x_zero_point", input), .. m[conv].Attributes.Where(a => a.Key != "kernel_shape").Select(a => (a.Key, (AttributeValue?)a.Value))]);
        QuantParams result = IntegerOperands.Parameters(m[y])!;
        RequantizedLayer layer = IntegerOperands.LayerOf(input, m[w], ChannelAxis(m), m[conv].Input(2), result);
        // ONNX Runtime has no integer kernel for a transposed convolution.
        RequantizedChannel[] channels = IntegerOperands.Channels(layer, input, result, isKernel: m[conv].Operator == Conv);
        return IntegerOperands.Requantize(r, sums, 0, channels, [layer.Count, .. Enumerable.Repeat(1L, m[w].Constant(0)!.Rank - 2)], result, multipliers);
    }

    static int ChannelAxis(Match m) => m[conv].Operator == Conv ? 0 : 1;

    static IEnumerable<float> Factors(Match m)
    {
        (float input, float output) = (IntegerOperands.Parameters(m[x].Producer)!.Scale, IntegerOperands.Parameters(m[y])!.Scale);
        return m[w].Constant(1)!.Floats.ToArray().Select(scale => Requantizer.MultiplierOf(input, scale, output));
    }
}
