namespace Qcc.Cli.Documents;

/// <summary>The answer of <c>batch</c>: what became of each model. Its lines for people come as the models end.</summary>
sealed record BatchDocument() : Document("batch")
{
    /// <summary>Which of the models, such as 2/8; 1/1 is all of them.</summary>
    public string? Shard { get; init; }

    /// <summary>In the order of the call, whatever ended first.</summary>
    public IReadOnlyList<BatchEntry> Models { get; init; } = [];

    public override void WriteText(TextWriter writer) { }
}

/// <summary>A model of a batch.</summary>
/// <param name="Path">As found.</param>
/// <param name="Exit">The exit code that a compile of it alone would have.</param>
/// <param name="Output">What was written, or null. Of a folder the bytes of all its files, and the hash of the lines that sha256sum prints for them.</param>
/// <param name="Bytes">Size of the model's file, or null where it was not read.</param>
/// <param name="Error">The first error, or null.</param>
sealed record BatchEntry(string Path, int Exit, OutputFile? Output, long? Bytes, QualityEntry? Quality, SpeedEntry? Speed, double Seconds, DiagnosticEntry? Error);
