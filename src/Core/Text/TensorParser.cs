using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using ValueType = Qcc.Core.Ir.ValueType;

namespace Qcc.Core.Text;

/// <summary>Reads types and tensors (see <see cref="TensorPrinter"/>).</summary>
static class TensorParser
{
    /// <summary>A type; "_" is null.</summary>
    public static ValueType? Type(TextCursor cursor)
    {
        if (cursor.PeekWord() == "carried")
        {
            cursor.ExpectWord("carried");
            return new CarriedType(cursor.Quoted());
        }
        if (cursor.PeekWord() == "_")
        {
            cursor.ExpectWord("_");
            return null;
        }
        ElementType element = Element(cursor);
        return new TensorType(element, cursor.Take("[") ? cursor.ListUntil("]", () => Dimension(cursor)) : null);
    }

    /// <summary>A tensor: its type and its elements, its bytes or its hash.</summary>
    public static Tensor Tensor(TextCursor cursor)
    {
        int start = cursor.Position;
        ElementType element = Element(cursor);
        cursor.Expect("[");
        List<long> shape = cursor.ListUntil("]", cursor.Integer);
        if (element == ElementType.Undefined || CountOf(shape) is not { } count)
        {
            throw cursor.ErrorAt(start, "a tensor needs an element type and sizes of 0 and more whose product fits 63 bits");
        }
        if (cursor.Take("#"))
        {
            return Known(cursor, start, element, shape);
        }
        if (cursor.Take("x"))
        {
            return FromBytes(cursor, start, element, shape, Hex(cursor));
        }
        cursor.Expect("{");
        if (element == ElementType.String)
        {
            List<ReadOnlyMemory<byte>> strings = cursor.ListUntil("}", () => new ReadOnlyMemory<byte>(cursor.QuotedBytes()));
            return strings.Count == count ? new(shape, strings) : throw cursor.ErrorAt(start, $"{count} elements by the shape, {strings.Count} written");
        }
        return FromNumbers(cursor, start, element, shape);
    }

    static ElementType Element(TextCursor cursor)
    {
        int start = cursor.Position;
        string word = cursor.Word("an element type");
        return word == ElementType.Undefined.Name() ? ElementType.Undefined
            : ElementTypes.Parse(word) ?? throw cursor.ErrorAt(start, $"'{Escape.ForTerminal(word)}' is no element type");
    }

    static Dim Dimension(TextCursor cursor)
    {
        if (cursor.Take("?"))
        {
            return Dim.Unknown;
        }
        if (cursor.Peek() == '"')
        {
            return Dim.Of(cursor.Quoted());
        }
        string word = cursor.PeekWord();
        return Notation.IsIdentifier(word) ? Dim.Of(cursor.Word("a dimension")) : Dim.Of(cursor.Integer());
    }

    static long? CountOf(List<long> shape)
    {
        UInt128 count = 1;
        foreach (long size in shape)
        {
            // A product with 64 more bits fits 128, so that it is checked before it can overflow.
            if (size < 0 || (count *= (ulong)size) > long.MaxValue)
            {
                return null;
            }
        }
        return (long)count;
    }

    static Tensor Known(TextCursor cursor, int start, ElementType element, List<long> shape)
    {
        string hash = cursor.Word("a hash");
        TensorType type = TensorType.Of(element, [.. shape]);
        Tensor? tensor = cursor.Options.Weights(type, hash);
        return tensor is not null && tensor.Type.Equals(type)
            ? tensor
            : throw cursor.Failure(TextDiagnostics.UnknownWeights, start, $"{type}#{Escape.ForTerminal(hash)}");
    }

    static Tensor FromNumbers(TextCursor cursor, int start, ElementType element, List<long> shape)
    {
        if (!ElementText.HasNumbers(element))
        {
            throw cursor.ErrorAt(start, $"elements of {element.Name()} are written in hex: {element.Name()}[...]x\"...\"");
        }
        List<ulong> bits = cursor.ListUntil("}", () => Number(cursor, element));
        long? count = CountOf(shape);
        return bits.Count == count
            ? new(element, shape, Pack(element, bits))
            : throw cursor.ErrorAt(start, $"{count} elements by the shape, {bits.Count} written");
    }

    static ulong Number(TextCursor cursor, ElementType element)
    {
        cursor.Peek();
        int start = cursor.Position;
        string number = cursor.Number();
        return ElementText.Parse(element, number) ?? throw cursor.ErrorAt(start, $"'{Escape.ForTerminal(number)}' is no {element.Name()}");
    }

    /// <summary>Little-endian; types below 8 bits from the low bits up.</summary>
    static byte[] Pack(ElementType element, List<ulong> bits)
    {
        int width = element.BitWidth();
        var bytes = new byte[element.ByteSize(bits.Count)];
        for (int i = 0; i < bits.Count; i++)
        {
            for (int bit = 0; bit < width; bit += 8)
            {
                long at = (long)i * width + bit;
                bytes[at / 8] |= (byte)(bits[i] >> bit << (int)(at % 8));
            }
        }
        return bytes;
    }

    static byte[] Hex(TextCursor cursor)
    {
        cursor.Peek();
        int start = cursor.Position;
        try
        {
            return Convert.FromHexString(cursor.Quoted());
        }
        catch (FormatException)
        {
            throw cursor.ErrorAt(start, "expected an even number of hex digits");
        }
    }

    static Tensor FromBytes(TextCursor cursor, int start, ElementType element, List<long> shape, byte[] bytes)
    {
        // Counted in bits with 128: the count has 63 and an element at most 128.
        UInt128 needed = ((UInt128)CountOf(shape)!.Value * (uint)element.BitWidth() + 7) / 8;
        return element != ElementType.String && needed == (uint)bytes.Length
            ? new(element, shape, bytes)
            : throw cursor.ErrorAt(start, $"{needed} bytes by the type, {bytes.Length} written");
    }
}
