using Qcc.Core.Ir;

namespace Qcc.Data.Arrays;

/// <summary>
/// Fortran order: the elements of a row are spread over the whole array. The file is read once for each block of rows that
/// fits the budget, so memory stays bounded at any size.
/// </summary>
sealed class FortranRows(ArrayEntry entry, NpyHeader header) : RowReader
{
    const long Budget = 64 << 20;

    readonly int _width = header.Element.BitWidth() / 8;
    readonly long _rowBytes = header.Shape[0] == 0 ? 0 : header.Bytes / header.Shape[0];
    byte[] _block = [];
    long _firstOfBlock;
    long _row;

    public override void Read(Span<byte> rows)
    {
        for (; rows.Length > 0; rows = rows[(int)_rowBytes..], _row++)
        {
            if ((_row - _firstOfBlock) * _rowBytes >= _block.Length)
            {
                ReadBlock();
            }
            _block.AsSpan((int)((_row - _firstOfBlock) * _rowBytes), (int)_rowBytes).CopyTo(rows);
        }
    }

    public override void Finish() { }

    public override void Dispose() { }

    void ReadBlock()
    {
        long rows = Math.Min(Math.Max(1, Budget / _rowBytes), header.Shape[0] - _row);
        _firstOfBlock = _row;
        _block = _block.Length == rows * _rowBytes ? _block : new byte[rows * _rowBytes];
        using Stream stream = entry.Open();
        stream.SkipExactly(header.HeaderBytes, entry);
        var column = new byte[rows * _width];
        var index = new long[header.Shape.Length];
        long columns = header.Bytes / (header.Shape[0] * _width);
        for (long c = 0; c < columns; c++)
        {
            stream.SkipExactly(_firstOfBlock * _width, entry);
            stream.ReadFully(column, entry);
            stream.SkipExactly((header.Shape[0] - _firstOfBlock - rows) * _width, entry);
            Scatter(column, RowOffset(index));
            Advance(index);
        }
    }

    /// <summary>Copies one column, an element to each row of the block.</summary>
    void Scatter(ReadOnlySpan<byte> column, long offset)
    {
        for (int row = 0; row * _width < column.Length; row++)
        {
            column.Slice(row * _width, _width).CopyTo(_block.AsSpan((int)(row * _rowBytes + offset)));
        }
    }

    /// <summary>Where in its row (in C order) the element with indices <paramref name="index"/>[1..] lies, in bytes.</summary>
    long RowOffset(long[] index)
    {
        long element = 0;
        for (int axis = 1; axis < index.Length; axis++)
        {
            element = element * header.Shape[axis] + index[axis];
        }
        return element * _width;
    }

    /// <summary>The next column: axis 1 varies fastest.</summary>
    void Advance(long[] index)
    {
        for (int axis = 1; axis < index.Length && ++index[axis] == header.Shape[axis]; axis++)
        {
            index[axis] = 0;
        }
    }
}
