using Qcc.Core.Quantization;

namespace Qcc.Passes.Quantize;

/// <summary>
/// The codes that a weight may take and the numbers that they stand for: -127 to 127 as themselves, or of fewer bits in steps that differ by input; less
/// where the sum with a neighbour of the same sign must stay within 128.
/// </summary>
/// <param name="Neighbours">For each input the one whose product is added to its own in 16 bits, or -1; null where none is.</param>
public readonly record struct CodeLimits(int[]? Neighbours)
{
    /// <summary>Least code.</summary>
    public int Low { get; init; } = -QuantizedWeight.LargestCode;

    /// <summary>Greatest code.</summary>
    public int High { get; init; } = QuantizedWeight.LargestCode;

    /// <summary>Scale and zero point of each input's codes, [K]; null: a code is a weight.</summary>
    public BlockScale[]? Steps { get; init; }

    /// <summary>What a weight of input <paramref name="k"/> changes by with a code.</summary>
    public double StepOf(int k) => Steps is { } steps ? steps[k].Scale : 1;

    /// <summary>The weight of input <paramref name="k"/> that a code stands for.</summary>
    public double WeightOf(int k, int code) => Steps is { } steps ? (double)steps[k].Scale * (code - steps[k].ZeroPoint) : code;

    /// <summary>The code nearest to a weight that input <paramref name="k"/> may take beside the codes of the others.</summary>
    public int Nearest(double weight, int k, ReadOnlySpan<sbyte> codes)
    {
        int beside = Neighbours is { } neighbours && neighbours[k] >= 0 ? codes[neighbours[k]] : 0;
        int low = Math.Max(Low, beside < 0 ? -QuantizedWeight.LargestPair - beside : int.MinValue);
        int high = Math.Min(High, beside > 0 ? QuantizedWeight.LargestPair - beside : int.MaxValue);
        double code = Steps is { } steps ? weight / steps[k].Scale + steps[k].ZeroPoint : weight;
        return (int)Math.Clamp(Math.Round(code, MidpointRounding.ToEven), low, high);
    }
}
