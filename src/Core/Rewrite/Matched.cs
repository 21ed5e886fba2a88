namespace Qcc.Core.Rewrite;

/// <summary>Captures a node of a pattern; see <see cref="OpPattern.As"/>.</summary>
public sealed class Matched(string name)
{
    public string Name { get; } = name;

    public override string ToString() => Name;
}
