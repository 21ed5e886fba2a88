using System.Numerics.Tensors;
using System.Text;

namespace Qcc.Core.Quantization;

/// <summary>Activation statistics as bytes (docs/statistics-file.md): equal statistics give equal bytes.</summary>
public static class StatisticsEncoding
{
    /// <summary>More channels, dimensions or samples than any real activation has.</summary>
    const int MostChannels = 1 << 24, MostRank = 64;

    const byte NonFinite = 1;

    /// <summary>Writes the values in ordinal order of their names.</summary>
    /// <param name="sampleNumber">The number that a row's sample gets in the file.</param>
    public static void Write(BinaryWriter writer, ActivationStatistics statistics, Func<int, int> sampleNumber)
    {
        KeyValuePair<string, ValueStatistics>[] values = [.. statistics.Values];
        writer.Write(statistics.Samples);
        writer.Write(values.Length);
        foreach ((string name, ValueStatistics value) in values)
        {
            WriteText(writer, name);
            IReadOnlyList<long> shape = statistics.FirstShape(name) ?? [];
            writer.Write(shape.Count);
            foreach (long size in shape)
            {
                writer.Write(size);
            }
            WriteValue(writer, value, sampleNumber);
        }
    }

    /// <summary>Writes a text as its number of bytes and UTF-8.</summary>
    public static void WriteText(BinaryWriter writer, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    static void WriteValue(BinaryWriter writer, ValueStatistics value, Func<int, int> sampleNumber)
    {
        // After a NaN or an infinity the other figures are void, and would depend on when it came.
        writer.Write(value.HasNonFinite ? 1 : value.Channels);
        writer.Write(value.HasNonFinite ? 1 : value.Axis);
        writer.Write(value.HasNonFinite ? NonFinite : (byte)0);
        if (value.HasNonFinite)
        {
            return;
        }
        writer.Write(value.Count);
        WriteFloats(writer, value.ChannelMin);
        WriteFloats(writer, value.ChannelMax);
        for (int c = 0; c < value.Channels; c++)
        {
            ReadOnlySpan<long> digits = value.Sums.DigitsOf(c);
            foreach (long digit in digits[..^1])
            {
                writer.Write((uint)digit);
            }
            writer.Write(checked((int)digits[^1]));
        }
        WriteHistogram(writer, value.Histogram);
        writer.Write(value.Rows.Count);
        foreach (StatisticsRow row in value.Rows)
        {
            writer.Write(sampleNumber(row.Sample));
            WriteFloats(writer, row.Values);
        }
    }

    static void WriteFloats(BinaryWriter writer, ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            writer.Write(value);
        }
    }

    static void WriteHistogram(BinaryWriter writer, Histogram histogram)
    {
        ReadOnlySpan<long> counts = histogram.Counts;
        int first = counts.IndexOfAnyExcept(0), last = counts.LastIndexOfAnyExcept(0);
        writer.Write(histogram.Exponent);
        writer.Write(histogram.Zeros);
        writer.Write(Math.Max(first, 0));
        writer.Write(first < 0 ? 0 : last - first + 1);
        for (int bin = first; bin >= 0 && bin <= last; bin++)
        {
            writer.Write(counts[bin]);
        }
    }

    /// <summary>Reads statistics; memory is taken only for what the bytes hold.</summary>
    /// <exception cref="InvalidDataException">The bytes are no statistics; the message says where.</exception>
    public static ActivationStatistics Read(ref StatisticsReader reader)
    {
        var statistics = new ActivationStatistics { Samples = reader.Count("samples", int.MaxValue) };
        int values = reader.Count("values", int.MaxValue);
        string? before = null;
        for (int v = 0; v < values; v++)
        {
            string name = reader.Text("name of a value");
            if (before is not null && string.CompareOrdinal(before, name) >= 0)
            {
                throw new InvalidDataException($"value \"{name}\" is out of order");
            }
            before = name;
            long[] shape = new long[reader.Count("rank", MostRank)];
            for (int d = 0; d < shape.Length; d++)
            {
                shape[d] = reader.Long();
                if (shape[d] < 0)
                {
                    throw new InvalidDataException($"value \"{name}\" has a negative size");
                }
            }
            statistics.SetShape(name, shape);
            statistics.Set(name, ReadValue(ref reader, name));
        }
        return statistics;
    }

