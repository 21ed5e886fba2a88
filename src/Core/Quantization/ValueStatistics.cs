using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Qcc.Core.Quantization;

/// <summary>
/// What calibration keeps of one activation: exact extremes, a histogram, and per channel (<see cref="ChannelAxis"/>)
/// the extremes and the sum, and a bounded reservoir of channel vectors at single positions. Nothing else of a sample is kept.
/// </summary>
/// <param name="channels">Number of channels; 1 where the value has none.</param>
/// <param name="axis">The axis that they are.</param>
public sealed class ValueStatistics(int channels, int axis)
{
    /// <summary>At most so many elements of one sample enter the histogram, evenly spread; extremes see all of them.</summary>
    const int HistogramElements = 1 << 13;

    readonly float[] _least = Filled(channels, float.PositiveInfinity);
    readonly float[] _greatest = Filled(channels, float.NegativeInfinity);
    readonly ExactSums _sums = new(channels);

    /// <summary>Sums of the sample that is being taken.</summary>
    readonly double[] _sampleSums = new double[channels];
    readonly List<StatisticsRow> _rows = [];
    int _samples;

    /// <summary>At most so many channel vectors are kept, so many of them of one sample.</summary>
    internal const int MostRows = 256;

    /// <summary>Elements of channel vectors that are kept, so that wide values keep fewer of them; at least 16.</summary>
    const int RowElements = 1 << 18;

    readonly int _mostRows = Math.Clamp(RowElements / Math.Max(channels, 1), 16, MostRows);

    /// <summary>Number of channels; 1 where the value has none.</summary>
    public int Channels => channels;

    /// <summary>The axis that the channels are; of no meaning where there is one channel only.</summary>
    public int Axis => axis;

    public float Min { get; private set; } = float.PositiveInfinity;
    public float Max { get; private set; } = float.NegativeInfinity;
    public long Count { get; private set; }
    public Histogram Histogram { get; } = new();

    /// <summary>Whether a NaN or an infinity was seen; the other figures are then void.</summary>
    public bool HasNonFinite { get; private set; }

    public ReadOnlySpan<float> ChannelMin => _least;
    public ReadOnlySpan<float> ChannelMax => _greatest;

    /// <summary>Mean of a channel over samples and positions.</summary>
    public double ChannelMean(int channel) => Count == 0 ? 0 : _sums[channel] / (Count / channels);

    /// <summary>The means of all channels.</summary>
    public double[] ChannelMeans() => [.. Enumerable.Range(0, channels).Select(ChannelMean)];

    internal ExactSums Sums => _sums;

    /// <summary>The kept channel vectors, in the order of their samples.</summary>
    internal IReadOnlyList<StatisticsRow> Rows => _rows;

    /// <summary>The kept channel vectors: all channels at single positions.</summary>
    public IEnumerable<float[]> ChannelVectors => _rows.Select(r => r.Values);

    /// <summary>The mean squares of all channels over the kept channel vectors.</summary>
    public double[] ChannelMeanSquares()
    {
        var squares = new double[channels];
        foreach (StatisticsRow row in _rows)
        {
            for (int c = 0; c < channels; c++)
            {
                squares[c] += (double)row.Values[c] * row.Values[c] / _rows.Count;
            }
        }
        return squares;
    }

    /// <summary>
    /// By how much rounding to the steps of one range for all samples exceeds rounding to those of each sample's own range, in power and relative to the
    /// sample: the mean of (R / r)² over samples, R the range of all and r that of the kept channel vectors of one, zero included in both. Vectors
    /// are kept at some positions only, so r may be too small and the figure too large. 1 where nothing is kept.
    /// </summary>
    public double SpreadOfRanges()
    {
        double all = Range(Min, Max), sum = 0;
        int samples = 0;
        foreach (IGrouping<int, StatisticsRow> sample in _rows.GroupBy(r => r.Sample))
        {
            double own = Range(sample.Min(r => TensorPrimitives.Min<float>(r.Values)), sample.Max(r => TensorPrimitives.Max<float>(r.Values)));
            // A sample of zeros has no error in either.
            if (own > 0)
            {
                sum += all / own * (all / own);
                samples++;
            }
        }
        return samples == 0 ? 1 : sum / samples;
    }

    static double Range(float low, float high) => Math.Max(high, 0d) - Math.Min(low, 0d);

    /// <summary>Largest magnitude of a channel.</summary>
    public float ChannelLargest(int channel) => Count == 0 ? 0 : MathF.Max(MathF.Abs(_least[channel]), MathF.Abs(_greatest[channel]));

