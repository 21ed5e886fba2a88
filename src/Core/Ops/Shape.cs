using Qcc.Core.Ir;

namespace Qcc.Core.Ops;

/// <summary>Shape rules that many operators share.</summary>
public static class Shape
{
    /// <summary>One output with the type of an input.</summary>
    public static ShapeRule SameAs(int input) => node => node.Input(input)?.TensorType is { } type ? [type] : null;
}
