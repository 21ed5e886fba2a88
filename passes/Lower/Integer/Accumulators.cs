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
        // Padding adds nothing: it acts like the zero point.
        var codes = new CodeRange(input.ZeroPoint, (int)low, (int)high);
        int channel = Array.FindIndex(AccumulatorRange.OfChannels(weights, axis, bias, codes.Padded()), range => !range.FitsInt32);
        return channel < 0 ? null : $"the sums of channel {channel} may leave 32 bits";
    }
}
