using Qcc.Core.Diagnostics;

namespace Qcc.Data.Arrays;

/// <summary>
/// The unpacked bytes of an archive entry: never more than its directory tells, and at its end the checksum must be right.
/// </summary>
sealed class VerifiedStream(Stream inner, long length, uint crc, Place place) : Stream
{
    readonly Crc32 _crc = new();
    long _position;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => length;
    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int read = ReadInner(buffer[..(int)Math.Min(buffer.Length, length - _position)]);
        _crc.Append(buffer[..read]);
        _position += read;
        if (read > 0 && _position == length && _crc.Value != crc)
        {
            throw Damaged($"checksum {_crc.Value:x8} instead of {crc:x8}");
        }
        return read;
    }

    int ReadInner(Span<byte> buffer)
    {
        try
        {
            int read = inner.Read(buffer);
            return read > 0 || buffer.IsEmpty ? read : throw Damaged($"it ends after {_position} of {length} bytes");
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e.Message);
        }
    }

    DiagnosticException Damaged(string why) => new(DataDiagnostics.DamagedArchive.At(place, why));

    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }
        base.Dispose(disposing);
    }
}
