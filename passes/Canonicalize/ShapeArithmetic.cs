using Qcc.Core.Ir;
using Qcc.Core.Ops;
using static Qcc.Core.Ops.ConstantOperators;
using static Qcc.Core.Ops.DataMovementOperators;
using static Qcc.Core.Ops.ElementwiseOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>
/// What is known of the scalars and vectors that a graph computes from shapes. These are compile-time integers, not tensors of
/// the network: no float operator is computed here.
/// </summary>
sealed class ShapeArithmetic
{
    /// <summary>Longer vectors are data, not shapes.</summary>
    public const int Longest = 64;

    readonly Dictionary<Value, ShapeVector> _vectors = [];

    /// <summary>What the nodes directly above a value tell of it, or null; for rules that ask at one place.</summary>
    public static ShapeVector? Evaluate(Value? value)
    {
        const int Depth = 6;
        var arithmetic = new ShapeArithmetic();
        arithmetic.VisitAbove(value, Depth);
        return arithmetic.Of(value);
    }

    void VisitAbove(Value? value, int depth)
    {
        if (value?.Producer is not { } node || depth == 0 || _vectors.ContainsKey(value))
        {
            return;
        }
        if (node.Operator != ConstantOperators.Shape)
        {
            foreach (Value? input in node.Inputs)
            {
                VisitAbove(input, depth - 1);
            }
        }
        Visit(node);
    }

    /// <summary>What is known of a value, or null.</summary>
    public ShapeVector? Of(Value? value) => value is null ? null
        : _vectors.TryGetValue(value, out ShapeVector? vector) ? vector
        : value.Constant is { } constant ? ShapeVector.Of(constant) : null;

    /// <summary>Notes what a value is.</summary>
    public void Visit(Value value, ShapeVector vector) => _vectors[value] = vector;

    /// <summary>Notes what a node computes, if it is one of those that shapes are computed with.</summary>
    public void Visit(Node node)
    {
        if (node.Outputs is [{ } output] && Result(node) is { } vector && vector.Sizes.Count <= Longest)
        {
            _vectors[output] = vector;
        }
    }

    ShapeVector? Result(Node node)
    {
        if (node.Operator == ConstantOperators.Shape)
        {
            return ShapeOf(node);
        }
        if (node.Operator == ConstantOperators.Size)
        {
            return node.Input(0)?.TensorType?.Shape is { } shape && Core.Ops.Shape.Product(shape) is { } count ? Scalar(Canonicalize.Size.Of(count)) : null;
        }
        if (node.Operator == Concat)
        {
            return Concatenated(node);
        }
        if (Of(node.Input(0)) is not { } x)
        {
            return null;
        }
        return node.Operator == Identity ? x
            : node.Operator == Cast ? Converted(node, x)
            : node.Operator == Gather ? Gathered(node, x)
            : node.Operator == Slice ? Sliced(node, x)
            : node.Operator == Unsqueeze ? x.IsScalar && node.Output.TensorType?.Rank is null or 1 ? x with { IsScalar = false } : null
            : node.Operator == Squeeze || node.Operator == Reshape ? Reranked(node, x)
            : node.Operator == Add || node.Operator == Sub || node.Operator == Mul || node.Operator == Div ? Combined(node, x)
            : node.Operator == Equal ? Compared(node, x)
            : node.Operator == Where ? Chosen(node, x)
            : null;
    }

    static ShapeVector? ShapeOf(Node node)
    {
        if (node.Input(0) is not { TensorType.Rank: { } rank } x)
        {
            return null;
        }
        (int start, int end) = Core.Ops.Shape.Dimensions(node, rank);
        return new ShapeVector(ElementType.S64, [.. Enumerable.Range(start, Math.Max(end - start, 0)).Select(i => Canonicalize.Size.OfDimension(x, i))], IsScalar: false);
    }

    ShapeVector? Concatenated(Node node)
    {
        ShapeVector?[] parts = [.. node.Inputs.Select(Of)];
        return parts.Length > 0 && parts.All(p => p is { IsScalar: false } && p.Element == parts[0]!.Element)
            ? parts[0]! with { Sizes = [.. parts.SelectMany(p => p!.Sizes).Take(Longest + 1)] }
            : null;
    }

    static ShapeVector? Converted(Node node, ShapeVector x) => (ElementType)node.Int("to", 0) switch
    {
        ElementType.S64 => x with { Element = ElementType.S64 },
        ElementType.S32 when x.Sizes.All(s => s.Known is >= int.MinValue and <= int.MaxValue) => x with { Element = ElementType.S32 },
        _ => null,
    };

