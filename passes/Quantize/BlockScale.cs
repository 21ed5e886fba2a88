using Qcc.Core.Quantization;

namespace Qcc.Passes.Quantize;

/// <summary>
/// Scale and zero point of a block of weights by the least weighted error Σ h·(w - s·(q - z))² of its codes (docs/algorithms.md C25): ranges that clip a
/// few weights are tried, and each scale is fitted to the codes that it gives. Without zero point the scale may be negative, so that the largest weight of
/// either sign can take the code of largest magnitude, which has no counterpart.
/// </summary>
public readonly record struct BlockScale(float Scale, int ZeroPoint)
{
    /// <summary>Shares of the range of weights that are tried as range of the codes.</summary>
    static readonly double[] Shrinks = [1.15, 1.05, 1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55];

    /// <summary>Below this weights count as zero: a scale must be a normal number.</summary>
    const double Least = 1e-30;

    /// <summary>The best scale of a block.</summary>
    /// <param name="weights">w.</param>
    /// <param name="importance">h, not negative, one for each weight.</param>
    public static BlockScale Fit(ReadOnlySpan<double> weights, ReadOnlySpan<double> importance, int bits, BlockZero zero)
    {
        (double low, double high) = (0, 0);
        foreach (double w in weights)
        {
            (low, high) = (Math.Min(low, w), Math.Max(high, w));
        }
        if (Math.Max(-low, high) < Least)
        {
            return new BlockScale(1, 0);
        }
        int offset = 1 << (bits - 1);
        var best = (Scale: 1.0, Zero: 0, Error: double.PositiveInfinity);
        foreach (double shrink in Shrinks)
        {
            if (zero != BlockZero.Chosen)
            {
                double step = shrink * Math.Max(-low, high) / offset;
                Try(weights, importance, offset, step, 0, ref best);
                if (zero == BlockZero.Fixed)
                {
                    Try(weights, importance, offset, -step, 0, ref best);
                }
                continue;
            }
            double fine = shrink * (high - low) / (2 * offset - 1);
            int z = (int)Math.Round(-(high + low) / 2 / fine - 0.5);
            for (int shift = -1; shift <= 1; shift++)
            {
                Try(weights, importance, offset, fine, Math.Clamp(z + shift, -offset, offset - 1), ref best);
            }
        }
        return new BlockScale((float)best.Scale, best.Zero);
    }

    /// <summary>Takes the scale, or the one that fits the codes that it gives best, where either is better than the best so far.</summary>
    static void Try(ReadOnlySpan<double> w, ReadOnlySpan<double> h, int offset, double scale, int zero, ref (double Scale, int Zero, double Error) best)
    {
        const int Fits = 2;
        for (int fit = 0; fit <= Fits; fit++)
        {
            // What is judged is the number that is stored.
            scale = (float)scale;
            if (Math.Abs(scale) < Least)
            {
                return;
            }
            (double error, double products, double squares) = (0, 0, 0);
            for (int k = 0; k < w.Length; k++)
            {
                double q = Math.Clamp(Math.Round(w[k] / scale) + zero, -offset, offset - 1) - zero;
                double d = w[k] - scale * q;
                error += h[k] * d * d;
                products += h[k] * w[k] * q;
                squares += h[k] * q * q;
            }
            if (error < best.Error)
            {
                best = (scale, zero, error);
            }
            if (!(squares > 0))
            {
                return;
            }
            scale = products / squares;
        }
    }
}

/// <summary>Which code of a block stands for zero.</summary>
public enum BlockZero
{
    /// <summary>Code 0, and the scale may be negative.</summary>
    Fixed,

    /// <summary>Code 0, and the scale is positive: arithmetic that multiplies by it afterwards takes no other.</summary>
    FixedBelowPositiveScale,

    /// <summary>Any: the block has a zero point.</summary>
    Chosen,
}
