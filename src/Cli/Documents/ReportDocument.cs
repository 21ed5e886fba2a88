namespace Qcc.Cli.Documents;

/// <summary>The answer of <c>report</c>: the page that was written, and its verdict.</summary>
sealed record ReportDocument() : Document("report")
{
    public InputFile? Input { get; init; }
    public IReadOnlyList<OutputFile> Outputs { get; init; } = [];
    public string? Target { get; init; }
    public string? Method { get; init; }
    public QualityEntry? Quality { get; init; }

    /// <summary>Files of the same model, raced together: float first, then from the plainest to the chosen one.</summary>
    public IReadOnlyList<FileEntry> Files { get; init; } = [];

    /// <summary>Files with other layers in float that were measured on the way and not chosen.</summary>
    public IReadOnlyList<FileEntry> Mixtures { get; init; } = [];

    public override void WriteText(TextWriter writer)
    {
        foreach (OutputFile output in Outputs.Where(o => o.Path != "-"))
        {
            writer.WriteLine(output.Path);
        }
    }
}

/// <summary>A file that the page compares.</summary>
/// <param name="Name">Its remedies, in words.</param>
/// <param name="Ratio">Latency relative to the float model; null where it was not raced.</param>
sealed record FileEntry(string Name, double SqnrDb, long Bytes, double? Ratio);
