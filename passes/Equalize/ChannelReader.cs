using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Equalize;

/// <summary>A layer that reads a value whose channels may be divided by factors, with what was seen of that value.</summary>
/// <param name="layer">A layer with constant weights.</param>
/// <param name="seen">Statistics along the channels; null where there are none, and the layer's error then does not count.</param>
sealed class ChannelReader(Node layer, ValueStatistics? seen)
{
    /// <summary>Values of α that are tried for what dense layers read.</summary>
    public static readonly float[] Strengths = [0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f];

    readonly double[] _means = seen?.ChannelMeans() ?? [];

    /// <summary>Whether there are statistics.</summary>
    public bool IsSeen => seen is not null;

    /// <summary>Of each channel; none without statistics.</summary>
    public double[] MeanSquares { get; } = seen?.ChannelMeanSquares() ?? [];

    public InputWeights Weights { get; } = new(layer);

    /// <summary>Expected rounding error of the layer's output, relative to it, where channel k of its input is divided by <paramref name="factors"/>[k].</summary>
    public double Error(float[] factors)
    {
        if (seen is null)
        {
            return 0;
        }
        (float low, float high) = (0, 0);
        for (int k = 0; k < factors.Length; k++)
        {
            (low, high) = (MathF.Min(low, seen.ChannelMin[k] / factors[k]), MathF.Max(high, seen.ChannelMax[k] / factors[k]));
        }
        return Weights.RoundingError(factors, (high - low) / 255.0, MeanSquares, [.. MeanSquares.Zip(_means, (m, mean) => Math.Max(m - mean * mean, 0))]);
    }

    /// <summary>The same of weights that become codes of so many bits in blocks (<see cref="InputWeights.BlockError"/>).</summary>
    public double BlockError(float[] factors, int bits, int blockSize) => Weights.BlockError(factors, MeanSquares, bits, blockSize);

    /// <summary>s = a^α / w^(1 - α) with the α that makes <paramref name="error"/> least; null where factors of 1 are as good.</summary>
    /// <param name="activations">a.</param>
    /// <param name="weights">w.</param>
    /// <param name="bound">What the factors of an α become where some are not free.</param>
    public static float[]? LeastError(float[] activations, float[] weights, Func<float[], float[]> bound, Func<float[], double> error)
    {
        float[] ones = new float[activations.Length];
        Array.Fill(ones, 1);
        float[] best = Strengths.Select(a => bound(EqualizeAcrossLayers.EqualizingFactors(activations, weights, a))).Prepend(ones).MinBy(error)!;
        return ReferenceEquals(best, ones) ? null : best;
    }
}
