using System.Globalization;
using System.Text;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using ValueType = Qcc.Core.Ir.ValueType;

namespace Qcc.Core.Text;

/// <summary>How names, strings and numbers are written.</summary>
static class Notation
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether a character may stand in a name without quotes.</summary>
    public static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '/';

    /// <summary>A name, quoted where it holds other characters than a word, or //, which begins a comment.</summary>
    public static string Name(string name) =>
        name.Length > 0 && name.All(IsWordCharacter) && !name.Contains("//", StringComparison.Ordinal) ? name : Quote(name);

    /// <summary>domain.Name, or "domain"::"name" where the parts are no identifiers or words of the notation.</summary>
    public static string Operator(Operator @operator)
    {
        bool plainDomain = @operator.Domain.Length == 0 || @operator.Domain.Split('.').All(IsIdentifier);
        bool reserved = @operator.Domain.Length == 0 && (@operator.Name is "as" or "carried" or "_" || IsElement(@operator.Name));
        return plainDomain && IsIdentifier(@operator.Name) && !reserved
            ? @operator.ToString()
            : $"{Quote(@operator.Domain)}::{Quote(@operator.Name)}";
    }

    /// <summary>Whether a word names an element type.</summary>
    public static bool IsElement(string word) => word == ElementType.Undefined.Name() || ElementTypes.Parse(word) is not null;

    /// <summary>A C-like identifier; symbols of dimensions are quoted otherwise, so that they are never taken for sizes.</summary>
    public static bool IsIdentifier(string text) =>
        text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>A quoted string; what cannot be seen is escaped as \uNNNN.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        for (int i = 0; i < text.Length; i++)
        {
            bool pair = char.IsSurrogatePair(text, i);
            if (text[i] is '"' or '\\')
            {
                quoted.Append('\\').Append(text[i]);
            }
            else if (text[i] == '\n')
            {
                quoted.Append("\\n");
            }
            else if (IsVisible(CharUnicodeInfo.GetUnicodeCategory(text, i)))
            {
                quoted.Append(text, i, pair ? 2 : 1);
            }
            else
            {
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
                pair = false;
            }
            i += pair ? 1 : 0;
        }
        return quoted.Append('"').ToString();
    }

    /// <summary>A quoted string, or b"..." with \xNN for bytes that are no UTF-8.</summary>
    public static string Quote(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Quote(StrictUtf8.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            return QuoteRaw(bytes);
        }
    }

    /// <summary>A float attribute, always told from an integer by a point, an exponent or a word.</summary>
    public static string Float(float value)
    {
        string text = ElementText.Format(ElementType.F32, BitConverter.SingleToUInt32Bits(value));
        return text.All(c => char.IsAsciiDigit(c) || c == '-') ? text + ".0" : text;
    }

    /// <summary>A type; null is "_".</summary>
    public static string Type(ValueType? type) => type switch
    {
        null => "_",
        TensorType { Shape: null } t => t.Element.Name(),
        TensorType t => $"{t.Element.Name()}[{string.Join(',', t.Shape!.Select(Dimension))}]",
        _ => $"carried {Quote(((CarriedType)type).Text)}",
    };

    static string Dimension(Dim dim) => dim.Symbol is { } symbol && !IsIdentifier(symbol) ? Quote(symbol) : dim.ToString();

    static string QuoteRaw(ReadOnlySpan<byte> bytes)
    {
        var quoted = new StringBuilder(bytes.Length + 3).Append("b\"");
        foreach (byte b in bytes)
        {
            if (b is >= (byte)' ' and < 0x7f and not (byte)'"' and not (byte)'\\')
            {
                quoted.Append((char)b);
            }
            else
            {
                quoted.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
            }
        }
        return quoted.Append('"').ToString();
    }

    static bool IsVisible(UnicodeCategory category) => category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
