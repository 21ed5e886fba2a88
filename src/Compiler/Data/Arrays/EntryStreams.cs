using Qcc.Core.Diagnostics;
using Qcc.Onnx;

namespace Qcc.Data.Arrays;

/// <summary>Reading exact numbers of bytes of an entry; its end or a failing disk becomes a diagnostic.</summary>
static class EntryStreams
{
    public static void ReadFully(this Stream stream, Span<byte> bytes, ArrayEntry entry)
    {
        try
        {
            int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (read < bytes.Length)
            {
                throw new DiagnosticException(DataDiagnostics.ShortArray.At(entry.Place, new(read, bytes.Length)));
            }
        }
        catch (IOException e)
        {
            throw new DiagnosticException(IoDiagnostics.Unreadable.At(entry.Place, e.Message));
        }
    }

    /// <returns><paramref name="count"/>.</returns>
    public static long SkipExactly(this Stream stream, long count, ArrayEntry entry)
    {
        if (stream.CanSeek)
        {
            stream.Seek(count, SeekOrigin.Current);
            return count;
        }
        Span<byte> chunk = stackalloc byte[4096];
        for (long left = count; left > 0; left -= Math.Min(left, chunk.Length))
        {
            stream.ReadFully(chunk[..(int)Math.Min(left, chunk.Length)], entry);
        }
        return count;
    }
}
