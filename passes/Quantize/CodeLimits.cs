using Qcc.Core.Quantization;

namespace Qcc.Passes.Quantize;

/// <summary>The codes that a weight may take: -127 to 127, and less where its sum with a neighbour of the same sign must stay within 128.</summary>
/// <param name="Neighbours">For each input the one whose product is added to its own in 16 bits, or -1; null where none is.</param>
public readonly record struct CodeLimits(int[]? Neighbours)
{
    /// <summary>The code nearest to <paramref name="value"/> that input <paramref name="k"/> may take beside the codes of the others.</summary>
    public int Nearest(double value, int k, ReadOnlySpan<sbyte> codes)
    {
        int beside = Neighbours is { } neighbours && neighbours[k] >= 0 ? codes[neighbours[k]] : 0;
        int low = Math.Max(-QuantizedWeight.LargestCode, beside < 0 ? -QuantizedWeight.LargestPair - beside : int.MinValue);
        int high = Math.Min(QuantizedWeight.LargestCode, beside > 0 ? QuantizedWeight.LargestPair - beside : int.MaxValue);
        return (int)Math.Clamp(Math.Round(value, MidpointRounding.ToEven), low, high);
    }
}