    /// <summary>Takes one sample: <paramref name="outer"/> blocks of <see cref="Channels"/> rows of <paramref name="inner"/> elements.</summary>
    /// <exception cref="ArgumentException">The data do not have outer·channels·inner elements.</exception>
    public void Add(ReadOnlySpan<float> data, int outer, int inner)
    {
        if (data.Length != (long)outer * channels * inner)
        {
            throw new ArgumentException($"{data.Length} elements for {outer}x{channels}x{inner}", nameof(data));
        }
        int sample = _samples++;
        if (data.IsEmpty || HasNonFinite)
        {
            return;
        }
        AddChannels(data, outer, inner);
        // The channels' extremes are those of all samples so far, and NaN passes through them.
        (Min, Max) = (TensorPrimitives.Min(_least), TensorPrimitives.Max(_greatest));
        if (!float.IsFinite(Min) || !float.IsFinite(Max))
        {
            HasNonFinite = true;
            return;
        }
        for (int c = 0; c < channels; c++)
        {
            _sums.Add(c, _sampleSums[c]);
        }
        Count += data.Length;
        AddHistogram(data, MathF.Max(MathF.Abs(Min), MathF.Abs(Max)));
        AddRows(data, outer, inner, sample);
    }

    /// <summary>
    /// Adds the statistics of other samples of the same value. Exact, and the same in whatever order parts are merged: the kept channel
    /// vectors are those of the first samples by number.
    /// </summary>
    /// <exception cref="ArgumentException">The other has other channels.</exception>
    public void Merge(ValueStatistics other)
    {
        HasNonFinite |= other.HasNonFinite;
        if (HasNonFinite)
        {
            return;
        }
        if (other.Channels != channels || other.Axis != axis)
        {
            throw new ArgumentException($"{other.Channels} channels at axis {other.Axis} for {channels} at axis {axis}", nameof(other));
        }
        for (int c = 0; c < channels; c++)
        {
            _least[c] = MathF.Min(_least[c], other._least[c]);
            _greatest[c] = MathF.Max(_greatest[c], other._greatest[c]);
        }
        (Min, Max) = (MathF.Min(Min, other.Min), MathF.Max(Max, other.Max));
        _sums.Merge(other._sums);
        Histogram.Merge(other.Histogram);
        Count += other.Count;
        StatisticsRow[] rows = [.. _rows.Concat(other._rows).OrderBy(r => r.Sample).Take(_mostRows)];
        _rows.Clear();
        _rows.AddRange(rows);
    }

    /// <summary>Sets what a file holds, into statistics that are empty.</summary>
    internal void Restore(RestoredStatistics saved)
    {
        saved.ChannelMin.CopyTo(_least, 0);
        saved.ChannelMax.CopyTo(_greatest, 0);
        (Min, Max) = (TensorPrimitives.Min(_least), TensorPrimitives.Max(_greatest));
        _sums.Merge(saved.Sums);
        Histogram.Merge(saved.Histogram);
        Count = saved.Count;
        _rows.AddRange(saved.Rows);
    }

    /// <summary>The same range and histogram where channels are not told apart: those of a value that holds the elements in other places.</summary>
    public ValueStatistics WithoutChannels()
    {
        var same = new ValueStatistics(1, 1) { Min = Min, Max = Max, Count = Count, HasNonFinite = HasNonFinite };
        (same._least[0], same._greatest[0]) = (Min, Max);
        same.Histogram.Merge(Histogram);
        for (int c = 0; c < channels; c++)
        {
            same._sums.Add(0, _sums[c]);
        }
        return same;
    }

    /// <summary>Statistics of a value that had a NaN or an infinity.</summary>
    public static ValueStatistics NonFinite(int channels, int axis) => new(channels, axis) { HasNonFinite = true };

