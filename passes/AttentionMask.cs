using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Passes;

/// <summary>Masks of attention: -10000 or -∞ where a position must not be seen. Such numbers are no part of a value's range.</summary>
static class AttentionMask
{
    /// <summary>Where e^x is nearly subnormal: as low as this a constant that is added to scores masks them.</summary>
    public const float Subnormal = -80;

    /// <summary>As low as this a constant masks whatever it is added to.</summary>
    public const float Unmistakable = -1000;

    /// <summary>At most so many values are looked at for what a mask is made of.</summary>
    const int MostValues = 32;

    /// <summary>Whether a value holds masked scores: a mask is added to it, or a low constant chosen.</summary>
    /// <param name="limit"><see cref="Subnormal"/> for scores, <see cref="Unmistakable"/> where anything may be added to anything.</param>
    public static bool IsMasked(Value value, float limit) => value.Producer is { } node
        && (node.Operator == ElementwiseOperators.Where ? node.Inputs.Skip(1).Any(v => IsLow(v, limit))
            : node.Operator == ElementwiseOperators.Add && node.Inputs.Any(v => v is not null && IsMask(v, limit)));

    /// <summary>Whether a value is made of constants and inputs, a low constant among them, and of nothing that a network computes.</summary>
    public static bool IsMask(Value value, float limit)
    {
        var pending = new Stack<Value>([value]);
        var seen = new HashSet<Value>();
        bool low = false;
        while (pending.TryPop(out Value? next))
        {
            if (!seen.Add(next) || next.TensorType is not { Element: ElementType.F32 })
            {
                // Shapes, and what a mask is cast from.
                continue;
            }
            low |= IsLow(next, limit);
            if (next.Producer is not { } producer)
            {
                continue;
            }
            if (seen.Count > MostValues || MatrixOperators.All.Contains(producer.Operator) || ConvolutionOperators.All.Contains(producer.Operator))
            {
                return false;
            }
            foreach (Value input in producer.Inputs.OfType<Value>())
            {
                pending.Push(input);
            }
        }
        return low;
    }

    static bool IsLow(Value? value, float limit)
    {
        if (value?.Initializer is not { Element: ElementType.F32 } constant)
        {
            return false;
        }
        foreach (float v in constant.Floats)
        {
            if (v <= limit)
            {
                return true;
            }
        }
        return false;
    }
}
