namespace Qcc.Core.Ops.Integer;

/// <summary>
/// The threshold form of a requantizer on its reachable accumulators (docs/integer-arithmetic.md 2.2 and 2.4): T_k is the least accumulator
/// with a code of at least k, for every k above the code of the least accumulator and up to that of the greatest.
/// </summary>
/// <param name="Lowest">Code of the least accumulator.</param>
/// <param name="Least">T_k for k = Lowest + 1, Lowest + 2, …; does not fall.</param>
public sealed record Thresholds(int Lowest, IReadOnlyList<long> Least)
{
    /// <summary>Code of the greatest accumulator.</summary>
    public int Highest => Lowest + Least.Count;

    /// <summary>Of any requantizer, by bisection.</summary>
    public static Thresholds Of(Requantizer requantizer, AccumulatorRange range)
    {
        int lowest = requantizer.Apply(range.Low), highest = requantizer.Apply(range.High);
        var least = new long[highest - lowest];
        for (int i = 0; i < least.Length; i++)
        {
            // The threshold of the code before has a code below this one, unless one accumulator steps over several codes.
            int code = lowest + 1 + i;
            (long low, long high) = (i == 0 ? range.Low : least[i - 1], range.High);
            if (requantizer.Apply(low) >= code)
            {
                high = low;
            }
            while (high - low > 1)
            {
                long middle = low + (high - low) / 2;
                (low, high) = requantizer.Apply(middle) >= code ? (low, middle) : (middle, high);
            }
            least[i] = high;
        }
        return new Thresholds(lowest, least);
    }

    /// <summary>Of R31, by its closed formula.</summary>
    public static Thresholds Of(R31Requantizer requantizer, AccumulatorRange range)
    {
        int lowest = requantizer.Apply(range.Low), highest = requantizer.Apply(range.High);
        var least = new long[highest - lowest];
        for (int i = 0; i < least.Length; i++)
        {
            least[i] = (long)requantizer.Threshold(lowest + 1 + i);
        }
        return new Thresholds(lowest, least);
    }

    /// <summary>code = lowest + #{k : acc ≥ T_k}.</summary>
    public int Apply(long accumulator)
    {
        int code = Lowest;
        while (code < Highest && accumulator >= Least[code - Lowest])
        {
            code++;
        }
        return code;
    }
}
