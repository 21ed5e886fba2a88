using Qcc.Core.Ir;

namespace Qcc.Core.Ops;

/// <summary>Operators that move, copy or reshape elements without computing.</summary>
public static class DataMovementOperators
{
    public static readonly Operator Identity = new("Identity")
    {
        Versions = [1, 13, 14, 16, 19, 21, 23, 24, 25],
        Summary = "The input itself.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithPositiveScale | Commutes.WithTranspose | Commutes.WithQuantization,
    };
}
