using Qcc.Core.Ir;

namespace Qcc.Data.Synthetic;

/// <summary>Constants of a graph as imported: initializers, and what Constant and Identity nodes make.</summary>
static class Constants
{
    /// <summary>More numbers than this are no parameter of an input.</summary>
    const int Most = 1 << 16;

    public static Tensor? Of(Value? value) => value switch
    {
        null => null,
        { Initializer: { } tensor } => tensor,
        { Producer: { Operator.Name: "Constant" } node } => (node.Attribute("value") as TensorAttribute)?.Value,
        { Producer: { Operator.Name: "Identity" } node } => node.Input(0)?.Initializer,
        _ => null,
    };

    /// <summary>The numbers of a small constant, or null.</summary>
    public static float[]? Floats(Value? value) => Of(value) is not { Count: > 0 and <= Most } tensor ? null : tensor.Element switch
    {
        ElementType.F32 => tensor.Floats.ToArray(),
        ElementType.F64 => [.. tensor.As<double>().ToArray().Select(v => (float)v)],
        ElementType.S64 or ElementType.S32 => [.. tensor.ToInt64().Select(v => (float)v)],
        _ => null,
    };

    public static long[]? Integers(Value? value) =>
        Of(value) is { Count: > 0 and <= Most, Element: ElementType.S64 or ElementType.S32 or ElementType.U8 or ElementType.Bool } tensor ? tensor.ToInt64() : null;
}
