using static Qcc.Core.Ops.AttributeKind;

namespace Qcc.Core.Ops;

/// <summary>Activation functions.</summary>
public static class ActivationOperators
{
    public static readonly Operator Relu = new("Relu")
    {
        Versions = [1, 6, 13, 14],
        Summary = "max(x, 0).",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithPositiveScale | Commutes.WithTranspose,
    };

    public static readonly Operator LeakyRelu = new("LeakyRelu")
    {
        Versions = [1, 6, 16],
        Summary = "x where positive, else alpha·x.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("alpha", Float)],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithPositiveScale | Commutes.WithTranspose,
    };

    public static readonly Operator PRelu = new("PRelu")
    {
        Versions = [1, 6, 7, 9, 16],
        Summary = "x where positive, else slope·x with a broadcast slope.",
        Inputs = [new("X"), new("slope")],
        Outputs = [new("Y")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithPositiveScale,
    };

    public static readonly Operator Elu = new("Elu")
    {
        Versions = [1, 6, 22],
        Summary = "x where positive, else alpha·(eˣ - 1).",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("alpha", Float)],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Celu = new("Celu")
    {
        Versions = [12],
        Summary = "Continuously differentiable Elu.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("alpha", Float)],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Selu = new("Selu")
    {
        Versions = [1, 6, 22],
        Summary = "Scaled Elu.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("alpha", Float), new("gamma", Float)],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Gelu = new("Gelu")
    {
        Versions = [20],
        Summary = "x·Φ(x), the Gaussian error linear unit.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("approximate", Utf8)],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Sigmoid = new("Sigmoid")
    {
        Versions = [1, 6, 13],
        Summary = "1 / (1 + e⁻ˣ).",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator HardSigmoid = new("HardSigmoid")
    {
        Versions = [1, 6, 22],
        Summary = "alpha·x + beta held between 0 and 1.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("alpha", Float), new("beta", Float)],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator HardSwish = new("HardSwish")
    {
        Versions = [14, 22],
        Summary = "x·HardSigmoid(x) with alpha 1/6 and beta 1/2.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Swish = new("Swish")
    {
        Versions = [24],
        Summary = "x·Sigmoid(alpha·x).",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("alpha", Float)],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Mish = new("Mish")
    {
        Versions = [18, 22],
        Summary = "x·tanh(softplus(x)).",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Tanh = new("Tanh")
    {
        Versions = [1, 6, 13],
        Summary = "Hyperbolic tangent.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Softplus = new("Softplus")
    {
        Versions = [1, 22],
        Summary = "ln(eˣ + 1).",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Softsign = new("Softsign")
    {
        Versions = [1, 22],
        Summary = "x / (1 + abs(x)).",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator ThresholdedRelu = new("ThresholdedRelu")
    {
        Versions = [10, 22],
        Summary = "x where above alpha, else 0.",
        Inputs = [new("X")],
        Outputs = [new("Y")],
        Attributes = [new("alpha", Float)],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Shrink = new("Shrink")
    {
        Versions = [9],
        Summary = "x moved towards 0 by bias, 0 within lambd of 0.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Attributes = [new("bias", Float), new("lambd", Float)],
        Shapes = Shape.SameAs(0),
        Commutes = Commutes.WithTranspose,
    };

    public static readonly Operator Softmax = new("Softmax")
    {
        Versions = [1, 11, 13],
        Summary = "eˣ divided by its sum along an axis.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Attributes = [new("axis", Int)],
        Shapes = Shape.SameAs(0),
    };

    public static readonly Operator LogSoftmax = new("LogSoftmax")
    {
        Versions = [1, 11, 13],
        Summary = "Logarithm of Softmax.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Attributes = [new("axis", Int)],
        Shapes = Shape.SameAs(0),
    };

    public static readonly Operator Hardmax = new("Hardmax")
    {
        Versions = [1, 11, 13],
        Summary = "1 at the first maximum along an axis, else 0.",
        Inputs = [new("input")],
        Outputs = [new("output")],
        Attributes = [new("axis", Int)],
        Shapes = Shape.SameAs(0),
    };

    /// <summary>The entries of this file.</summary>
    public static IReadOnlyList<Operator> All { get; } =
    [
        Relu, LeakyRelu, PRelu, Elu, Celu, Selu, Gelu, Sigmoid, HardSigmoid, HardSwish, Swish, Mish, Tanh, Softplus, Softsign,
        ThresholdedRelu, Shrink, Softmax, LogSoftmax, Hardmax,
    ];
}
