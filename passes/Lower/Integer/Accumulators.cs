using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Lower.Integer;

/// <summary>Proof that the sums of a layer fit 32 bits (docs/integer-arithmetic.md 1.6).</summary>
static class Accumulators
{
    /// <summary>Why a channel's sums may leave 32 bits for some input of the codes' type, or null: the proof.</summary>
    /// <param name="weights">Codes of the weights.</param>
    /// <param name="axis">Their channel axis.</param>
    /// <param name="bias">Codes of the bias, one per channel, or null.</param>
    /// <param name="input">Parameters of the input.</param>
    public static string? Refusal(Tensor weights, int axis, Tensor? bias, QuantParams input)
    {
        (long low, long high) = input.Type.Range();
        // Padding adds nothing: it acts like the zero point, which is among the codes.
        (long least, long greatest) = (Math.Min(low - input.ZeroPoint, 0), Math.Max(high - input.ZeroPoint, 0));
        int channels = (int)weights.Shape[axis], inner = IntegerValues.CountOf(weights.Shape.Skip(axis + 1));
        int[] codes = IntegerValues.Of(weights);
        int[]? biases = bias is null ? null : IntegerValues.Of(bias);
        long[] positive = new long[channels], negative = new long[channels];
        for (int i = 0; i < codes.Length; i++)
        {
            int channel = i / inner % channels;
            positive[channel] += Math.Max(codes[i], 0);
            negative[channel] += Math.Min(codes[i], 0);
        }
        for (int c = 0; c < channels; c++)
        {
            long b = biases?[biases.Length == 1 ? 0 : c] ?? 0;
            if (b + positive[c] * greatest + negative[c] * least > int.MaxValue || b + positive[c] * least + negative[c] * greatest < int.MinValue)
            {
                return $"the sums of channel {c} may leave 32 bits";
            }
        }
        return null;
    }
}
