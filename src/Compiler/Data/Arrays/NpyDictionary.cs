using System.Globalization;
using Qcc.Core.Diagnostics;

namespace Qcc.Data.Arrays;

/// <summary>
/// The text of an .npy header. numpy evaluates it as Python; here it is parsed by the grammar of what numpy writes:
/// <code>
/// '{' (key ':' value) (',' key ':' value)* ','? '}'      keys: descr, fortran_order, shape, each once
/// descr: a quoted text; fortran_order: True or False; shape: '(' (digits 'L'? (',' ...)*)? ','? ')'
/// </code>
/// </summary>
sealed class NpyDictionary
{
    readonly string _text;
    readonly Place _place;
    int _position;

    NpyDictionary(string text, Place place)
    {
        _text = text;
        _place = place;
    }

    public string Descr { get; private set; } = "";
    public AxisOrder AxisOrder { get; private set; }
    public IReadOnlyList<long> Shape { get; private set; } = [];

    public static NpyDictionary Parse(string text, Place place)
    {
        var dictionary = new NpyDictionary(text, place);
        dictionary.ParseAll();
        return dictionary;
    }

    void ParseAll()
    {
        var missing = new HashSet<string> { "descr", "fortran_order", "shape" };
        Expect('{');
        while (!Accept('}'))
        {
            string key = Quoted();
            if (!missing.Remove(key))
            {
                throw Malformed($"key '{key}' is unknown or stands twice");
            }
            Expect(':');
            ParseValue(key);
            if (!Accept(','))
            {
                Expect('}');
                break;
            }
        }
        if (missing.Count > 0 || _text.AsSpan(_position).Trim().Length > 0)
        {
            throw Malformed(missing.Count > 0 ? $"key '{missing.Order(StringComparer.Ordinal).First()}' is missing" : "text after the dictionary");
        }
    }

    void ParseValue(string key)
    {
        switch (key)
        {
            case "descr" when Peek() == '[':
                throw new DiagnosticException(DataDiagnostics.StructuredArray.At(_place, ""));
            case "descr":
                Descr = Quoted();
                break;
            case "fortran_order":
                AxisOrder = Word() switch
                {
                    "True" => AxisOrder.Fortran,
                    "False" => AxisOrder.C,
                    _ => throw Malformed("fortran_order is neither True nor False"),
                };
                break;
            default:
                Shape = Sizes();
                break;
        }
    }

    List<long> Sizes()
    {
        var sizes = new List<long>();
        Expect('(');
        while (!Accept(')'))
        {
            string digits = Word().TrimEnd('L');
            if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long size))
            {
                throw Malformed($"shape holds {(digits.Length > 0 ? $"\"{digits}\"" : "something")} that is no size of at most 63 bits");
            }
            sizes.Add(size);
            if (!Accept(','))
            {
                Expect(')');
                break;
            }
        }
        return sizes;
    }

    string Quoted()
    {
        char quote = Peek();
        int end = quote is '\'' or '"' ? _text.IndexOf(quote, _position + 1) : -1;
        if (end < 0)
        {
            throw Malformed($"a quoted text is expected at byte {_position}");
        }
        string text = _text[(_position + 1)..end];
        _position = end + 1;
        return text;
    }

    string Word()
    {
        Peek();
        int start = _position;
        while (_position < _text.Length && char.IsAsciiLetterOrDigit(_text[_position]))
        {
            _position++;
        }
        return _text[start.._position];
    }

    /// <summary>The next character that is no blank; NUL at the end.</summary>
    char Peek()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\t' or '\n' or '\r')
        {
            _position++;
        }
        return _position < _text.Length ? _text[_position] : '\0';
    }

    bool Accept(char c)
    {
        bool here = Peek() == c;
        _position += here ? 1 : 0;
        return here;
    }

    void Expect(char c)
    {
        if (!Accept(c))
        {
            throw Malformed($"'{c}' is expected at byte {_position}: the header is not a plain dictionary");
        }
    }

    DiagnosticException Malformed(string why) => new(DataDiagnostics.NotAnArray.At(_place, why));
}
