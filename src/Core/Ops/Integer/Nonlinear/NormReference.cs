using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>LayerNorm or RMSNorm in float64, against which integer forms are measured.</summary>
/// <param name="Input">Parameters of x, per tensor.</param>
/// <param name="Gamma">γ, one an element of a row.</param>
/// <param name="Beta">β, as many, or none.</param>
/// <param name="Epsilon">ε, added to the variance or mean square.</param>
/// <param name="Centered">True for LayerNorm; false for RMSNorm, which keeps the mean.</param>
public sealed record NormReference(QuantParams Input, float[] Gamma, float[] Beta, double Epsilon, bool Centered)
{
    /// <summary>(x_i - mean)/√(variance + ε)·γ_i + β_i.</summary>
    public double[] Of(ReadOnlySpan<int> row)
    {
        // Sums of codes are exact, so that a constant row has no variance by rounding.
        long n = row.Length, sum = 0, squares = 0;
        foreach (int code in row)
        {
            long q = (long)code - Input.ZeroPoint;
            sum += q;
            squares += q * q;
        }
        double mean = Centered ? (double)sum / n : 0, scale = Input.Scale;
        double variance = Centered ? (double)((Int128)n * squares - (Int128)sum * sum) / n / n : (double)squares / n;
        double root = Math.Sqrt(variance * scale * scale + Epsilon);
        var result = new double[row.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = ((long)row[i] - Input.ZeroPoint - mean) * scale / root * Gamma[i] + (Beta.Length == 0 ? 0 : Beta[i]);
        }
        return result;
    }
}
