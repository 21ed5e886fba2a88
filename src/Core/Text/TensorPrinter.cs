using System.Text;
using Qcc.Core.Ir;

namespace Qcc.Core.Text;

/// <summary>Writes tensors: <c>f32[2]{4,4}</c>, <c>f8e5m2[2]x"00ff"</c>, or <c>f32[16,3,3,3]#9f3c...</c> above a number of elements.</summary>
static class TensorPrinter
{
    public static string Print(Tensor tensor, int inlineLimit)
    {
        string type = Notation.Type(tensor.Type);
        if (tensor.Count > inlineLimit)
        {
            return $"{type}#{TensorHash.Of(tensor)}";
        }
        if (tensor.Strings is { } strings)
        {
            return $"{type}{{{string.Join(',', strings.Select(s => Notation.Quote(s.Span)))}}}";
        }
        return ElementText.HasNumbers(tensor.Element) && PaddingIsZero(tensor)
            ? $"{type}{{{Numbers(tensor)}}}"
            : $"{type}x\"{Convert.ToHexStringLower(tensor.Bytes.Span)}\"";
    }

    static string Numbers(Tensor tensor)
    {
        var text = new StringBuilder();
        for (int i = 0; i < tensor.Count; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(ElementText.Format(tensor.Element, Bits(tensor, i)));
        }
        return text.ToString();
    }

    /// <summary>The bits of an element; types below 8 bits are packed from the low bits up.</summary>
    static ulong Bits(Tensor tensor, int index)
    {
        int width = tensor.Element.BitWidth();
        ReadOnlySpan<byte> bytes = tensor.Bytes.Span;
        if (width < 8)
        {
            int bit = index * width;
            return (ulong)(bytes[bit / 8] >> (bit % 8)) & ((1UL << width) - 1);
        }
        ulong bits = 0;
        for (int i = width / 8 - 1; i >= 0; i--)
        {
            bits = bits << 8 | bytes[index * (width / 8) + i];
        }
        return bits;
    }

    static bool PaddingIsZero(Tensor tensor)
    {
        long used = tensor.Count * tensor.Element.BitWidth() % 8;
        return used == 0 || tensor.Bytes.Span[^1] >> (int)used == 0;
    }
}
