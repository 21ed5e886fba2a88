using Qcc.Core.Ir;

namespace Qcc.Passes.Recognize;

/// <summary>Constants of one element, whatever their float type and rank.</summary>
static class Number
{
    /// <summary>The number that a value holds; null where it is no constant of one float.</summary>
    public static double? Of(Value? value) => value?.Constant is { Count: 1 } c
        ? c.Element switch
        {
            ElementType.F32 => c.Floats[0],
            ElementType.F16 => (double)c.As<Half>()[0],
            ElementType.F64 => c.As<double>()[0],
            ElementType.S64 or ElementType.S32 => c.ToInt64()[0],      // exponents of Pow have a type of their own
            _ => null,
        }
        : null;

    /// <summary>
    /// Whether a constant of the graph stands for a number of a formula. Exporters write four digits and more (1.4142, 0.7071, 0.79788),
    /// and f16 holds three.
    /// </summary>
    public static bool Is(double? written, double formula, ElementType element = ElementType.F32) =>
        written is { } w && Math.Abs(w - formula) <= Math.Abs(formula) * (element == ElementType.F16 ? 1e-3 : 2e-5);

    /// <summary>Whether the single operators have kernels for the type.</summary>
    public static bool IsFloat(Value value) => value.TensorType?.Element is ElementType.F32 or ElementType.F16;
}