    /// <summary>
    /// The statistics of the value divided by one factor per channel. Extremes and means are exact; the histogram is that of the
    /// kept channel vectors.
    /// </summary>
    public ValueStatistics Divided(ReadOnlySpan<float> factors)
    {
        var divided = new ValueStatistics(channels, axis) { Count = Count, HasNonFinite = HasNonFinite };
        for (int c = 0; c < channels; c++)
        {
            divided._least[c] = _least[c] / factors[c];
            divided._greatest[c] = _greatest[c] / factors[c];
        }
        divided.Min = TensorPrimitives.Min(divided._least);
        divided.Max = TensorPrimitives.Max(divided._greatest);
        float largest = MathF.Max(MathF.Abs(divided.Min), MathF.Abs(divided.Max));
        if (!float.IsFinite(largest))
        {
            // Empty before, or too large for float32 now.
            divided.HasNonFinite |= Count > 0;
            return divided;
        }
        for (int c = 0; c < channels; c++)
        {
            divided._sums.Add(c, _sums[c] / factors[c]);
        }
        foreach (StatisticsRow row in _rows)
        {
            var scaled = new float[channels];
            TensorPrimitives.Divide(row.Values, factors, scaled);
            divided._rows.Add(new StatisticsRow(row.Sample, scaled));
            divided.Histogram.Add(scaled, largest);
        }
        return divided;
    }

    void AddChannels(ReadOnlySpan<float> data, int outer, int inner)
    {
        Array.Clear(_sampleSums);
        if (inner == 1)
        {
            for (int row = 0; row < outer; row++)
            {
                AddRow(data.Slice(row * channels, channels));
            }
            return;
        }
        for (int row = 0; row < outer * channels; row++)
        {
            (float least, float greatest, float sum) = Extremes(data.Slice(row * inner, inner));
            int c = row % channels;
            _least[c] = MathF.Min(_least[c], least);
            _greatest[c] = MathF.Max(_greatest[c], greatest);
            _sampleSums[c] += float.IsFinite(sum) ? sum : WideSum(data.Slice(row * inner, inner));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
    void AddRow(ReadOnlySpan<float> x)
    {
        for (int c = 0; c < x.Length; c++)
        {
            _least[c] = MathF.Min(_least[c], x[c]);
            _greatest[c] = MathF.Max(_greatest[c], x[c]);
            _sampleSums[c] += x[c];
        }
    }

    /// <summary>Least, greatest and sum in one pass over the data; NaN passes through.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
    static (float Least, float Greatest, float Sum) Extremes(ReadOnlySpan<float> x)
    {
        (float least, float greatest, float sum) = (float.PositiveInfinity, float.NegativeInfinity, 0);
        int i = 0;
        if (x.Length >= Vector512<float>.Count)
        {
            (Vector512<float> l, Vector512<float> g, Vector512<float> s) = (Vector512.Create(least), Vector512.Create(greatest), Vector512<float>.Zero);
            for (; i <= x.Length - Vector512<float>.Count; i += Vector512<float>.Count)
            {
                Vector512<float> v = Vector512.Create(x[i..]);
                (l, g, s) = (Vector512.Min(l, v), Vector512.Max(g, v), s + v);
            }
            sum = Vector512.Sum(s);
            for (int k = 0; k < Vector512<float>.Count; k++)
            {
                (least, greatest) = (MathF.Min(least, l[k]), MathF.Max(greatest, g[k]));
            }
        }
        for (; i < x.Length; i++)
        {
            (least, greatest, sum) = (MathF.Min(least, x[i]), MathF.Max(greatest, x[i]), sum + x[i]);
        }
        return (least, greatest, sum);
    }

    /// <summary>The sum of values whose sum leaves float32.</summary>
    static double WideSum(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float v in values)
        {
            sum += v;
        }
        return sum;
    }

    void AddHistogram(ReadOnlySpan<float> data, float largest)
    {
        if (data.Length <= HistogramElements)
        {
            Histogram.Add(data, largest);
            return;
        }
        // Runs of 64 elements, evenly spread: as representative as single elements and far cheaper to read.
        const int Run = 64;
        int runs = HistogramElements / Run;
        double step = (double)(data.Length - Run) / (runs - 1);
        for (int r = 0; r < runs; r++)
        {
            Histogram.Add(data.Slice((int)(r * step), Run), largest);
        }
    }

    /// <summary>Keeps channel vectors at evenly spread positions.</summary>
    void AddRows(ReadOnlySpan<float> data, int outer, int inner, int sample)
    {
        int positions = outer * inner, wanted = Math.Min(Math.Max(_mostRows / 32, 1), positions);
        for (int r = 0; r < wanted && _rows.Count < _mostRows; r++)
        {
            int position = (int)((2L * r + 1) * positions / (2 * wanted));
            var row = new float[channels];
            for (int c = 0, at = position / inner * channels * inner + position % inner; c < channels; c++, at += inner)
            {
                row[c] = data[at];
            }
            _rows.Add(new StatisticsRow(sample, row));
        }
    }

    static float[] Filled(int length, float value)
    {
        var array = new float[length];
        Array.Fill(array, value);
        return array;
    }
}
