using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;

namespace Qcc.Data.Arrays;

/// <summary>Reads the samples of one array, one after the other, into memory that every sample shares.</summary>
sealed class ArrayReader : IDisposable
{
    readonly ArrayEntry _entry;
    readonly ArrayLayout _layout;
    readonly RowReader _rows;
    readonly byte[] _raw;
    readonly byte[] _target;
    int _next;

    public ArrayReader(ArrayEntry entry, ArrayLayout layout)
    {
        _entry = entry;
        _layout = layout;
        ElementType element = layout.Input.Type.Element;
        _target = new byte[element.ByteSize(layout.SampleElements)];
        _raw = layout.Conversion is null ? _target : new byte[layout.Header.Element.ByteSize(layout.SampleElements)];
        Tensor = new Tensor(element, layout.SampleShape, _target);
        _rows = RowReader.Of(entry, layout.Header);
    }

    /// <summary>The current sample.</summary>
    public Tensor Tensor { get; }

    public void MoveNext()
    {
        if (_layout.Rows > 0 || _next == 0)
        {
            _rows.Read(_raw);
            if (_layout.Conversion?.Convert(_raw, _target) is >= 0 and var bad)
            {
                throw new DiagnosticException(DataDiagnostics.IntegerOutOfRange.At(_entry.Place, new(_next, ElementIndex.Of(Tensor.Shape, bad), _layout.Input)));
            }
        }
        _next++;
    }

    /// <summary>Reads what is left (a remainder), so that a damaged end is noticed.</summary>
    public void Finish() => _rows.Finish();

    public void Dispose() => _rows.Dispose();
}
