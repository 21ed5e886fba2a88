using System.Security.Cryptography;
using System.Text;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Onnx;
using Qcc.Passes.Equalize;

namespace Qcc.Calibrate;

/// <summary>
/// Statistics of a model's activations as a file (docs/statistics-file.md): what <c>qcc calibrate</c> writes and <c>--stats</c> reads.
/// The same samples give the same bytes, however they were split into shards and in whatever order those are merged.
/// </summary>
/// <param name="Version">Version of qcc.</param>
/// <param name="Target">The target whose kernels said what to observe.</param>
/// <param name="ModelHash">SHA-256 of the model's file and its external data, lower-case hexadecimal.</param>
/// <param name="DataHash">SHA-256 of all samples, those of other shards too.</param>
/// <param name="Shard">Which part of the samples; <see cref="Calibrate.Shard.Whole"/>: all.</param>
public sealed record StatisticsFile(string Version, string Target, string ModelHash, string DataHash, Shard Shard, ActivationStatistics Statistics)
{
    /// <summary>The schema number that this version reads and writes.</summary>
    public const int Schema = 1;

    const int HashBytes = 32;

    /// <summary>Larger files are refused: they are read whole.</summary>
    const long MaxBytes = 1L << 31;

    static ReadOnlySpan<byte> Magic => "QCCSTATS"u8;

