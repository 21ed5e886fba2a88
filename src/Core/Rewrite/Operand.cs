namespace Qcc.Core.Rewrite;

/// <summary>What a pattern asks of one input of a node: anything, a constant, or the result of a matching node.</summary>
public abstract class Operand
{
    /// <summary>The same, or nothing where the input is left out.</summary>
    public Operand Optional => new OptionalOperand(this);
}

/// <summary>An input that may be left out.</summary>
sealed class OptionalOperand(Operand inner) : Operand
{
    public Operand Inner { get; } = inner;
}
