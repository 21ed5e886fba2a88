using System.Runtime.InteropServices;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Quantize;

/// <summary>
/// Chooses the codes of a layer's weights together, by what its output on the samples loses: compensated (<see cref="RoundWithCompensation"/>) and
/// polished (<see cref="PolishCodes"/>), and never with a larger error there than the nearest ones.
/// </summary>
public static class RoundWeights
{
    /// <summary>Deeper layers keep the nearest codes: the time grows with K³.</summary>
    public const int MostDepth = 1024;

    /// <summary>Share of the mean of diag H that is added to it (λ of docs/algorithms.md C11).</summary>
    internal const double Damping = 0.01;

    /// <summary>Why a layer's weights stay rounded to nearest, or null.</summary>
    public static string? Refuses(NodeDecision decision, Node node, KernelTable kernels) =>
        decision.Placement is not (Placement.Integer or Placement.IntegerToFloat) || kernels.Find(node) is not { Form: KernelForm.Weighted } kernel ? "it has no weights as codes"
        : InputRows.Of(node, kernel.WeightAxis(node)) is not { } rows ? "it is no product and no convolution of known padding"
        : rows.Depth > MostDepth ? $"its {rows.Depth} weights per channel are more than {MostDepth}"
        : null;

    /// <summary>The decision with chosen codes.</summary>
    /// <param name="node">An integer layer that is not refused.</param>
    /// <param name="inputScale">The scale of its input.</param>
    /// <param name="moments">Moments of its input rows, one for each group.</param>
    /// <param name="mean">What becomes of the mean error; where the layer has no slot for a bias it counts.</param>
    public static NodeDecision Run(NodeDecision decision, Node node, float inputScale, IReadOnlyList<InputMoments> moments, MeanError mean, KernelTable kernels)
    {
        if (decision.WeightGrid is { } grid)
        {
            return NarrowWeights.Together(decision, node, inputScale, grid.Bits, moments, BiasSlot.Of(node) is null ? MeanError.Counts : mean, kernels);
        }
        int axis = kernels.Find(node)!.WeightAxis(node);
        bool pairs = kernels.MustFit16Bits(node);
        QuantizedWeight nearest = QuantizedWeight.Create(node.Constant(1)!, axis, inputScale, node.Constant(2)?.Floats.ToArray(), pairs, kernels.Scales);
        var limits = new CodeLimits(pairs ? QuantizedWeight.Neighbours(nearest.Source.Shape, axis) : null);
        int channels = nearest.Scales.Length, each = channels / moments.Count;
        var codes = (sbyte[])nearest.Codes.Clone();
        for (int group = 0; group < moments.Count; group++)
        {
            if (RoundingMetric.Of(moments[group], BiasSlot.Of(node) is null ? MeanError.Counts : mean, Damping) is { } metric)
            {
                for (int n = group * each; n < (group + 1) * each; n += Together)
                {
                    RoundChannels(metric, nearest, n, Math.Min(Together, (group + 1) * each - n), limits, codes);
                }
            }
        }
        return decision with { WeightCodes = MemoryMarshal.AsBytes<sbyte>(codes).ToArray() };
    }

    /// <summary>Channels that are rounded side by side, so that the metric is read once for them.</summary>
    const int Together = 4;

    static void RoundChannels(RoundingMetric metric, QuantizedWeight nearest, int channel, int count, CodeLimits limits, sbyte[] codes)
    {
        int depth = metric.Depth;
        ReadOnlySpan<float> source = nearest.Source.Floats;
        var weights = new double[count * depth];
        var polished = new sbyte[count * depth];
        for (int i = 0; i < weights.Length; i++)
        {
            int at = At(i);
            weights[i] = source[at] / (double)nearest.Scales[channel + i / depth];
            polished[i] = codes[at];
        }
        // Polishing the nearest codes makes them no worse, and now and then ends lower than compensation.
        double[] least = PolishCodes.Channels(metric, weights, polished, limits);
        sbyte[] compensated = RoundWithCompensation.Channels(metric, weights, limits);
        double[] errors = PolishCodes.Channels(metric, weights, compensated, limits);
        for (int i = 0; i < weights.Length; i++)
        {
            codes[At(i)] = errors[i / depth] < least[i / depth] ? compensated[i] : polished[i];
        }

        int At(int i) => nearest.Axis == 0 ? channel * depth + i : i % depth * nearest.Scales.Length + channel + i / depth;
    }
}
