using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;

namespace Qcc.Data.Arrays;

/// <summary>Turns the elements of a file into those of an input: byte order, width, and for stored integers the preprocessing.</summary>
sealed class ElementConversion
{
    readonly NpyHeader _header;
    readonly ElementType _target;
    readonly Normalization? _normalization;
    readonly float[] _floats;

    ElementConversion(NpyHeader header, ElementType target, Normalization? normalization, int elements)
    {
        _header = header;
        _target = target;
        _normalization = normalization;
        _floats = normalization is null && target != ElementType.BF16 ? [] : new float[elements];
    }

    /// <summary>The conversion that an array needs, or null; what is not exact or unexpected is reported.</summary>
    /// <exception cref="DiagnosticException">The type cannot serve the input.</exception>
    public static ElementConversion? Find(
        ModelInput input, NpyHeader header, long[] shape, SampleOptions options, Place place, IDiagnostics diagnostics)
    {
        ElementType from = header.Element, to = input.Type.Element;
        bool floats = to.IsFloat();
        if (!floats && (from.IsFloat() || !NumericConversion.IsInteger(to)))
        {
            throw new DiagnosticException(DataDiagnostics.ArrayType.At(place, new(input, from)));
        }
        bool stored = floats && !from.IsFloat();
        if (stored && options.Preprocessing is null)
        {
            throw new DiagnosticException(DataDiagnostics.IntegersForFloats.At(place, new(input, from)));
        }
        if (!stored && floats && options.Preprocessing is not null)
        {
            diagnostics.Report(DataDiagnostics.PreprocessingUnused.At(place, from));
        }
        Note(header, to, place, diagnostics);
        Normalization? normalization = stored ? Normalization.Of(options, input, shape, place) : null;
        int elements = (int)shape.Aggregate(1L, (product, size) => product * size);
        return from == to && header.ByteOrder == ByteOrder.Little ? null : new(header, to, normalization, elements);
    }

    /// <summary>Converts one sample; the raw bytes are overwritten.</summary>
    /// <returns>The index of an element that the input's type cannot hold, or -1.</returns>
    public int Convert(Span<byte> raw, Span<byte> target)
    {
        if (_header.ByteOrder == ByteOrder.Big)
        {
            Swap(raw, _header.Element.BitWidth());
        }
        if (_floats.Length == 0)
        {
            return NumericConversion.Convert(_header.Element, raw, _target, target);
        }
        Span<byte> floats = MemoryMarshal.AsBytes(_floats.AsSpan());
        NumericConversion.Convert(_header.Element, raw, ElementType.F32, floats);
        _normalization?.Apply(_floats);
        return NumericConversion.Convert(ElementType.F32, floats, _target, target);
    }

    static void Note(NpyHeader header, ElementType to, Place place, IDiagnostics diagnostics)
    {
        string[] notes =
        [
            .. header.Element == to ? Array.Empty<string>() : [$"{header.Element.Name()} is converted to {to.Name()}"],
            .. header.ByteOrder == ByteOrder.Little ? Array.Empty<string>() : ["big-endian bytes are swapped"],
            .. header.AxisOrder == AxisOrder.C ? Array.Empty<string>() : ["Fortran order is transposed"],
        ];
        if (notes.Length > 0)
        {
            diagnostics.Report(DataDiagnostics.Converted.At(place, string.Join(", ", notes)));
        }
    }

    static void Swap(Span<byte> raw, int bits)
    {
        switch (bits)
        {
            case 16:
                Span<short> shorts = MemoryMarshal.Cast<byte, short>(raw);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 32:
                Span<int> ints = MemoryMarshal.Cast<byte, int>(raw);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 64:
                Span<long> longs = MemoryMarshal.Cast<byte, long>(raw);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
            default:
                break;
        }
    }
}
