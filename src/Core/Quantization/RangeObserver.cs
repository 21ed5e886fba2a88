namespace Qcc.Core.Quantization;

/// <summary>
/// Ranges of an activation from its statistics, one function per method (docs/algorithms.md C04). All return a range that
/// contains zero and lies within the observed extremes, extended to zero.
/// </summary>
public static class RangeObserver
{
    /// <summary>The extremes.</summary>
    public static (float Low, float High) MinMax(ValueStatistics s) => (MathF.Min(s.Min, 0), MathF.Max(s.Max, 0));

    /// <summary>The smallest range that leaves out at most the share 1 - <paramref name="share"/> of the values, half on each side.</summary>
    public static (float Low, float High) Percentile(ValueStatistics s, double share = 0.99999)
    {
        (float low, float high) = MinMax(s);
        Histogram h = s.Histogram;
        double spare = (1 - share) / 2 * h.Total;
        int first = 0, last = 2 * Histogram.Side - 1;
        for (double left = h.Counts[first]; left <= spare && first < Histogram.Side; left += h.Counts[first])
        {
            first++;
        }
        for (double right = h.Counts[last]; right <= spare && last >= Histogram.Side; right += h.Counts[last])
        {
            last--;
        }
        return (MathF.Max(low, (float)((first - Histogram.Side) * h.Width)), MathF.Min(high, (float)((last + 1 - Histogram.Side) * h.Width)));
    }

    /// <summary>
    /// The range that minimizes the expected squared error of <paramref name="levels"/> evenly spaced codes:
    /// rounding, step²/12 for every value inside that is not zero (zero is exact), plus (x - limit)² for every value outside.
    /// Both ends are searched by coordinate descent over shrink factors; the histogram's moments make a candidate O(1).
    /// </summary>
    public static (float Low, float High) Mse(ValueStatistics s, int levels = 256)
    {
        (float low, float high) = MinMax(s);
        var moments = new Moments(s.Histogram);
        (double lo, double hi) = (low, high);
        for (int round = 0; round < 3; round++)
        {
            (double, double) before = (lo, hi);
            hi = BestEnd(high, end => moments.Error(lo, end, levels));
            lo = BestEnd(low, end => moments.Error(end, hi, levels));
            if (before == (lo, hi))
            {
                break;
            }
        }
        return ((float)lo, (float)hi);
    }

    /// <summary>
    /// The range whose clipped histogram loses least information: the threshold with the least Kullback-Leibler divergence between
    /// the distribution, outliers moved to the edge, and itself quantized to <paramref name="levels"/> codes.
    /// </summary>
    public static (float Low, float High) Entropy(ValueStatistics s, int levels = 256)
    {
        (float low, float high) = MinMax(s);
        (double best, double limit) = (double.PositiveInfinity, 1);
        for (int step = 0; step <= 24; step++)
        {
            double shrink = 1 - step * 0.035;
            double divergence = Divergence(s.Histogram, low * shrink, high * shrink, levels);
            if (divergence < best)
            {
                (best, limit) = (divergence, shrink);
            }
        }
        return ((float)(low * limit), (float)(high * limit));
    }

    static double BestEnd(double extreme, Func<double, double> error)
    {
        (double best, double end) = (double.PositiveInfinity, extreme);
        for (int step = 0; step < 64; step++)
        {
            // Geometric: fine near the extreme, down to a fiftieth of it for heavy tails.
            double candidate = extreme * Math.Pow(2, -step / 11.0);
            double e = error(candidate);
            if (e < best)
            {
                (best, end) = (e, candidate);
            }
        }
        return end;
    }

    /// <summary>Σ P·log(P/Q) over the bins inside the range, Q spreading each code's mass evenly over the bins that it stands for.</summary>
    static double Divergence(Histogram h, double low, double high, int levels)
    {
        double step = (high - low) / (levels - 1);
        if (!(step > 0))
        {
            return double.PositiveInfinity;
        }
        int first = Math.Max((int)Math.Floor(low / h.Width) + Histogram.Side, 0);
        int last = Math.Min((int)Math.Ceiling(high / h.Width) - 1 + Histogram.Side, 2 * Histogram.Side - 1);
        (long below, long inside, long above) = Split(h.Counts, first, last);
        double total = below + inside + above, divergence = 0;
        for (int bin = first; bin <= last;)
        {
            int end = EndOfCode(h, low, step, bin, last);
            (long mass, int filled) = (0, 0);
            for (int i = bin; i < end; i++)
            {
                mass += h.Counts[i];
                filled += h.Counts[i] > 0 ? 1 : 0;
            }
            double q = mass / (double)Math.Max(filled, 1) / Math.Max(inside, 1);
            for (int i = bin; i < end; i++)
            {
                double p = (h.Counts[i] + (i == first ? below : 0) + (i == last ? above : 0)) / total;
                divergence += p > 0 ? p * Math.Log(p / Math.Max(q, 1e-12)) : 0;
            }
            bin = end;
        }
        return divergence;
    }

    /// <summary>The first bin behind <paramref name="bin"/> that rounds to another code.</summary>
    static int EndOfCode(Histogram h, double low, double step, int bin, int last)
    {
        double edge = low + (Math.Round((h.Center(bin) - low) / step) + 0.5) * step;
        return Math.Clamp((int)Math.Ceiling(edge / h.Width - 0.5) + Histogram.Side, bin + 1, last + 1);
    }

    static (long Below, long Inside, long Above) Split(ReadOnlySpan<long> counts, int first, int last)
    {
        (long below, long inside, long above) = (0, 0, 0);
        for (int bin = 0; bin < counts.Length; bin++)
        {
            (below, inside, above) = bin < first ? (below + counts[bin], inside, above) : bin > last ? (below, inside, above + counts[bin]) : (below, inside + counts[bin], above);
        }
        return (below, inside, above);
    }

    /// <summary>Cumulated moments of a histogram, so that the clipping error of any range is a difference of sums.</summary>
    sealed class Moments
    {
        readonly Histogram _histogram;
        readonly double[] _mass = new double[2 * Histogram.Side + 1], _first = new double[2 * Histogram.Side + 1], _second = new double[2 * Histogram.Side + 1];

        public Moments(Histogram histogram)
        {
            _histogram = histogram;
            for (int bin = 0; bin < 2 * Histogram.Side; bin++)
            {
                (double n, double c) = (histogram.Counts[bin], histogram.Center(bin));
                _mass[bin + 1] = _mass[bin] + n;
                _first[bin + 1] = _first[bin] + n * c;
                _second[bin + 1] = _second[bin] + n * c * c;
            }
        }

        public double Error(double low, double high, int levels)
        {
            int below = Math.Clamp((int)Math.Ceiling(low / _histogram.Width) + Histogram.Side, 0, 2 * Histogram.Side);
            int above = Math.Clamp((int)Math.Floor(high / _histogram.Width) + Histogram.Side, below, 2 * Histogram.Side);
            double step = (high - low) / (levels - 1);
            return Outside(0, below, low) + Outside(above, 2 * Histogram.Side, high) + (_mass[above] - _mass[below]) * step * step / 12;
        }

        double Outside(int from, int to, double limit) => _second[to] - _second[from] - 2 * limit * (_first[to] - _first[from]) + limit * limit * (_mass[to] - _mass[from]);
    }
}
