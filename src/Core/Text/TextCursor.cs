using System.Globalization;
using System.Text;
using Qcc.Core.Diagnostics;

namespace Qcc.Core.Text;

/// <summary>Reads tokens from a text; blanks and comments (// to the end of the line) may stand between them.</summary>
sealed class TextCursor(string text, ParseOptions options)
{
    public ParseOptions Options { get; } = options;

    /// <summary>Where the next token may begin.</summary>
    public int Position { get; private set; }

    /// <summary>The next character that is no blank and in no comment; '\0' at the end.</summary>
    public char Peek()
    {
        while (Position < text.Length)
        {
            if (text.AsSpan(Position).StartsWith("//"))
            {
                int end = text.IndexOf('\n', Position);
                Position = end < 0 ? text.Length : end;
            }
            else if (char.IsWhiteSpace(text[Position]))
            {
                Position++;
            }
            else
            {
                return text[Position];
            }
        }
        return '\0';
    }

    /// <summary>Reads a symbol if it stands here.</summary>
    public bool Take(string symbol)
    {
        Peek();
        bool here = text.AsSpan(Position).StartsWith(symbol, StringComparison.Ordinal);
        Position += here ? symbol.Length : 0;
        return here;
    }

    /// <summary>Reads a symbol that must stand here.</summary>
    public void Expect(string symbol)
    {
        if (!Take(symbol))
        {
            throw Error($"expected '{symbol}', found {Found()}");
        }
    }

    /// <summary>The word here, which is not read; empty if there is none.</summary>
    public string PeekWord()
    {
        Peek();
        int end = Position;
        while (end < text.Length && Notation.IsWordCharacter(text[end]) && !text.AsSpan(end).StartsWith("//"))
        {
            end++;
        }
        return text[Position..end];
    }

    /// <summary>Reads a word.</summary>
    public string Word(string what)
    {
        string word = PeekWord();
        if (word.Length == 0)
        {
            throw Error($"expected {what}, found {Found()}");
        }
        Position += word.Length;
        return word;
    }

    /// <summary>Reads a word that must be this one.</summary>
    public void ExpectWord(string word)
    {
        if (PeekWord() != word)
        {
            throw Error($"expected '{word}', found {Found()}");
        }
        Position += word.Length;
    }

    /// <summary>Reads a name, quoted or not.</summary>
    public string Name(string what) => Peek() == '"' ? Quoted() : Word(what);

    /// <summary>Reads what can stand in a number (its value is checked by who needs it).</summary>
    public string Number()
    {
        Peek();
        int start = Position;
        while (Position < text.Length && (char.IsAsciiLetterOrDigit(text[Position]) || text[Position] is '.' or '_' or '-' or '+'))
        {
            Position++;
        }
        return Position > start ? text[start..Position] : throw Error($"expected a number, found {Found()}");
    }

    /// <summary>Reads an integer of 64 bits.</summary>
    public long Integer()
    {
        int start = Position;
        string number = Number();
        return long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw ErrorAt(start, $"'{number}' is no integer of 64 bits");
    }

    /// <summary>Reads a list in brackets whose opening one is read already.</summary>
    public List<T> ListUntil<T>(string close, Func<T> element)
    {
        var list = new List<T>();
        if (Take(close))
        {
            return list;
        }
        do
        {
            list.Add(element());
        }
        while (Take(","));
        Expect(close);
        return list;
    }

    /// <summary>Reads a quoted string.</summary>
    public string Quoted()
    {
        Expect("\"");
        var value = new StringBuilder();
        while (NextOfString() is { } c)
        {
            value.Append(c == '\\' ? Escaped() : c);
        }
        return value.ToString();
    }

    /// <summary>Reads "..." as UTF-8 or b"..." as bytes.</summary>
    public byte[] QuotedBytes()
    {
        if (!Take("b\""))
        {
            return Encoding.UTF8.GetBytes(Quoted());
        }
        var value = new List<byte>();
        while (NextOfString() is { } c)
        {
            value.Add(c == '\\' ? RawByte() : c < 0x80 ? (byte)c : throw Error("bytes above 7f are written \\xNN in b\"...\""));
        }
        return [.. value];
    }

    public DiagnosticException Error(string message) => ErrorAt(Position, message);

    public DiagnosticException ErrorAt(int position, string message) => Failure(TextDiagnostics.Syntax, position, message);

    public DiagnosticException Failure(DiagnosticKind<TextError> kind, int position, string message)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, Math.Min(position, text.Length));
        int column = before.Length - (before.LastIndexOf('\n') + 1) + 1;
        return new(kind.At(new Place(Options.File), new TextError(before.Count('\n') + Options.FirstLine, column, message)));
    }

    string Found()
    {
        char next = Peek();
        string word = PeekWord();
        return next == '\0' ? "the end of the text" : $"'{Escape.ForTerminal(word.Length > 0 ? word : next.ToString(), 40)}'";
    }

    /// <summary>The next character of a string, or null at its closing quote.</summary>
    char? NextOfString()
    {
        if (Position >= text.Length || text[Position] == '\n')
        {
            throw Error("the string has no closing quote");
        }
        char c = text[Position++];
        return c == '"' ? null : c;
    }

    char Escaped() => NextOfString() switch
    {
        'n' => '\n',
        '\\' => '\\',
        'u' => (char)Hex(4),
        null => '"',
        _ => throw ErrorAt(Position - 2, "unknown escape; there are \\\\ \\\" \\n and \\uNNNN"),
    };

    byte RawByte()
    {
        Expect("x");
        return (byte)Hex(2);
    }

    int Hex(int digits)
    {
        if (Position + digits > text.Length
            || !int.TryParse(text.AsSpan(Position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value))
        {
            throw Error($"expected {digits} hex digits");
        }
        Position += digits;
        return value;
    }
}
