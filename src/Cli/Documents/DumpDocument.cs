namespace Qcc.Cli.Documents;

/// <summary>The answer of <c>dump</c>: a model as text.</summary>
sealed record DumpDocument() : Document("dump")
{
    public InputFile? Input { get; init; }

    /// <summary>The last pass that ran, or null for the model as imported.</summary>
    public string? After { get; init; }

    public string? Text { get; init; }

    public override void WriteText(TextWriter writer) => writer.Write(Text);
}
