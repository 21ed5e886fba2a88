using Qcc.Core.Ir;

namespace Qcc.Codegen.Onnx.Integer;

/// <summary>
/// Kernels of x64 processors without VNNI add the products of two neighbours along K with saturation at 16 bits: exact for u8 × s8 iff the positive and the
/// negative weights of each pair sum up to at most 128 (docs/integer-arithmetic.md 7; 255·128 is below 2^15).
/// </summary>
static class PairSums
{
    const int Limit = 128;

    /// <summary>Whether every pair of rows 2i and 2i + 1 of the weights [...,K,N] keeps the limit in every column.</summary>
    public static bool Fit(Tensor weights)
    {
        ReadOnlySpan<sbyte> w = weights.As<sbyte>();
        long columns = weights.Rank > 1 ? weights.Shape[^1] : 1, rows = weights.Rank > 1 ? weights.Shape[^2] : weights.Count;
        for (long matrix = 0; matrix < weights.Count; matrix += rows * columns)
        {
            for (long k = 0; k + 1 < rows; k += 2)
            {
                for (long n = 0; n < columns; n++)
                {
                    int first = w[(int)(matrix + k * columns + n)], second = w[(int)(matrix + (k + 1) * columns + n)];
                    if (Math.Max(first, 0) + Math.Max(second, 0) > Limit || Math.Min(first, 0) + Math.Min(second, 0) < -Limit)
                    {
                        return false;
                    }
                }
            }
        }
        return true;
    }
}
