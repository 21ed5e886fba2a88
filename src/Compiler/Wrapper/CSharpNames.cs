using System.Globalization;
using System.Text;

namespace Qcc.Wrapper;

/// <summary>
/// C# identifiers and literals of names that come from a model, which may hold anything. An identifier has ASCII letters and digits alone, so no
/// compiler, font or normalization can take two of them for one.
/// </summary>
sealed class CSharpNames(params ReadOnlySpan<string> taken)
{
    const int Longest = 40;

    readonly HashSet<string> _taken = [.. taken];

    /// <summary>A name in PascalCase that no other of this scope has: "conv1/out:0" is Conv1Out0, a second one Conv1Out0_2.</summary>
    /// <param name="fallback">The name of what has no letter or digit in it.</param>
    public string Pascal(string name, string fallback) => Unique(Join(Words(name), fallback, char.ToUpperInvariant));

    /// <summary>The same in camelCase.</summary>
    public string Camel(string name, string fallback) => Unique(Join(Words(name), fallback, char.ToLowerInvariant));

    /// <summary>A string literal: other than printable ASCII is escaped.</summary>
    public static string Literal(string text) => $"\"{Escaped(text, '"')}\"";

    /// <summary>The same text in a documentation comment.</summary>
    public static string Comment(string text) =>
        Escaped(text, '\0').Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>Whether a text is an identifier in ASCII that is no keyword.</summary>
    public static bool IsIdentifier(string text) =>
        text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !Keywords.Contains(text);

    string Unique(string name)
    {
        string unique = name;
        for (int i = 2; Keywords.Contains(unique) || !_taken.Add(unique); i++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}_{i}");
        }
        return unique;
    }

    /// <summary>Runs of letters and digits; inside them an upper-case letter behind a lower-case one begins another word.</summary>
    static List<string> Words(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        void End()
        {
            if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) || (char.IsAsciiLetterUpper(c) && word.Length > 0 && char.IsAsciiLetterLower(word[^1])))
            {
                End();
            }
            if (char.IsAsciiLetterOrDigit(c))
            {
                word.Append(c);
            }
        }
        End();
        return words;
    }

    static string Join(List<string> words, string fallback, Func<char, char> first)
    {
        var name = new StringBuilder();
        foreach (string word in words)
        {
            name.Append(name.Length == 0 ? first(word[0]) : char.ToUpperInvariant(word[0])).Append(word.AsSpan(1));
            if (name.Length >= Longest)
            {
                name.Length = Longest;
                break;
            }
        }
        return name.Length == 0 ? fallback : char.IsAsciiDigit(name[0]) ? $"{fallback}{name}" : name.ToString();
    }

    static string Escaped(string text, char quote)
    {
        var safe = new StringBuilder();
        foreach (char c in text)
        {
            if (c is < ' ' or > '~' || c == '\\' || c == quote)
            {
                safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                safe.Append(c);
            }
        }
        return safe.ToString();
    }

    static readonly HashSet<string> Keywords =
    [
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal", "default", "delegate",
        "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for", "foreach", "goto", "if", "implicit", "in",
        "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null", "object", "operator", "out", "override", "params", "private",
        "protected", "public", "readonly", "ref", "return", "sbyte", "sealed", "short", "sizeof", "stackalloc", "static", "string", "struct", "switch", "this",
        "throw", "true", "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort", "using", "virtual", "void", "volatile", "while",
        // Words of special meaning in some places.
        "await", "field", "file", "nameof", "record", "required", "scoped", "value", "var", "when", "where", "with", "yield",
    ];
}
