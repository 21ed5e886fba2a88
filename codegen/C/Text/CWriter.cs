using System.Globalization;
using System.Text;

namespace Qcc.Codegen.C.Text;

/// <summary>Collects lines of C, indented by the blocks around them.</summary>
sealed class CWriter(int depth = 0)
{
    readonly StringBuilder _text = new();
    int _depth = depth;

    /// <summary>Whether nothing was written.</summary>
    public bool IsEmpty => _text.Length == 0;

    public void Line(CCode code) => _text.Append(' ', 4 * _depth).Append(code.ToString()).Append('\n');

    /// <summary>An empty line.</summary>
    public void Line() => _text.Append('\n');

    /// <summary>A head, and braces around what is written until the scope ends.</summary>
    public Scope Block(CCode head)
    {
        Line(head);
        Line($"{{");
        _depth++;
        return new Scope(this);
    }

    /// <summary>Lines that another writer holds.</summary>
    public void Append(CWriter other) => _text.Append(other._text);

    /// <summary>A table of numbers, wrapped; its braces included.</summary>
    public void Numbers(ReadOnlySpan<long> values)
    {
        _text.Append("{\n   ");
        int column = 0;
        foreach (long value in values)
        {
            int before = _text.Length;
            // The least number of 32 and of 64 bits is no literal: a minus is applied to one that is too large.
            _ = value == int.MinValue ? _text.Append(" -2147483647 - 1") : value == long.MinValue ? _text.Append(" -9223372036854775807 - 1") : _text.Append(CultureInfo.InvariantCulture, $" {value}");
            _text.Append(',');
            column += _text.Length - before;
            if (column > 130)
            {
                _text.Append("\n   ");
                column = 0;
            }
        }
        _text.Append("\n}");
    }

    /// <summary>Text of ours, as it is.</summary>
    public void Raw(string text) => _text.Append(text);

    public override string ToString() => _text.ToString();

    /// <summary>Ends its block when it is disposed.</summary>
    public readonly ref struct Scope(CWriter writer)
    {
        public void Dispose()
        {
            writer._depth--;
            writer.Line($"}}");
        }
    }
}
