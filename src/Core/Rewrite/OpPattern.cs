using Qcc.Core.Ops;

namespace Qcc.Core.Rewrite;

/// <summary>
/// A node of one of some operators whose inputs match in turn. The node's further outputs must be unused, and inputs beyond
/// the pattern's must be left out. Patterns do not change; each property gives a new one.
/// </summary>
public sealed class OpPattern : Operand
{
    internal OpPattern(IReadOnlyList<Operator> operators, IReadOnlyList<Operand>? inputs)
    {
        Operators = operators;
        Inputs = inputs;
    }

    public IReadOnlyList<Operator> Operators { get; }

    /// <summary>Patterns of the inputs in order, or null where the inputs do not matter.</summary>
    public IReadOnlyList<Operand>? Inputs { get; }

    internal bool MustBeUsedOnce { get; private init; }

    internal bool InEitherOrder { get; private init; }

    internal Matched? Capture { get; private init; }

    /// <summary>The node's result must have no other reader; a graph output counts as one.</summary>
    public OpPattern UsedOnce => new(Operators, Inputs) { MustBeUsedOnce = true, InEitherOrder = InEitherOrder, Capture = Capture };

    /// <summary>The first two inputs match in either order.</summary>
    public OpPattern Commutative => new(Operators, Inputs) { MustBeUsedOnce = MustBeUsedOnce, InEitherOrder = true, Capture = Capture };

    /// <summary>Captures the node.</summary>
    public OpPattern As(Matched capture) => new(Operators, Inputs) { MustBeUsedOnce = MustBeUsedOnce, InEitherOrder = InEitherOrder, Capture = capture };

    /// <summary>Nodes on the longest way from the root to a leaf.</summary>
    internal int Depth => 1 + (Inputs ?? []).Select(DepthOf).DefaultIfEmpty(0).Max();

    static int DepthOf(Operand operand) => operand switch
    {
        OpPattern pattern => pattern.Depth,
        OptionalOperand optional => DepthOf(optional.Inner),
        _ => 0,
    };
}
