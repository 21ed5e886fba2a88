using Qcc.Core.Ir;
using Qcc.Core.Ops;
using static Qcc.Core.Ops.ElementwiseOperators;
using static Qcc.Core.Ops.ReductionOperators;

namespace Qcc.Passes.Recognize;

/// <summary>Mean and root of a mean square over trailing dimensions, in the ways in which exporters write them.</summary>
static class Moments
{
    /// <summary>x and the first of the trailing axes where a value is their mean, with the dimensions kept; else null.</summary>
    public static (Value X, int Axis)? Mean(Value? value)
    {
        if (value?.Producer is not { } node || node.Operator != ReduceMean || node.Int("keepdims", 1) == 0 || node.Input(0) is not { } x)
        {
            return null;
        }
        if (x.TensorType?.Rank is not { } rank)
        {
            // The last axis is the last one whatever the rank.
            return node.Constant(1) is { Element: ElementType.S64, Count: 1 } axes && axes.ToInt64()[0] == -1 ? (x, -1) : null;
        }
        return Shape.ReducedAxes(node, rank) is { Count: > 0 } reduced && reduced[0] + reduced.Count == rank && reduced[^1] == rank - 1 ? (x, reduced[0]) : null;
    }

    /// <summary>d, the axis and ε where a value is √(mean(d²) + ε); else null.</summary>
    public static (Value D, int Axis, float Epsilon)? RootMeanSquare(Value? value)
    {
        Value? sum = value?.Producer is not { } node ? null
            : node.Operator == Sqrt || (node.Operator == Pow && Number.Of(node.Input(1)) is 0.5) ? node.Input(0) : null;
        return ShiftedMeanSquare(sum);
    }

    /// <summary>a and the root's operands where a value is a/√(mean(d²) + ε): by Div, by the reciprocal, or by Pow with -½.</summary>
    public static (Value A, Value D, int Axis, float Epsilon)? Quotient(Node node)
    {
        if (node.Operator == Div)
        {
            return node.Input(0) is { } a && RootMeanSquare(node.Input(1)) is var (d, axis, epsilon) ? (a, d, axis, epsilon) : null;
        }
        if (node.Operator != Mul)
        {
            return null;
        }
        for (int i = 0; i < 2; i++)
        {
            if (node.Input(1 - i) is { } a && Reciprocal(node.Input(i)) is var (d, axis, epsilon))
            {
                return (a, d, axis, epsilon);
            }
        }
        return null;
    }

    /// <summary>d, the axis and ε where a value is 1/√(mean(d²) + ε); else null.</summary>
    public static (Value D, int Axis, float Epsilon)? Reciprocal(Value? value) => value?.Producer is not { } node ? null
        : node.Operator == ElementwiseOperators.Reciprocal ? RootMeanSquare(node.Input(0))
        : node.Operator == Div && Number.Of(node.Input(0)) is 1 ? RootMeanSquare(node.Input(1))
        : node.Operator == Pow && Number.Of(node.Input(1)) is -0.5 ? ShiftedMeanSquare(node.Input(0))
        : null;

    /// <summary>x where a value is x minus its mean over the axis; else null.</summary>
    public static Value? Centered(Value? value, int axis) => value?.Producer is { } node && node.Operator == Sub && Mean(node.Input(1)) is var (x, from)
        && ReferenceEquals(x, node.Input(0)) && from == axis ? x : null;

    /// <summary>A vector of ones of the normalized sizes, or null where these are not known.</summary>
    public static Tensor? Ones(Value x, int axis)
    {
        if (x.TensorType is not { Shape: { } shape, Element: var element })
        {
            return null;
        }
        long[] sizes = [.. shape.Skip(axis < 0 ? shape.Count + axis : axis).Select(d => d.Size ?? 0)];
        const long Largest = 1 << 20;
        long count = 1;
        foreach (long size in sizes)
        {
            count = size is > 0 and <= Largest && count <= Largest ? count * size : 0;
        }
        return count is 0 or > Largest ? null
            : element == ElementType.F32 ? Tensor.Of([.. Enumerable.Repeat(1f, (int)count)], sizes)
            : element == ElementType.F16 ? Tensor.Of(ElementType.F16, [.. Enumerable.Repeat((Half)1, (int)count)], sizes)
            : null;
    }

    static (Value D, int Axis, float Epsilon)? ShiftedMeanSquare(Value? value)
    {
        if (value?.Producer is not { } node || node.Operator != Add)
        {
            return null;
        }
        for (int i = 0; i < 2; i++)
        {
            if (Number.Of(node.Input(i)) is >= 0 and var epsilon && Mean(node.Input(1 - i)) is var (square, axis) && SquareRoot(square) is { } d)
            {
                return (d, axis, (float)epsilon);
            }
        }
        return null;
    }

    static Value? SquareRoot(Value square) => square.Producer is not { } node ? null
        : node.Operator == Pow && Number.Of(node.Input(1)) is 2 ? node.Input(0)
        : node.Operator == Mul && ReferenceEquals(node.Input(0), node.Input(1)) ? node.Input(0)
        : null;
}
