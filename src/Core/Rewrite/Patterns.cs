using Qcc.Core.Ops;

namespace Qcc.Core.Rewrite;

/// <summary>How patterns begin: <c>Conv.Of(x, w, b.Optional)</c>.</summary>
public static class Patterns
{
    /// <summary>A node of the operator with these inputs.</summary>
    public static OpPattern Of(this Operator @operator, params ReadOnlySpan<Operand> inputs) => new([@operator], inputs.ToArray());

    /// <summary>A node of the operator with any inputs.</summary>
    public static OpPattern OfAny(this Operator @operator) => new([@operator], null);

    /// <summary>A node of one of the operators with these inputs.</summary>
    public static OpPattern Of(this IReadOnlyList<Operator> operators, params ReadOnlySpan<Operand> inputs) => new(operators, inputs.ToArray());

    /// <summary>A node of one of the operators with any inputs.</summary>
    public static OpPattern OfAny(this IReadOnlyList<Operator> operators) => new(operators, null);
}
