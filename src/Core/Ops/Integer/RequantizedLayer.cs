using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer;

/// <summary>
/// A layer of constant weights and the requantizers behind it: from integers of scale s_x·s_w[c] to codes of scale s_y, one requantizer a weight scale
/// (docs/integer-arithmetic.md 2).
/// </summary>
/// <param name="InputScale">s_x.</param>
/// <param name="WeightScales">s_w, one per channel or one for all.</param>
/// <param name="OutputScale">s_y.</param>
/// <param name="Codes">Zero point and limits of the result.</param>
/// <param name="Ranges">The reachable accumulators of each channel; where one scale serves all channels, of all of them.</param>
public sealed record RequantizedLayer(float InputScale, IReadOnlyList<float> WeightScales, float OutputScale, CodeRange Codes, IReadOnlyList<AccumulatorRange> Ranges)
{
    /// <summary>A layer from its codes.</summary>
    /// <param name="weights">Codes with zero point 0.</param>
    /// <param name="axis">Axis of the output channels.</param>
    /// <param name="bias">s32 codes, one per channel, or null.</param>
    public static RequantizedLayer Of(QuantParams input, Tensor weights, IReadOnlyList<float> weightScales, int axis, Tensor? bias, QuantParams output)
    {
        AccumulatorRange[] ranges = AccumulatorRange.OfChannels(weights, axis, bias, CodeRange.Of(input).Padded());
        AccumulatorRange[] own = weightScales.Count == ranges.Length ? ranges : [new AccumulatorRange(ranges.Min(r => r.Low), ranges.Max(r => r.High))];
        return new RequantizedLayer(input.Scale, weightScales, output.Scale, CodeRange.Of(output), own);
    }

    /// <summary>
    /// The mean of codes as a layer: one channel of weights that are 1 at scale 1, whose F32 is that of QLinearGlobalAveragePool,
    /// m = fl(s_x / fl(s_y·fl(n))) (3.4).
    /// </summary>
    /// <param name="taps">Codes that are summed.</param>
    /// <param name="divisor">n: the same, or 1 for a sum.</param>
    public static RequantizedLayer OfMean(QuantParams input, int taps, int divisor, QuantParams output) =>
        new(input.Scale, [1f], output.Scale * divisor, CodeRange.Of(output), [AccumulatorRange.Of(taps, 0, CodeRange.Of(input), 0)]);

    /// <summary>Number of requantizers: channels, or 1.</summary>
    public int Count => WeightScales.Count;

    /// <summary>F32 of requantizer <paramref name="index"/>.</summary>
    public F32Requantizer F32(int index) => new(Requantizer.MultiplierOf(InputScale, WeightScales[index], OutputScale), Codes);

    /// <summary>The R31 of the fewest bits that gives the codes of F32 for every reachable accumulator, or null (2.5).</summary>
    /// <param name="width">The most bits of a multiplier, 2..31.</param>
    public R31Requantizer? Equal(int index, int width) => Ranges[index].FitsInt32 ? EqualRequantizer.Find(F32(index), Ranges[index], width) : null;

    /// <summary>
    /// The same with the weight scale moved by a few units in the last place where that is needed; null where no move helps, or where the accumulators
    /// leave int32.
    /// </summary>
    public NudgedScale? Nudged(int index, int width) =>
        Ranges[index].FitsInt32 ? EqualRequantizer.Nudge(InputScale, WeightScales[index], OutputScale, Codes, Ranges[index], width) : null;
}