    static ValueStatistics ReadValue(ref StatisticsReader reader, string name)
    {
        int channels = reader.Count("channels", MostChannels), axis = reader.Count("channel axis", MostRank);
        byte flags = reader.Byte();
        if (channels == 0 || flags > NonFinite)
        {
            throw new InvalidDataException($"value \"{name}\" has {channels} channels and flags {flags}");
        }
        if (flags == NonFinite)
        {
            return channels == 1 ? ValueStatistics.NonFinite(1, axis) : throw new InvalidDataException($"value \"{name}\" is not finite and has channels");
        }
        // Extremes and sums of every channel follow.
        reader.Require(channels * (2L * sizeof(float) + ExactSums.Digits * sizeof(uint)));
        long count = reader.Long();
        (float[] least, float[] greatest) = (reader.Floats(channels), reader.Floats(channels));
        ExactSums sums = ReadSums(ref reader, channels);
        Histogram histogram = ReadHistogram(ref reader, name);
        StatisticsRow[] rows = ReadRows(ref reader, channels, name);
        bool empty = count == 0 && least.All(float.IsPositiveInfinity) && greatest.All(float.IsNegativeInfinity);
        bool full = count > 0 && count % channels == 0 && TensorPrimitives.IsFiniteAll<float>(least) && TensorPrimitives.IsFiniteAll<float>(greatest)
            && least.Zip(greatest).All(p => p.First <= p.Second);
        if (!empty && !full)
        {
            throw new InvalidDataException($"value \"{name}\" has extremes that no {count} numbers have");
        }
        float largest = empty ? 0 : MathF.Max(MathF.Abs(TensorPrimitives.Min<float>(least)), MathF.Abs(TensorPrimitives.Max<float>(greatest)));
        if (histogram.Total > histogram.Zeros && largest >= Math.ScaleB(Histogram.Side, histogram.Exponent))
        {
            throw new InvalidDataException($"the histogram of value \"{name}\" does not reach its largest magnitude");
        }
        var value = new ValueStatistics(channels, axis);
        value.Restore(new RestoredStatistics(least, greatest, sums, histogram, count, rows));
        return value;
    }

    static ExactSums ReadSums(ref StatisticsReader reader, int channels)
    {
        var sums = new ExactSums(channels);
        Span<long> digits = stackalloc long[ExactSums.Digits];
        for (int c = 0; c < channels; c++)
        {
            for (int d = 0; d < digits.Length - 1; d++)
            {
                digits[d] = (uint)reader.Int();
            }
            digits[^1] = reader.Int();
            sums.Set(c, digits);
        }
        return sums;
    }

    static Histogram ReadHistogram(ref StatisticsReader reader, string name)
    {
        int exponent = reader.Int();
        long zeros = reader.Long();
        int first = reader.Int();
        long[] counts = new long[reader.Count("bins", 2 * Histogram.Side)];
        reader.Require(counts.Length * (long)sizeof(long));
        for (int bin = 0; bin < counts.Length; bin++)
        {
            counts[bin] = reader.Long();
        }
        try
        {
            return Histogram.Of(exponent, first, counts, zeros);
        }
        catch (ArgumentException)
        {
            throw new InvalidDataException($"value \"{name}\" has an impossible histogram");
        }
    }

    static StatisticsRow[] ReadRows(ref StatisticsReader reader, int channels, string name)
    {
        var rows = new StatisticsRow[reader.Count("rows", ValueStatistics.MostRows)];
        reader.Require(rows.Length * (sizeof(int) + channels * (long)sizeof(float)));
        for (int r = 0; r < rows.Length; r++)
        {
            rows[r] = new StatisticsRow(reader.Count("sample", int.MaxValue), reader.Floats(channels));
            if (!TensorPrimitives.IsFiniteAll<float>(rows[r].Values) || (r > 0 && rows[r].Sample < rows[r - 1].Sample))
            {
                throw new InvalidDataException($"value \"{name}\" has rows that are out of order or not finite");
            }
        }
        return rows;
    }
}
