using System.Runtime.CompilerServices;

namespace Qcc.Passes.Quantize;

/// <summary>
/// Moves the scales of one output channel's blocks, one at a time, to where the error of the codes is least while the others stay (docs/algorithms.md
/// C12): s += cᵀ·H'·d / cᵀ·H'·c, with c the block's codes less their zero point. Each step is an exact minimum, but for the rounding of s to float32, so it is
/// kept only where the error falls.
/// </summary>
public static class RefitScales
{
    /// <summary>Refits in place.</summary>
    /// <param name="weights">[K].</param>
    /// <param name="codes">[K].</param>
    /// <param name="blocks">Scales of the blocks, [blocks].</param>
    /// <param name="blockSize">Inputs of a block.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
    public static void Channel(RoundingMetric metric, ReadOnlySpan<double> weights, ReadOnlySpan<sbyte> codes, Span<BlockScale> blocks, int blockSize)
    {
        int depth = metric.Depth;
        var errors = new double[depth];
        for (int k = 0; k < depth; k++)
        {
            BlockScale s = blocks[k / blockSize];
            errors[k] = weights[k] - (double)s.Scale * (codes[k] - s.ZeroPoint);
        }
        var gradient = new double[depth];
        for (int k = 0; k < depth; k++)
        {
            gradient[k] = RoundingMetric.Dot(metric.Row(k), errors);
        }
        var products = new double[depth];
        for (int b = 0; b < blocks.Length; b++)
        {
            int first = b * blockSize, last = Math.Min(first + blockSize, depth);
            Array.Clear(products);
            for (int k = first; k < last; k++)
            {
                double c = codes[k] - blocks[b].ZeroPoint;
                ReadOnlySpan<double> h = metric.Row(k);
                for (int j = 0; j < depth && c != 0; j++)
                {
                    products[j] += c * h[j];
                }
            }
            (double slope, double curvature) = (0, 0);
            for (int k = first; k < last; k++)
            {
                double c = codes[k] - blocks[b].ZeroPoint;
                slope += c * gradient[k];
                curvature += c * products[k];
            }
            float scale = (float)(blocks[b].Scale + slope / curvature);
            double change = (double)scale - blocks[b].Scale;
            // E changes by change·(change·curvature - 2·slope); NaN where all codes are zero.
            if (scale * blocks[b].Scale > 0 && change * (change * curvature - 2 * slope) < 0)
            {
                blocks[b] = blocks[b] with { Scale = scale };
                for (int j = 0; j < depth; j++)
                {
                    gradient[j] -= change * products[j];
                }
            }
        }
    }
}
