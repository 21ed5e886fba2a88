namespace Qcc.Cli.Documents;

/// <summary>The answer to a call that was not understood: diagnostics only.</summary>
sealed record UsageDocument(string Verb) : Document(Verb)
{
    public override void WriteText(TextWriter writer) { }
}
