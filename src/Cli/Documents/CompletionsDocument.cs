namespace Qcc.Cli.Documents;

/// <summary>The answer of <c>completions</c>: a script for a shell.</summary>
sealed record CompletionsDocument() : Document("completions")
{
    /// <summary>"bash", "zsh", "fish" or "pwsh"; null after an error.</summary>
    public string? Shell { get; init; }
    public string? Script { get; init; }

    public override void WriteText(TextWriter writer) => writer.Write(Script);
}
