using System.Globalization;
using Qcc.Core.Ir;

namespace Qcc.Core.Text;

/// <summary>Elements of tensors as text and back, by their bits. Floats are written with as many digits as they need.</summary>
static class ElementText
{
    const uint QuietNaN32 = 0x7fc00000, Sign32 = 0x80000000;

    /// <summary>Whether elements are written as numbers; other types are written in hex.</summary>
    public static bool HasNumbers(ElementType type) => type.IsFloat() || IsInteger(type);

    static bool IsInteger(ElementType type) => type is ElementType.Bool or ElementType.S64 or ElementType.U64 or ElementType.S32 or ElementType.U32
        or ElementType.S16 or ElementType.U16 or ElementType.S8 or ElementType.U8 or ElementType.S4 or ElementType.U4 or ElementType.S2 or ElementType.U2;

    /// <summary>The text of an element whose bits stand in the low bits of <paramref name="bits"/>.</summary>
    public static string Format(ElementType type, ulong bits) => type switch
    {
        ElementType.F32 => FormatSingle((uint)bits),
        ElementType.BF16 => FormatSingle((uint)bits << 16),
        ElementType.F16 => FormatHalf((ushort)bits),
        ElementType.F64 => FormatDouble(bits),
        ElementType.U64 => bits.ToString(CultureInfo.InvariantCulture),
        _ => Signed(type, bits).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>The bits of an element, or null if the text is no number of that type.</summary>
    public static ulong? Parse(ElementType type, string text) => type switch
    {
        ElementType.F32 => ParseSingle(text),
        ElementType.BF16 => ParseSingle(text) is { } f ? RoundToBFloat16(f) : null,
        ElementType.F16 => ParseHalf(text),
        ElementType.F64 => ParseDouble(text),
        ElementType.U64 => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : null,
        _ => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? Fit(type, value) : null,
    };

    /// <summary>The number of an attribute, or null if it is no float.</summary>
    public static float? ParseFloat(string text) => ParseSingle(text) is { } bits ? BitConverter.UInt32BitsToSingle(bits) : null;

    static bool IsSigned(ElementType type) => type is ElementType.S64 or ElementType.S32 or ElementType.S16 or ElementType.S8 or ElementType.S4 or ElementType.S2;

    static long Signed(ElementType type, ulong bits)
    {
        int unused = 64 - type.BitWidth();
        return IsSigned(type) ? (long)(bits << unused) >> unused : (long)bits;
    }

    static ulong? Fit(ElementType type, long value)
    {
        ulong bits = (ulong)value & (ulong.MaxValue >> (64 - type.BitWidth()));
        return Signed(type, bits) == value ? bits : null;
    }

    /// <summary>Not-a-number in three forms: the usual quiet ones as nan and -nan, any other as nan_ with its bits.</summary>
    static string FormatSingle(uint bits)
    {
        float value = BitConverter.UInt32BitsToSingle(bits);
        return float.IsNaN(value)
            ? bits == QuietNaN32 ? "nan" : bits == (QuietNaN32 | Sign32) ? "-nan" : $"nan_{bits:x8}"
            : float.IsInfinity(value) ? Infinity(value) : value.ToString("R", CultureInfo.InvariantCulture);
    }

    static uint? ParseSingle(string text)
    {
        if (text is "nan" or "-nan")
        {
            return text == "nan" ? QuietNaN32 : QuietNaN32 | Sign32;
        }
        if (text.StartsWith("nan_", StringComparison.Ordinal))
        {
            return ParseHex(text) is { } bits and <= uint.MaxValue && float.IsNaN(BitConverter.UInt32BitsToSingle((uint)bits)) ? (uint)bits : null;
        }
        return ParseNumber(text) is { } value ? BitConverter.SingleToUInt32Bits(value) : null;
    }

    static float? ParseNumber(string text) => text switch
    {
        "inf" => float.PositiveInfinity,
        "-inf" => float.NegativeInfinity,
        _ => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value) ? value : null,
    };

    static string FormatHalf(ushort bits)
    {
        Half value = BitConverter.UInt16BitsToHalf(bits);
        return Half.IsNaN(value) ? $"nan_{bits:x4}" : FormatSingle(BitConverter.SingleToUInt32Bits((float)value));
    }

    static ulong? ParseHalf(string text)
    {
        if (text.StartsWith("nan_", StringComparison.Ordinal))
        {
            return ParseHex(text) is { } bits and <= ushort.MaxValue && Half.IsNaN(BitConverter.UInt16BitsToHalf((ushort)bits)) ? bits : null;
        }
        return ParseSingle(text) is { } single ? BitConverter.HalfToUInt16Bits((Half)BitConverter.UInt32BitsToSingle(single)) : null;
    }

    static string FormatDouble(ulong bits)
    {
        double value = BitConverter.UInt64BitsToDouble(bits);
        return double.IsNaN(value) ? $"nan_{bits:x16}"
            : double.IsInfinity(value) ? Infinity(value)
            : value.ToString("R", CultureInfo.InvariantCulture);
    }

    static ulong? ParseDouble(string text)
    {
        if (text.StartsWith("nan_", StringComparison.Ordinal))
        {
            return ParseHex(text) is { } bits && double.IsNaN(BitConverter.UInt64BitsToDouble(bits)) ? bits : null;
        }
        double? value = text switch
        {
            "nan" => double.NaN,
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double d) && double.IsFinite(d) ? d : null,
        };
        return value is { } v ? BitConverter.DoubleToUInt64Bits(v) : null;
    }

    /// <summary>Nearest bfloat16, ties to even; not-a-number keeps its upper bits.</summary>
    static ulong RoundToBFloat16(uint bits) => float.IsNaN(BitConverter.UInt32BitsToSingle(bits))
        ? bits >> 16
        : (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;

    static string Infinity(double value) => value > 0 ? "inf" : "-inf";

    static ulong? ParseHex(string text) =>
        ulong.TryParse(text.AsSpan("nan_".Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong bits) ? bits : null;
}
