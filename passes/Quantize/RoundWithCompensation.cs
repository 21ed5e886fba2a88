namespace Qcc.Passes.Quantize;

/// <summary>
/// Rounds the weights of one output channel one by one, each compensating the error of those before it (docs/algorithms.md C11; Frantar et al.,
/// GPTQ). With H' = L·Lᵀ the error is ‖Lᵀ·(w - q)‖²; from the last input to the first
/// q[i] = rint(w[i] + Σ_{j>i} L[j,i]·(w[j] - q[j]) / L[i,i]), which is the rounding by submatrix inverses of the paper (Chen et al., The Geometry
/// of LLM Quantization) without an inverse.
/// </summary>
public static class RoundWithCompensation
{
    /// <summary>The codes, [K].</summary>
    /// <param name="weights">The weights in the unit of the limits, [K]: divided by their scale, or as they are.</param>
    /// <param name="limits">The codes to choose from.</param>
    public static sbyte[] Channel(RoundingMetric metric, ReadOnlySpan<double> weights, CodeLimits limits)
    {
        int depth = metric.Depth;
        ReadOnlySpan<double> u = metric.Factor;
        var codes = new sbyte[depth];
        var errors = new double[depth];
        for (int i = depth - 1; i >= 0; i--)
        {
            int k = metric.Order[i];
            ReadOnlySpan<double> row = u.Slice(i * depth, depth);
            double compensated = weights[k] + RoundingMetric.Dot(row[(i + 1)..], errors.AsSpan(i + 1)) / row[i];
            codes[k] = (sbyte)limits.Nearest(compensated, k, codes);
            errors[i] = weights[k] - limits.WeightOf(k, codes[k]);
        }
        return codes;
    }
}
