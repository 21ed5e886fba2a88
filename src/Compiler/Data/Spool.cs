using Microsoft.Win32.SafeHandles;
using Qcc.Core.Diagnostics;
using Qcc.Onnx;

namespace Qcc.Data;

/// <summary>
/// A copy of a stream that can be read only once, in a temporary file that nobody else can open and that goes away with the
/// process: it is deleted while it is open, or by the system when it is closed.
/// </summary>
static class Spool
{
    /// <summary>Copies the stream and closes it; each call of the result gives a reader from the first byte.</summary>
    public static Func<Stream> Of(Stream once, string name)
    {
        try
        {
            using Stream source = once;
            SafeFileHandle file = NewFile();
            try
            {
                long length = 0;
                var buffer = new byte[1 << 18];
                for (int read; (read = source.Read(buffer)) > 0; length += read)
                {
                    RandomAccess.Write(file, buffer.AsSpan(0, read), length);
                }
                // Readers come and go for as long as the process runs, which closes it.
                return () => new HandleReader(file, length);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(IoDiagnostics.Unreadable.At(new Place(name), e.Message));
        }
    }

    static SafeFileHandle NewFile()
    {
        string path = Path.Combine(Path.GetTempPath(), $"qcc-{Guid.NewGuid():n}.tmp");
        if (OperatingSystem.IsWindows())
        {
            return File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        }
        // A handle by itself has the permissions of the user's mask.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        SafeFileHandle file = new FileStream(path, options).SafeFileHandle;
        File.Delete(path);
        return file;
    }

    /// <summary>Reads a shared handle at a position of its own.</summary>
    sealed class HandleReader(SafeFileHandle file, long length) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => length;
        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int read = RandomAccess.Read(file, buffer, Position);
            Position += read;
            return read;
        }

        public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => Position,
            _ => length,
        };

        public override void Flush() { }
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
