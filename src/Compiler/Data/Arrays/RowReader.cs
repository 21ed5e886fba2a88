namespace Qcc.Data.Arrays;

/// <summary>Reads an array along axis 0, a few rows at a time, from first to last.</summary>
abstract class RowReader : IDisposable
{
    public static RowReader Of(ArrayEntry entry, NpyHeader header) =>
        header.AxisOrder == AxisOrder.C || header.Shape.Length < 2 ? new SequentialRows(entry, header) : new FortranRows(entry, header);

    /// <summary>The bytes of the next rows in C order, as many as fit.</summary>
    public abstract void Read(Span<byte> rows);

    /// <summary>Reads what is left, so that a damaged end is noticed.</summary>
    public abstract void Finish();

    public abstract void Dispose();
}

/// <summary>C order: rows lie one after the other.</summary>
sealed class SequentialRows : RowReader
{
    readonly ArrayEntry _entry;
    readonly Stream _stream;
    readonly long _bytes;
    long _position;

    public SequentialRows(ArrayEntry entry, NpyHeader header)
    {
        _entry = entry;
        _bytes = header.Bytes;
        _stream = entry.Open();
        _stream.SkipExactly(header.HeaderBytes, entry);
    }

    public override void Read(Span<byte> rows)
    {
        _stream.ReadFully(rows, _entry);
        _position += rows.Length;
    }

    public override void Finish() => _position += _stream.SkipExactly(_bytes - _position, _entry);

    public override void Dispose() => _stream.Dispose();
}
