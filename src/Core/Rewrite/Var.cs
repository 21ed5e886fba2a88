namespace Qcc.Core.Rewrite;

/// <summary>Captures any value. Where it stands twice in a pattern, both inputs must read the same value.</summary>
public sealed class Var(string name) : Operand
{
    public string Name { get; } = name;

    public override string ToString() => Name;
}
