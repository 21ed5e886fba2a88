using System.Buffers.Binary;
using System.Text;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;

namespace Qcc.Data.Arrays;

enum ByteOrder { Little, Big }

/// <summary>Which axis varies fastest in the file: the last (C) or the first (Fortran).</summary>
enum AxisOrder { C, Fortran }

/// <summary>
/// The head of an .npy file, versions 1.0 to 3.0 (numpy/lib/format.py): magic, version, length, and a dictionary of three keys
/// as text. Sizes are checked: the products fit 63 bits.
/// </summary>
/// <param name="Element">Type of the elements in the file.</param>
/// <param name="Bytes">Bytes of the elements, all together.</param>
/// <param name="HeaderBytes">Position of the first element in the file.</param>
sealed record NpyHeader(ElementType Element, ByteOrder ByteOrder, AxisOrder AxisOrder, long[] Shape, long Bytes, int HeaderBytes)
{
    /// <summary>Far above what numpy writes for any plain array; a header that claims more is not one.</summary>
    const int LongestText = 1 << 16;
    const int LargestRank = 64;

    static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads the head and leaves the stream at the first element.</summary>
    public static NpyHeader Read(Stream stream, Place place)
    {
        Span<byte> start = stackalloc byte[12];
        Fill(stream, start[..10], place);
        int version = start[6];
        if (!start[..6].SequenceEqual(Magic) || version is < 1 or > 3)
        {
            throw Malformed(place, "it does not begin with \\x93NUMPY and version 1 to 3");
        }
        int prefix = version == 1 ? 10 : 12;
        Fill(stream, start[10..prefix], place);
        uint length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > LongestText)
        {
            throw Malformed(place, $"a header of {length} bytes");
        }
        var text = new byte[length];
        Fill(stream, text, place);
        return Parse(Encoding.Latin1.GetString(text), prefix + (int)length, place);
    }

    /// <summary>Whether the other header describes an array of the same type, shape and order.</summary>
    public bool IsLike(NpyHeader other) => (Element, ByteOrder, AxisOrder, HeaderBytes) == (other.Element, other.ByteOrder, other.AxisOrder, other.HeaderBytes)
        && Shape.AsSpan().SequenceEqual(other.Shape);

    static NpyHeader Parse(string text, int headerBytes, Place place)
    {
        NpyDictionary dictionary = NpyDictionary.Parse(text, place);
        (ElementType element, ByteOrder order) = NpyType.Parse(dictionary.Descr, place);
        if (dictionary.Shape.Count > LargestRank)
        {
            throw Malformed(place, $"{dictionary.Shape.Count} dimensions");
        }
        try
        {
            // A size of 0 must not hide an overflow of the others.
            _ = dictionary.Shape.Aggregate(1L, (product, size) => checked(product * Math.Max(size, 1)));
            long count = dictionary.Shape.Aggregate(1L, (product, size) => product * size);
            return new(element, order, dictionary.AxisOrder, [.. dictionary.Shape], element.ByteSize(count), headerBytes);
        }
        catch (OverflowException)
        {
            throw new DiagnosticException(DataDiagnostics.ArrayTooLarge.At(place, $"[{string.Join(',', dictionary.Shape)}]"));
        }
    }

    static void Fill(Stream stream, Span<byte> bytes, Place place)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw Malformed(place, "it ends inside the header");
        }
    }

    static DiagnosticException Malformed(Place place, string why) => new(DataDiagnostics.NotAnArray.At(place, why));
}
