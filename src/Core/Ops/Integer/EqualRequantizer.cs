namespace Qcc.Core.Ops.Integer;

/// <summary>R31 that gives the codes of F32 for every reachable accumulator: proof, search and nudging (docs/integer-arithmetic.md 2.4, 2.5).</summary>
public static class EqualRequantizer
{
    /// <summary>
    /// Whether the two are equal on [amin, amax]: the codes at both ends, and F32(T_k) ≥ k, F32(T_k - 1) &lt; k at each threshold of R31. Both do
    /// not decrease, so that is a proof, of at most 512 evaluations for 8-bit codes.
    /// </summary>
    /// <param name="f32">F32, or another function of float32 that does not decrease.</param>
    /// <param name="range">Within int32.</param>
    /// <exception cref="OverflowException">The range leaves int32.</exception>
    public static bool Prove(Requantizer f32, R31Requantizer r31, AccumulatorRange range)
    {
        int lowest = f32.Apply(range.Low), highest = f32.Apply(range.High);
        if (r31.Apply(range.Low) != lowest || r31.Apply(range.High) != highest)
        {
            return false;
        }
        for (int code = lowest + 1; code <= highest; code++)
        {
            long threshold = (long)r31.Threshold(code);
            if (f32.Apply(threshold) < code || f32.Apply(threshold - 1) >= code)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>
    /// The dyadic multiplier of the fewest bits whose R31 is equal, or null where none has up to <paramref name="maxBits"/>. Each threshold
    /// bounds the real multiplier from both sides; the walk takes the first b / 2^c inside that the proof accepts.
    /// </summary>
    /// <param name="range">Within int32.</param>
    /// <param name="maxBits">1..31.</param>
    public static R31Requantizer? Find(Requantizer f32, AccumulatorRange range, int maxBits)
    {
        if (MultiplierInterval.Of(f32, range) is not { } interval)
        {
            return null;
        }
        for (int c = 1; c <= Rounding.MaxShift; c++)
        {
            Int128 first = interval.Least(c);
            if (first >= Int128.One << maxBits)
            {
                return null;
            }
            for (Int128 b = Int128.Max(first, 1); b <= first + 1 && b < Int128.One << maxBits && interval.IsNotAbove(b, c); b++)
            {
                var candidate = new R31Requantizer(new Dyadic((int)b, c), f32.Codes);
                if (Prove(f32, candidate, range))
                {
                    return candidate;
                }
            }
        }
        return null;
    }

    /// <summary>The most that a weight scale changes, relative to itself.</summary>
    public const double LargestChange = 2e-5;

    /// <summary>The most units in the last place that a weight scale is moved by: 167 to 335.</summary>
    public static int MaxUnits(float weightScale) => (int)(LargestChange * weightScale / (MathF.BitIncrement(weightScale) - weightScale));

    /// <summary>Bits that a move of the scale may save.</summary>
    const int SavedBits = 3;

    /// <summary>
    /// The nearest weight scale for which <see cref="Find"/> has an answer: s_w itself, then ±1, ±2, … units in the last place, m computed anew
    /// from each; weight and bias codes stay. Null where no move within <see cref="LargestChange"/> has one, or where the multiplier that there is has
    /// far more bits than allowed: how many it takes lies in the range of the accumulators.
    /// </summary>
    public static NudgedScale? Nudge(float inputScale, float weightScale, float outputScale, CodeRange codes, AccumulatorRange range, int maxBits)
    {
        foreach (int units in NudgedScale.Steps(MaxUnits(weightScale)))
        {
            float moved = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(weightScale) + units);
            var f32 = new F32Requantizer(Requantizer.MultiplierOf(inputScale, moved, outputScale), codes);
            if (!(float.IsFinite(moved) && moved > 0) || Find(f32, range, Dyadic.MaxWidth) is not { } r31)
            {
                continue;
            }
            if (r31.Scale.Width <= maxBits)
            {
                return new NudgedScale(moved, units, f32, r31);
            }
            if (r31.Scale.Width > maxBits + SavedBits)
            {
                return null;
            }
        }
        return null;
    }
}
