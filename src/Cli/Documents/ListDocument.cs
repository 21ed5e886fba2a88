using Qcc.Cli.Output;

namespace Qcc.Cli.Documents;

/// <summary>The answer of <c>list</c>: the entries of a registry.</summary>
sealed record ListDocument() : Document("list")
{
    /// <summary>"targets", "passes" or "ops"; null after an error.</summary>
    public string? Kind { get; init; }
    public IReadOnlyList<ListEntry> Entries { get; init; } = [];

    public override void WriteText(TextWriter writer)
    {
        var table = new TextTable("", "", "") { CellLimit = 120 };
        foreach (ListEntry entry in Entries)
        {
            table.Add(entry.Name, entry.Detail, entry.Summary);
        }
        table.WriteTo(writer);
    }
}

/// <summary>An entry.</summary>
/// <param name="Detail">A pass's stage, an operator's opset versions; empty for a target.</param>
sealed record ListEntry(string Name, string Detail, string Summary);
