using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Qcc.Core.Ir;

namespace Qcc.Codegen.C.Text;

/// <summary>
/// A piece of C: an interpolated string whose holes are numbers, identifiers, types and other pieces. Text of a model does not fit a hole; it goes through
/// <see cref="CNames"/>, <see cref="Comment"/> or <see cref="Quoted"/>.
/// </summary>
[InterpolatedStringHandler]
readonly struct CCode
{
    readonly StringBuilder? _text;

    public CCode(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + 8 * formattedCount);

    CCode(string text) => _text = new StringBuilder(text);

    public void AppendLiteral(string literal) => _text!.Append(literal);

    public void AppendFormatted(long number) => _text!.Append(CultureInfo.InvariantCulture, $"{number}");

    public void AppendFormatted(CName name) => _text!.Append(name.Text);

    public void AppendFormatted(CCode code) => _text!.Append(code._text);

    public void AppendFormatted(ElementType type) => _text!.Append(type.CType());

    public override string ToString() => _text?.ToString() ?? "";

    /// <summary>A piece from an interpolated string.</summary>
    public static CCode Of(CCode code) => code;

    /// <summary>This and another piece behind it.</summary>
    public CCode Then(CCode more) => $"{this}{more}";

    /// <summary>The pieces with ", " between them.</summary>
    public static CCode List(IEnumerable<CCode> pieces) => new(string.Join(", ", pieces.Select(p => p.ToString())));

    /// <summary>{1, 2, 3}</summary>
    public static CCode Braces(IEnumerable<long> numbers) => new($"{{{string.Join(", ", numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)))}}}");

    /// <summary>pointer + offset.</summary>
    public static CCode Plus(CCode pointer, CCode offset) => offset.ToString() is "" or "0" ? pointer : $"{pointer} + {offset}";

    /// <summary>A float32 that reads back as the same number.</summary>
    public static CCode Float(float value)
    {
        string digits = value.ToString("R", CultureInfo.InvariantCulture);
        return new(digits.AsSpan().ContainsAny('.', 'E') ? $"{digits}f" : $"{digits}.0f");
    }

    /// <summary>Any text as a comment's inside: printable ASCII without the marks of comments and trigraphs.</summary>
    public static CCode Comment(string text) => new(Printable(text, 160).Replace("*/", "* /", StringComparison.Ordinal).Replace("/*", "/ *", StringComparison.Ordinal)
        .Replace("??", "? ?", StringComparison.Ordinal).Replace("??", "? ?", StringComparison.Ordinal));

    /// <summary>Any text as a string literal, quotes included.</summary>
    public static CCode Quoted(string text) => new($"\"{Printable(text, 160).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("?", "\\?", StringComparison.Ordinal)}\"");

    /// <summary>What is no printable ASCII becomes <c>\uNNNN</c>; cut after so many characters.</summary>
    static string Printable(string text, int limit)
    {
        var safe = new StringBuilder();
        foreach (char c in text)
        {
            if (safe.Length >= limit)
            {
                return safe.Append("...").ToString();
            }
            _ = c is >= ' ' and <= '~' ? safe.Append(c) : safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }
        return safe.ToString();
    }
}
