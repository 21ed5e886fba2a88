using System.Runtime.CompilerServices;

namespace Qcc.Passes.Quantize;

/// <summary>
/// Moves the codes of one output channel, one at a time, to where the error is least while the others stay (docs/algorithms.md C12; Zhang et
/// al., COMQ): q[k] += rint(g[k] / H'[k,k]) with g = H'·(w - q). Each step is an exact minimum, so the error never rises.
/// </summary>
public static class PolishCodes
{
    const int MostSweeps = 4;

    /// <summary>Polishes in place.</summary>
    /// <param name="weights">The weights in the unit of the limits, [K]: divided by their scale, or as they are.</param>
    /// <param name="codes">Codes within the limits, [K].</param>
    /// <returns>The error afterwards, (w - q)ᵀ·H'·(w - q).</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
    public static double Channel(RoundingMetric metric, ReadOnlySpan<double> weights, Span<sbyte> codes, CodeLimits limits)
    {
        int depth = metric.Depth;
        var errors = new double[depth];
        for (int k = 0; k < depth; k++)
        {
            errors[k] = weights[k] - limits.WeightOf(k, codes[k]);
        }
        var gradient = new double[depth];
        for (int k = 0; k < depth; k++)
        {
            gradient[k] = RoundingMetric.Dot(metric.Row(k), errors);
        }
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
