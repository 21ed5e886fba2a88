using System.Xml;
using System.Xml.Linq;
using Qcc.Core.Diagnostics;

namespace Qcc.Report;

/// <summary>Elements of the page. Texts can come from a model: control characters are made visible, the rest is escaped where the page is written.</summary>
static class Html
{
    /// <summary>A text from anywhere, whole.</summary>
    public static XText Text(string text) => new(Visible(text));

    /// <summary>A text with its control characters made visible, and those replaced that XML has no place for.</summary>
    static string Visible(string text)
    {
        char[] safe = Escape.ForTerminal(text, int.MaxValue).ToCharArray();
        for (int i = 0; i < safe.Length; i++)
        {
            if (i + 1 < safe.Length && XmlConvert.IsXmlSurrogatePair(safe[i + 1], safe[i]))
            {
                i++;
            }
            else if (!XmlConvert.IsXmlChar(safe[i]))
            {
                safe[i] = '\ufffd';
            }
        }
        return new string(safe);
    }

    /// <summary>A name, cut where it is long; the whole one shows when the pointer rests on it.</summary>
    public static XElement Name(string name, int limit = 60)
    {
        string safe = Visible(name);
        return safe.Length <= limit ? new XElement("code", safe) : new XElement("code", new XAttribute("title", safe), Cut(safe, limit));
    }

    /// <summary>A name in at most <paramref name="limit"/> characters: its end says more than its beginning.</summary>
    public static string Short(string name, int limit) => Cut(Visible(name), limit);

    static string Cut(string safe, int limit) => safe.Length <= limit ? safe : "…" + safe[^(limit - (char.IsLowSurrogate(safe[^(limit - 1)]) ? 2 : 1))..];

    public static XElement Paragraph(params object[] content) => new("p", content);

    /// <summary>A column of numbers, which stand to the right.</summary>
    public static Column Numbers(string head) => new(head, IsNumber: true);

    /// <summary>A table with these heads.</summary>
    public static XElement Table(IReadOnlyList<Column> columns, IEnumerable<object[]> rows)
    {
        XAttribute[] Align(int column) => columns[column].IsNumber ? [new XAttribute("class", "number")] : [];
        return new XElement("div", new XAttribute("class", "scroll"), new XElement("table",
            new XElement("thead", new XElement("tr", columns.Select((c, i) => new XElement("th", Align(i), c.Head)))),
            new XElement("tbody", rows.Select(row => new XElement("tr", row.Select((cell, i) => new XElement("td", Align(i), cell is string text ? Text(text) : cell)))))));
    }

    /// <summary>A column of a table.</summary>
    internal readonly record struct Column(string Head, bool IsNumber)
    {
        public static implicit operator Column(string head) => new(head, IsNumber: false);
    }

    /// <summary>A part that opens on a click.</summary>
    public static XElement Folded(string summary, params object[] content) => new("details", new XElement("summary", summary), content);

    /// <summary>A chart with what it shows below.</summary>
    public static XElement Figure(XElement chart, params object[] caption) => new("figure", chart, new XElement("figcaption", caption));
}
