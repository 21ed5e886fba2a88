using System.Text;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Output;

/// <summary>A table of text columns, two spaces apart; names from files are escaped.</summary>
sealed class TextTable(params IReadOnlyList<string> headings)
{
    readonly List<IReadOnlyList<string>> _rows = [];

    /// <summary>Columns whose cells stand at the right, as numbers do.</summary>
    public IReadOnlyCollection<int> Right { get; init; } = [];

    /// <summary>Cells are cut after this many characters.</summary>
    public int CellLimit { get; init; } = 100;

    /// <summary>Columns that are worth nothing if cut, such as what to type: cut only after <see cref="WholeLimit"/> characters.</summary>
    public IReadOnlyCollection<int> Whole { get; init; } = [];

    /// <summary>Even a name that somebody made up ends here.</summary>
    const int WholeLimit = 1000;

    public int Rows => _rows.Count;

    public TextTable Add(params IReadOnlyList<string> cells)
    {
        _rows.Add([.. cells.Select((c, column) => Escape.ForTerminal(c, Whole.Contains(column) ? WholeLimit : CellLimit))]);
        return this;
    }

    /// <summary>The lines: headings (unless all are empty), then the rows.</summary>
    public IEnumerable<string> Lines()
    {
        IReadOnlyList<string>[] all = headings.All(h => h.Length == 0) ? [.. _rows] : [headings, .. _rows];
        int[] widths = [.. headings.Select((_, column) => all.Length == 0 ? 0 : all.Max(row => row[column].Length))];
        return all.Select(row => Line(row, widths));
    }

    public void WriteTo(TextWriter writer)
    {
        foreach (string line in Lines())
        {
            writer.WriteLine(line);
        }
    }

    string Line(IReadOnlyList<string> row, int[] widths)
    {
        var line = new StringBuilder();
        for (int column = 0; column < row.Count; column++)
        {
            line.Append(column > 0 ? "  " : "");
            line.Append(Right.Contains(column) ? row[column].PadLeft(widths[column]) : row[column].PadRight(widths[column]));
        }
        return line.ToString().TrimEnd();
    }
}
