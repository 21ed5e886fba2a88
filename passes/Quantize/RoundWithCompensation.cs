namespace Qcc.Passes.Quantize;

/// <summary>
/// Rounds the weights of an output channel one by one, each compensating the error of those before it (docs/algorithms.md C11; Frantar et al.,
/// GPTQ). With H' = L·Lᵀ the error is ‖Lᵀ·(w - q)‖²; from the last input to the first
/// q[i] = rint(w[i] + Σ_{j>i} L[j,i]·(w[j] - q[j]) / L[i,i]), which is the rounding by submatrix inverses of the paper (Chen et al., The Geometry
/// of LLM Quantization) without an inverse.
/// </summary>
public static class RoundWithCompensation
{
    /// <summary>The codes of some channels, [channels, K].</summary>
    /// <param name="weights">The weights in the unit of the limits, [channels, K]: divided by their scales, or as they are.</param>
    /// <param name="limits">The codes to choose from.</param>
    public static sbyte[] Channels(RoundingMetric metric, ReadOnlySpan<double> weights, CodeLimits limits)
    {
        int depth = metric.Depth, channels = weights.Length / depth;
        ReadOnlySpan<double> u = metric.Factor;
        var codes = new sbyte[weights.Length];
        var errors = new double[weights.Length];
        var dots = new double[channels];
        for (int i = depth - 1; i >= 0; i--)
        {
            int k = metric.Order[i];
            ReadOnlySpan<double> row = u.Slice(i * depth, depth);
            for (int c = 0; c < channels; c += 4)
            {
                RoundingMetric.Dots(row[(i + 1)..], errors.AsSpan(c * depth + i + 1), depth, Math.Min(4, channels - c), dots.AsSpan(c));
            }
            for (int c = 0; c < channels; c++)
            {
                Span<sbyte> own = codes.AsSpan(c * depth, depth);
                own[k] = (sbyte)limits.Nearest(weights[c * depth + k] + dots[c] / row[i], k, own);
                errors[c * depth + i] = weights[c * depth + k] - limits.WeightOf(k, own[k]);
            }
        }
        return codes;
    }
}
