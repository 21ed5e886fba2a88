using static Qcc.Core.Ops.AttributeKind;

namespace Qcc.Core.Ops;

/// <summary>Gradients and optimizers (domain ai.onnx.preview.training).</summary>
public static class TrainingOperators
{
    const string Domain = "ai.onnx.preview.training";

    public static readonly Operator Gradient = new("Gradient", Domain)
    {
        Summary = "Partial derivatives of a value.",
        Inputs = [new("Inputs", Variadic: true)],
        Outputs = [new("Outputs", Variadic: true)],
        Attributes = [new("xs", Utf8s, Required: true), new("y", Utf8, Required: true), new("zs", Utf8s)],
    };

    public static readonly Operator Adagrad = new("Adagrad", Domain)
    {
        Summary = "One step of Adagrad.",
        Inputs = [new("R"), new("T"), new("inputs", Variadic: true)],
        Outputs = [new("outputs", Variadic: true)],
        Attributes = [new("decay_factor", Float), new("epsilon", Float), new("norm_coefficient", Float)],
    };

    public static readonly Operator Adam = new("Adam", Domain)
    {
        Summary = "One step of Adam.",
        Inputs = [new("R"), new("T"), new("inputs", Variadic: true)],
        Outputs = [new("outputs", Variadic: true)],
        Attributes =
        [
            new("alpha", Float), new("beta", Float), new("epsilon", Float), new("norm_coefficient", Float),
            new("norm_coefficient_post", Float),
        ],
    };

    public static readonly Operator Momentum = new("Momentum", Domain)
    {
        Summary = "One step of gradient descent with momentum.",
        Inputs = [new("R"), new("T"), new("inputs", Variadic: true)],
        Outputs = [new("outputs", Variadic: true)],
        Attributes =
        [
            new("alpha", Float, Required: true), new("beta", Float, Required: true), new("mode", Utf8, Required: true),
            new("norm_coefficient", Float, Required: true),
        ],
    };

    /// <summary>The entries of this file.</summary>
    public static IReadOnlyList<Operator> All { get; } =
    [
        Gradient, Adagrad, Adam, Momentum,
    ];
}
