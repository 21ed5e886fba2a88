using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Qcc.Core.Quantization;

/// <summary>
/// Counts of values in bins of width 2^e anchored at zero. The exponent is the least that holds the largest magnitude seen, and
/// growing it merges bins pairwise, so the result does not depend on the order of the values or on how they were split:
/// merging two histograms is exact, associative and commutative.
/// </summary>
public sealed class Histogram
{
    /// <summary>Bins on each side of zero; at least half of them are in use on the side of the largest magnitude.</summary>
    public const int Side = 2048;

    /// <summary>The bin widths that float32 needs: 2^-140 where all is zero, 2^117 for its largest.</summary>
    const int LeastExponent = -140, MostExponent = 117;

    readonly long[] _counts = new long[2 * Side];

    /// <summary>Bin k covers [(k - Side)·2^e, (k - Side + 1)·2^e).</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>The exponent e of the bin width.</summary>
    public int Exponent { get; private set; } = LeastExponent;

    /// <summary>Width of a bin.</summary>
    public double Width => Math.ScaleB(1, Exponent);

    /// <summary>How many of the counted values were exactly zero; they are in no bin.</summary>
    public long Zeros { get; private set; }

    /// <summary>Number of values counted, zeros included.</summary>
    public long Total { get; private set; }

    /// <summary>Centre of bin <paramref name="bin"/>.</summary>
    public double Center(int bin) => (bin - Side + 0.5) * Width;

    /// <summary>Counts finite values whose magnitude is at most <paramref name="largest"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
    public void Add(ReadOnlySpan<float> values, float largest)
    {
        Fit(largest);
        // 2^-e may leave the range of float32; the product of these two is exact.
        int inRange = Math.Clamp(-Exponent, -126, 126);
        (float perWidth, float rest) = (MathF.ScaleB(1, inRange), MathF.ScaleB(1, -Exponent - inRange));
        Span<int> bins = stackalloc int[Vector512<int>.Count];
        ref long counts = ref MemoryMarshal.GetArrayDataReference(_counts);
        // A quotient that underflows to zero keeps the side of its sign.
        Vector512<float> leastNegative = Vector512.Create(-1f), noLimit = Vector512.Create(float.PositiveInfinity);
        long zeros = 0;
        int i = 0;
        for (; i <= values.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            Vector512<float> x = Vector512.Create(values[i..]);
            zeros += Vector512.CountWhereAllBitsSet(Vector512.Equals(x, Vector512<float>.Zero).AsInt32());
            Vector512<float> floor = Vector512.Min(Vector512.Floor(x * perWidth * rest), Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), leastNegative, noLimit));
            (Vector512.ConvertToInt32(floor) + Vector512.Create(Side)).CopyTo(bins);
            foreach (int bin in bins)
            {
                Unsafe.Add(ref counts, bin & (2 * Side - 1))++;
            }
        }
        for (; i < values.Length; i++)
        {
            zeros += values[i] == 0 ? 1 : 0;
            int floor = (int)MathF.Floor(values[i] * perWidth * rest);
            _counts[((values[i] < 0 ? Math.Min(floor, -1) : floor) + Side) & (2 * Side - 1)]++;
        }
        _counts[Side] -= zeros;
        Zeros += zeros;
        Total += values.Length;
    }

    /// <summary>Adds the counts of another histogram.</summary>
    public void Merge(Histogram other)
    {
        if (Total == Zeros)
        {
            Exponent = Math.Max(Exponent, other.Exponent);
        }
        while (Exponent < other.Exponent)
        {
            Grow();
        }
        int shift = Exponent - other.Exponent;
        for (int bin = 0; bin < 2 * Side; bin++)
        {
            _counts[((bin - Side) >> Math.Min(shift, 30)) + Side] += other._counts[bin];
        }
        Zeros += other.Zeros;
        Total += other.Total;
    }

    /// <summary>A histogram with these counts.</summary>
    /// <param name="exponent">The exponent of the bin width.</param>
    /// <param name="first">The bin of the first count.</param>
    /// <exception cref="ArgumentException">No histogram has them: bins or exponent out of range, a negative count, or a sum past 2^62.</exception>
    internal static Histogram Of(int exponent, int first, ReadOnlySpan<long> counts, long zeros)
    {
        if (exponent is < LeastExponent or > MostExponent || first < 0 || first + counts.Length > 2 * Side)
        {
            throw new ArgumentException($"{counts.Length} bins from {first} of width 2^{exponent}", nameof(counts));
        }
        var histogram = new Histogram { Exponent = exponent, Zeros = zeros };
        counts.CopyTo(histogram._counts.AsSpan(first));
        Int128 total = zeros;
        foreach (long count in counts)
        {
            total += count >= 0 ? count : throw new ArgumentException("a negative count", nameof(counts));
        }
        histogram.Total = zeros >= 0 && total <= 1L << 62 ? (long)total : throw new ArgumentException("counts out of range", nameof(counts));
        return histogram;
    }

    void Fit(float largest)
    {
        while (largest >= Math.ScaleB(Side, Exponent))
        {
            if (Total == Zeros)
            {
                Exponent = Math.Max(Exponent + 1, Math.ILogB(largest) - 11);
                continue;
            }
            Grow();
        }
    }

    void Grow()
    {
        for (int k = 0; k < Side / 2; k++)
        {
            _counts[Side + k] = _counts[Side + 2 * k] + _counts[Side + 2 * k + 1];
            _counts[Side - 1 - k] = _counts[Side - 1 - 2 * k] + _counts[Side - 2 - 2 * k];
        }
        Array.Clear(_counts, 0, Side / 2);
        Array.Clear(_counts, Side + Side / 2, Side / 2);
        Exponent++;
    }
}
