using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer;

/// <summary>
/// A layer of constant weights and the requantizer behind it, channel by channel: from integers of scale s_x·s_w[c] to codes of scale s_y
/// (docs/integer-arithmetic.md 2).
/// </summary>
/// <param name="InputScale">s_x.</param>
/// <param name="WeightScales">s_w, one per channel or one for all.</param>
/// <param name="OutputScale">s_y.</param>
/// <param name="Codes">Zero point and limits of the result.</param>
/// <param name="Ranges">The reachable accumulators of each channel.</param>
public sealed record RequantizedLayer(float InputScale, IReadOnlyList<float> WeightScales, float OutputScale, CodeRange Codes, IReadOnlyList<AccumulatorRange> Ranges)
{
    /// <summary>A layer from its codes.</summary>
    /// <param name="weights">Codes with zero point 0.</param>
    /// <param name="axis">Axis of the output channels.</param>
    /// <param name="bias">s32 codes, one per channel, or null.</param>
    public static RequantizedLayer Of(QuantParams input, Tensor weights, IReadOnlyList<float> weightScales, int axis, Tensor? bias, QuantParams output) => new(
        input.Scale, weightScales, output.Scale, RangeOf(output), AccumulatorRange.OfChannels(weights, axis, bias, RangeOf(input).Padded()));

    public int Channels => Ranges.Count;

    /// <summary>F32 of a channel with its scale as it is.</summary>
    public F32Requantizer F32(int channel) => new(Requantizer.MultiplierOf(InputScale, ScaleOf(channel), OutputScale), Codes);

    /// <summary>
    /// The R31 of each channel that gives the codes of F32 for every reachable accumulator, its scale moved by a few units in the last place where that
    /// is needed; null where no move helps, or where the accumulators leave int32. One scale for all channels is moved for all of them, or not at all.
    /// </summary>
    /// <param name="width">The most bits of a multiplier, 2..31.</param>
    public NudgedScale?[] Prove(int width)
    {
        var proofs = new NudgedScale?[Channels];
        if (WeightScales.Count == Channels)
        {
            for (int c = 0; c < Channels; c++)
            {
                proofs[c] = Ranges[c].FitsInt32 ? EqualRequantizer.Nudge(InputScale, WeightScales[c], OutputScale, Codes, Ranges[c], width) : null;
            }
            return proofs;
        }
        foreach (int units in NudgedScale.Steps(EqualRequantizer.MaxUnits(WeightScales[0])))
        {
            NudgedScale?[] moved = [.. Ranges.Select(range => range.FitsInt32 ? EqualRequantizer.At(InputScale, WeightScales[0], units, OutputScale, Codes, range, width) : null)];
            if (moved.All(p => p is not null))
            {
                return moved;
            }
            proofs = units == 0 ? moved : proofs;
        }
        return proofs;
    }

    float ScaleOf(int channel) => WeightScales[WeightScales.Count == 1 ? 0 : channel];

    static CodeRange RangeOf(QuantParams q) => new(q.ZeroPoint, (int)q.Type.Range().Low, (int)q.Type.Range().High);
}
