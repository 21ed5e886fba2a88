using System.Runtime.CompilerServices;

namespace Qcc.Passes.Quantize;

/// <summary>
/// Moves the codes of an output channel, one at a time, to where the error is least while the others stay (docs/algorithms.md C12; Zhang et
/// al., COMQ): q[k] += rint(g[k] / H'[k,k]) with g = H'·(w - q). Each step is an exact minimum, so the error never rises.
/// </summary>
public static class PolishCodes
{
    const int MostSweeps = 4;

    /// <summary>Polishes some channels in place.</summary>
    /// <param name="weights">The weights in the unit of the limits, [channels, K]: divided by their scales, or as they are.</param>
    /// <param name="codes">Codes within the limits, [channels, K].</param>
    /// <returns>The errors afterwards, (w - q)ᵀ·H'·(w - q) of each channel.</returns>
    public static double[] Channels(RoundingMetric metric, ReadOnlySpan<double> weights, Span<sbyte> codes, CodeLimits limits)
    {
        int depth = metric.Depth, channels = weights.Length / depth;
        var errors = new double[weights.Length];
        for (int i = 0; i < errors.Length; i++)
        {
            errors[i] = weights[i] - limits.WeightOf(i % depth, codes[i]);
        }
        var gradient = new double[weights.Length];
        Span<double> dots = stackalloc double[4];
        for (int k = 0; k < depth; k++)
        {
            for (int c = 0; c < channels; c += dots.Length)
            {
                int count = Math.Min(dots.Length, channels - c);
                RoundingMetric.Dots(metric.Row(k), errors.AsSpan(c * depth), depth, count, dots);
                for (int d = 0; d < count; d++)
                {
                    gradient[(c + d) * depth + k] = dots[d];
                }
            }
        }
        var least = new double[channels];
        for (int c = 0; c < channels; c++)
        {
            least[c] = Channel(metric, errors.AsSpan(c * depth, depth), gradient.AsSpan(c * depth, depth), codes.Slice(c * depth, depth), limits);
        }
        return least;
    }

    /// <param name="gradient">H'·(w - q).</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
    static double Channel(RoundingMetric metric, Span<double> errors, Span<double> gradient, Span<sbyte> codes, CodeLimits limits)
    {
        int depth = metric.Depth;
        bool changed = true;
        for (int sweep = 0; sweep < MostSweeps && changed; sweep++)
        {
            changed = false;
            for (int i = depth - 1; i >= 0; i--)
            {
                int k = metric.Order[i];
                ReadOnlySpan<double> h = metric.Row(k);
                int step = limits.Nearest(limits.WeightOf(k, codes[k]) + gradient[k] / h[k], k, codes) - codes[k];
                if (step == 0)
                {
                    continue;
                }
                changed = true;
                codes[k] += (sbyte)step;
                double change = step * limits.StepOf(k);
                errors[k] -= change;
                for (int j = 0; j < depth; j++)
                {
                    gradient[j] -= change * h[j];
                }
            }
        }
        return RoundingMetric.Dot(errors, gradient);
    }
}
