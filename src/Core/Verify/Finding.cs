namespace Qcc.Core.Verify;

/// <summary>A broken rule of the IR: a bug of the pass before, never the user's.</summary>
/// <param name="Label">V1 to V14, as <see cref="Verifier"/> lists them.</param>
/// <param name="Place">The graph and the node or value.</param>
/// <param name="Text">What is wrong.</param>
public sealed record Finding(string Label, string Place, string Text)
{
    /// <summary>The value whose declared type is wrong (V11), or null: it stays as wrong when another node makes it.</summary>
    public string? MistypedValue { get; init; }

    public override string ToString() => $"{Label} {Place}: {Text}";
}