    ShapeVector? Gathered(Node node, ShapeVector x)
    {
        if (x.IsScalar || node.Int("axis", 0) is not (0 or -1) || Of(node.Input(1)) is not { } indices || indices.Known() is not { } known)
        {
            return null;
        }
        var picked = new Size[known.Length];
        for (int i = 0; i < known.Length; i++)
        {
            if (Core.Ops.Shape.Axis(known[i], x.Sizes.Count) is not { } index)
            {
                return null;
            }
            picked[i] = x.Sizes[index];
        }
        return new ShapeVector(x.Element, picked, indices.IsScalar);
    }

    static ShapeVector? Sliced(Node node, ShapeVector x)
    {
        if (x.IsScalar || SliceRange.Of(node, 1) is not [var range])
        {
            return null;
        }
        (long start, _) = range.Clamped(x.Sizes.Count);
        return x with { Sizes = [.. Enumerable.Range(0, (int)range.Count(x.Sizes.Count)).Select(i => x.Sizes[(int)(start + i * range.Step)])] };
    }

    /// <summary>Between a scalar and a vector of one element, as the node's type says.</summary>
    static ShapeVector? Reranked(Node node, ShapeVector x) => node.Output.TensorType?.Rank switch
    {
        0 when x.Sizes.Count == 1 => x with { IsScalar = true },
        1 => x with { IsScalar = false },
        _ => null,
    };

    ShapeVector? Combined(Node node, ShapeVector a)
    {
        if (Of(node.Input(1)) is not { } b || a.Element != b.Element || (a.Sizes.Count != b.Sizes.Count && a.Sizes.Count != 1 && b.Sizes.Count != 1))
        {
            return null;
        }
        int length = a.Sizes.Count == 1 ? b.Sizes.Count : a.Sizes.Count;
        var result = new Size[length];
        for (int i = 0; i < length; i++)
        {
            result[i] = Combined(node.Operator, a.Sizes[a.Sizes.Count == 1 ? 0 : i], b.Sizes[b.Sizes.Count == 1 ? 0 : i], a.Element);
        }
        return new ShapeVector(a.Element, result, a.IsScalar && b.IsScalar);
    }

    static Size Combined(Operator op, Size a, Size b, ElementType element)
    {
        if (b.Known == (op == Mul || op == Div ? 1 : 0))
        {
            return a;
        }
        if (a.Known is not { } x || b.Known is not { } y || (op == Div && (y <= 0 || x < 0)))
        {
            return Canonicalize.Size.Unknown;
        }
        Int128 result = op == Add ? (Int128)x + y : op == Sub ? (Int128)x - y : op == Mul ? (Int128)x * y : x / y;
        bool fits = element == ElementType.S64 ? result >= long.MinValue && result <= long.MaxValue : result >= int.MinValue && result <= int.MaxValue;
        return fits ? Canonicalize.Size.Of((long)result) : Canonicalize.Size.Unknown;
    }

    /// <summary>A size of a tensor is never negative: where exporters ask for -1 the answer is known.</summary>
    ShapeVector? Compared(Node node, ShapeVector a)
    {
        if (Of(node.Input(1)) is not { } b || a.Sizes.Count != b.Sizes.Count)
        {
            return null;
        }
        return new ShapeVector(ElementType.Bool, [.. a.Sizes.Zip(b.Sizes, Same)], a.IsScalar && b.IsScalar);
    }

    static Size Same(Size a, Size b)
    {
        bool differs = (a.IsDimension && b.Known < 0) || (b.IsDimension && a.Known < 0);
        return differs ? Canonicalize.Size.Of(0)
            : a.Known is { } x && b.Known is { } y ? Canonicalize.Size.Of(x == y ? 1 : 0)
            : a == b && a != Canonicalize.Size.Unknown ? Canonicalize.Size.Of(1)
            : Canonicalize.Size.Unknown;
    }

    ShapeVector? Chosen(Node node, ShapeVector condition)
    {
        if (condition.Element != ElementType.Bool || Of(node.Input(1)) is not { } a || Of(node.Input(2)) is not { } b || a.Element != b.Element
            || a.Sizes.Count != b.Sizes.Count || condition.Sizes.Count != a.Sizes.Count)
        {
            return null;
        }
        Size[] chosen = [.. condition.Sizes.Select((c, i) => c.Known switch { null => Canonicalize.Size.Unknown, 0 => b.Sizes[i], _ => a.Sizes[i] })];
        return new ShapeVector(a.Element, chosen, a.IsScalar && b.IsScalar && condition.IsScalar);
    }

    static ShapeVector Scalar(Size size) => new(ElementType.S64, [size], IsScalar: true);
}