    /// <summary>The file as bytes, closed by their SHA-256.</summary>
    public byte[] ToArray()
    {
        using var buffer = new MemoryStream();
        using (var writer = new BinaryWriter(buffer, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(Schema);
            StatisticsEncoding.WriteText(writer, Version);
            StatisticsEncoding.WriteText(writer, Target);
            writer.Write(Convert.FromHexString(ModelHash));
            writer.Write(Convert.FromHexString(DataHash));
            writer.Write(Shard.Index);
            writer.Write(Shard.Of);
            StatisticsEncoding.Write(writer, Statistics, Shard.Number);
        }
        buffer.Write(SHA256.HashData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
        return buffer.ToArray();
    }

    /// <summary>Writes the file; a failure leaves what was there.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public Task SaveAsync(string path, CancellationToken cancellation = default) =>
        AtomicFile.WriteAsync(path, async stream => await stream.WriteAsync(ToArray(), cancellation).ConfigureAwait(false), cancellation);

    /// <summary>Whether a file is one of statistics, by its first bytes.</summary>
    public static bool IsStatistics(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            Span<byte> first = stackalloc byte[Magic.Length];
            return stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length && first.SequenceEqual(Magic);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="DiagnosticException">It cannot be read, or holds no statistics of this schema (QCC2071).</exception>
    public static StatisticsFile Load(string path)
    {
        var place = new Place(path);
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.Length > MaxBytes)
            {
                throw new InvalidDataException($"{stream.Length} bytes are more than this version reads");
            }
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return Parse(bytes);
        }
        catch (InvalidDataException e)
        {
            throw new DiagnosticException(StatisticsDiagnostics.NotStatistics.At(place, e.Message));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DiagnosticException(IoDiagnostics.FileNotFound.At(place, path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(IoDiagnostics.Unreadable.At(place, Directory.Exists(path) ? "it is a folder" : e.Message));
        }
    }

    /// <summary>Reads bytes.</summary>
    /// <exception cref="InvalidDataException">They are no statistics of this schema.</exception>
    public static StatisticsFile Parse(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(Magic))
        {
            throw new InvalidDataException("it does not begin with QCCSTATS");
        }
        if (bytes.Length < Magic.Length + sizeof(int) + HashBytes)
        {
            throw new InvalidDataException("it ends too early");
        }
        var reader = new StatisticsReader(bytes[Magic.Length..^HashBytes]);
        if (reader.Int() is var schema && schema != Schema)
        {
            throw new InvalidDataException($"its schema is {schema}, this version reads {Schema}");
        }
        if (!SHA256.HashData(bytes[..^HashBytes]).AsSpan().SequenceEqual(bytes[^HashBytes..]))
        {
            throw new InvalidDataException("its checksum is wrong: it is damaged or incomplete");
        }
        (string version, string target) = (reader.Text("version"), reader.Text("target"));
        (string model, string data) = (Convert.ToHexStringLower(reader.Bytes(HashBytes)), Convert.ToHexStringLower(reader.Bytes(HashBytes)));
        var shard = new Shard(reader.Int(), reader.Int());
        if (shard.Index < 1 || shard.Of < shard.Index || shard.Of > Shard.Most)
        {
            throw new InvalidDataException($"there is no shard {shard}");
        }
        ActivationStatistics statistics = StatisticsEncoding.Read(ref reader);
        return reader.Left == 0 ? new StatisticsFile(version, target, model, data, shard, statistics) : throw new InvalidDataException("there is more behind its end");
    }

    /// <summary>Merges all shards of a set.</summary>
    /// <param name="files">Paths, for messages, and what they hold; in any order.</param>
    /// <exception cref="DiagnosticException">They do not belong together, or one is there twice or missing (QCC2074 to QCC2076).</exception>
    public static StatisticsFile Merge(IReadOnlyList<(string Path, StatisticsFile File)> files)
    {
        (string firstPath, StatisticsFile first) = files[0];
        var parts = new SortedDictionary<int, (string Path, StatisticsFile File)>();
        foreach ((string path, StatisticsFile file) in files)
        {
            if (Difference(first, file) is { } what)
            {
                throw new DiagnosticException(StatisticsDiagnostics.Different.At(new Place(path), (firstPath, what)));
            }
            if (!parts.TryAdd(file.Shard.Index, (path, file)))
            {
                throw new DiagnosticException(StatisticsDiagnostics.Twice.At(new Place(path), (parts[file.Shard.Index].Path, $"{file.Shard}")));
            }
        }
        int[] missing = [.. Enumerable.Range(1, first.Shard.Of).Where(i => !parts.ContainsKey(i))];
        if (missing.Length > 0)
        {
            throw new DiagnosticException(StatisticsDiagnostics.ShardsMissing.At(new Place(firstPath), (missing, first.Shard.Of)));
        }
        var merged = new ActivationStatistics();
        foreach ((string path, StatisticsFile file) in parts.Values)
        {
            try
            {
                merged.Merge(file.Statistics);
            }
            catch (ArgumentException e)
            {
                throw new DiagnosticException(StatisticsDiagnostics.Different.At(new Place(path), (firstPath, e.Message)));
            }
        }
        return first with { Shard = Shard.Whole, Statistics = merged };
    }

    /// <summary>The statistics for a compile: those of all its observed values.</summary>
    /// <param name="taps">The values that the compile observes.</param>
    /// <param name="file">The file's path, for messages.</param>
    /// <exception cref="DiagnosticException">They are those of a shard, of another model or of another graph (QCC2072, QCC2073, QCC2078).</exception>
    internal ActivationStatistics For(ModelSource model, IReadOnlyList<Value> taps, string file)
    {
        var place = new Place(file);
        if (Shard.Of > 1)
        {
            throw new DiagnosticException(StatisticsDiagnostics.Incomplete.At(place, ($"{Shard}", Statistics.Samples)));
        }
        string hash = model.StatisticsHash();
        if (hash != ModelHash)
        {
            throw new DiagnosticException(StatisticsDiagnostics.OtherModel.At(place, (model.Path, ModelHash, hash)));
        }
        Func<Value, int> axisOf = taps.Count > 0 ? ChannelGroup.AxisIn(taps[0].Graph) : ChannelAxis.Of;
        foreach (Value tap in taps)
        {
            int axis = axisOf(tap), channels = tap.TensorType?.Size(axis) is > 0 and var size ? checked((int)size) : 1;
            if (Statistics.Of(tap) is not { } found)
            {
                throw new DiagnosticException(StatisticsDiagnostics.OtherGraph.At(place, $"value \"{Escape.ForTerminal(tap.Name)}\" is missing"));
            }
            if (found.HasNonFinite)
            {
                Statistics.Set(tap.Name, ValueStatistics.NonFinite(channels, axis));
            }
            else if (found.Channels != channels || found.Axis != axis)
            {
                throw new DiagnosticException(StatisticsDiagnostics.OtherGraph.At(place,
                    $"value \"{Escape.ForTerminal(tap.Name)}\" has {channels} channels at axis {axis} and not {found.Channels} at axis {found.Axis}"));
            }
        }
        return Statistics;
    }

    /// <summary>SHA-256 of a model's file and of its files of external data.</summary>
    /// <exception cref="DiagnosticException">A file cannot be read.</exception>
    public static string HashOf(string model)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string path in ModelImporter.DataFiles(model).Order(StringComparer.Ordinal).Prepend(model))
        {
            try
            {
                using FileStream stream = File.OpenRead(path);
                hash.AppendData(SHA256.HashData(stream));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new DiagnosticException(IoDiagnostics.Unreadable.At(new Place(path), e.Message));
            }
        }
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    static string? Difference(StatisticsFile a, StatisticsFile b) =>
        a.Version != b.Version ? $"versions {Escape.ForTerminal(a.Version)} and {Escape.ForTerminal(b.Version)} of qcc wrote them"
        : a.ModelHash != b.ModelHash ? "they were made for different models"
        : a.Target != b.Target ? $"they were made for the targets {Escape.ForTerminal(a.Target)} and {Escape.ForTerminal(b.Target)}"
        : a.Shard.Of != b.Shard.Of ? $"they are shards {a.Shard} and {b.Shard}"
        : a.DataHash != b.DataHash ? "they were made from different data"
        : null;
}
