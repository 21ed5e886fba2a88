using System.IO.Compression;
using Qcc.Core.Diagnostics;

namespace Qcc.Data.Arrays;

/// <summary>Arrays by name: an .npz archive, or .npy files. Entries are read as streams; nothing is ever unpacked to disk.</summary>
sealed class ArrayStore : IDisposable
{
    /// <summary>Bytes of an archive without entries.</summary>
    const int LeastBytes = 22;

    const string Suffix = ".npy";

    /// <summary>Deflate cannot shrink more than 1032 : 1; a directory that tells more is wrong or hostile.</summary>
    const long LargestRatio = 1032;

    readonly IDisposable? _archive;

    ArrayStore(string file, IReadOnlyList<ArrayEntry> entries, IDisposable? archive)
    {
        File = file;
        Entries = entries;
        _archive = archive;
    }

    /// <summary>The file or folder, for messages.</summary>
    public string File { get; }

    /// <summary>In ordinal order of their names.</summary>
    public IReadOnlyList<ArrayEntry> Entries { get; }

    public static ArrayStore OfFiles(string folder, IEnumerable<string> files) =>
        new(folder, [.. files.Select(Entry).OrderBy(e => e.Name, StringComparer.Ordinal)], null);

    /// <summary>A lone file, as the array of the given name.</summary>
    public static ArrayStore OfFile(string path, string name) => new(path, [Entry(path) with { Name = name }], null);

    /// <summary>The arrays of an .npz archive, whose stream it owns.</summary>
    public static ArrayStore OfArchive(Stream stream, string file)
    {
        ZipArchive? archive = null;
        try
        {
            // ZipArchive throws otherwise where not even the record at an archive's end fits.
            archive = stream.Length < LeastBytes ? throw new InvalidDataException() : new ZipArchive(stream, ZipArchiveMode.Read);
            return new ArrayStore(file, EntriesOf(archive, file), archive);
        }
        catch (InvalidDataException)
        {
            throw new DiagnosticException((BeginsLikeZip(stream) ? DataDiagnostics.DamagedArchive : DataDiagnostics.NotAnArchive).At(new Place(file), ""));
        }
        finally
        {
            if (archive is null)
            {
                stream.Dispose();
            }
        }
    }

    public void Dispose() => _archive?.Dispose();

    static ArrayEntry Entry(string path) =>
        new(Path.GetFileNameWithoutExtension(path), new Place(path), SampleFile.Length(path), () => SampleFile.Open(path));

    static ArrayEntry[] EntriesOf(ZipArchive archive, string file)
    {
        ArrayEntry[] entries =
        [
            .. from entry in archive.Entries
               where entry.FullName.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)
               let name = entry.FullName[..^Suffix.Length]
               select Entry(entry, name, new Place(file, null, name)),
        ];
        Array.Sort(entries, (a, b) => string.CompareOrdinal(a.Name, b.Name));
        for (int i = 1; i < entries.Length; i++)
        {
            if (entries[i].Name == entries[i - 1].Name)
            {
                throw new DiagnosticException(DataDiagnostics.DamagedArchive.At(entries[i].Place, "two entries have this name"));
            }
        }
        return entries;
    }

    static ArrayEntry Entry(ZipArchiveEntry entry, string name, Place place)
    {
        if (entry.IsEncrypted)
        {
            throw new DiagnosticException(DataDiagnostics.DamagedArchive.At(place, "the entry is encrypted"));
        }
        if (entry.Length / LargestRatio > entry.CompressedLength)
        {
            throw new DiagnosticException(DataDiagnostics.DamagedArchive.At(place, $"{entry.CompressedLength} bytes cannot unpack to {entry.Length}"));
        }
        return new ArrayEntry(name, place, entry.Length, () => OpenEntry(entry, place));
    }

    static VerifiedStream OpenEntry(ZipArchiveEntry entry, Place place)
    {
        try
        {
            return new VerifiedStream(entry.Open(), entry.Length, entry.Crc32, place);
        }
        catch (InvalidDataException e)
        {
            throw new DiagnosticException(DataDiagnostics.DamagedArchive.At(place, e.Message));
        }
    }

    static bool BeginsLikeZip(Stream stream)
    {
        Span<byte> start = stackalloc byte[2];
        stream.Position = 0;
        return stream.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start.SequenceEqual("PK"u8);
    }
}
