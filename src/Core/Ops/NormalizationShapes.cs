using Qcc.Core.Ir;

namespace Qcc.Core.Ops;

/// <summary>Shape rules of normalizations, whose further outputs are statistics.</summary>
static class NormalizationShapes
{
    /// <summary>The type of the input; running mean and variance have those of the inputs.</summary>
    public static IReadOnlyList<TensorType>? BatchNormalization(Node node) => node.Outputs.Count switch
    {
        1 => Shape.SameAs(0)(node),
        3 when node.Input(0)?.TensorType is { } x && node.Input(3)?.TensorType is { } mean && node.Input(4)?.TensorType is { } variance => [x, mean, variance],
        _ => null,
    };

    /// <summary>The type of the input where no further output is asked for.</summary>
    public static IReadOnlyList<TensorType>? FirstOutput(Node node) => node.Outputs.Count == 1 ? Shape.SameAs(0)(node) : null;
}
