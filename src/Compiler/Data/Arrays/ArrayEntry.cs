using Qcc.Core.Diagnostics;

namespace Qcc.Data.Arrays;

/// <summary>An .npy file, alone or inside an archive.</summary>
/// <param name="Name">The array's name: the file name without <c>.npy</c>.</param>
/// <param name="Length">Bytes that the file system or the archive's directory tells, header included.</param>
/// <param name="Open">Opens it for reading from its first byte; each stream has its own position.</param>
sealed record ArrayEntry(string Name, Place Place, long Length, Func<Stream> Open)
{
    /// <summary>Reads the header and checks that the entry is exactly as long as it says, before anything is unpacked.</summary>
    public NpyHeader ReadHeader()
    {
        using Stream stream = Open();
        NpyHeader header = NpyHeader.Read(stream, Place);
        long present = Length - header.HeaderBytes;
        if (present < header.Bytes)
        {
            throw new DiagnosticException(DataDiagnostics.ShortArray.At(Place, new(present, header.Bytes)));
        }
        return present == header.Bytes ? header : throw new DiagnosticException(DataDiagnostics.LongArray.At(Place, new(present, header.Bytes)));
    }
}
