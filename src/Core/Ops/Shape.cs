using Qcc.Core.Ir;

namespace Qcc.Core.Ops;

/// <summary>Shape rules that many operators share. Rules read untrusted files: they answer null or an unknown dimension, they do not throw.</summary>
public static class Shape
{
    /// <summary>Greatest size that rules calculate with: a product of two such sizes fits 63 bits.</summary>
    internal const long Limit = int.MaxValue;

    /// <summary>One output with the type of an input.</summary>
    public static ShapeRule SameAs(int input) => node => node.Input(input)?.TensorType is { } type ? [type] : null;

    /// <summary>One output with the shape of input 0 and another element type.</summary>
    public static ShapeRule OfElement(ElementType element) => node => node.Input(0)?.TensorType is { } type ? [type with { Element = element }] : null;

    /// <summary>All inputs broadcast against each other; the element type of the first.</summary>
    public static IReadOnlyList<TensorType>? Broadcast(Node node) =>
        node.Input(0)?.TensorType is { } first ? [new(first.Element, BroadcastOf(node, 0))] : null;

    /// <summary>All inputs broadcast against each other; a truth value each.</summary>
    public static IReadOnlyList<TensorType>? Predicate(Node node) => [new(ElementType.Bool, BroadcastOf(node, 0))];

    /// <summary>Condition and both branches broadcast against each other.</summary>
    public static IReadOnlyList<TensorType>? Where(Node node) =>
        node.Input(1)?.TensorType is { } chosen ? [new(chosen.Element, BroadcastOf(node, 0))] : null;

    /// <summary>The shape of the input, the element type of attribute "to".</summary>
    public static IReadOnlyList<TensorType>? Cast(Node node) =>
        node.Input(0)?.TensorType is { } x && node.Int("to", 0) is > 0 and < 1000 and var to && ElementTypes.IsKnown((int)to)
            ? [x with { Element = (ElementType)to }]
            : null;

    /// <summary>The shape of the first input, the element type of the second.</summary>
    public static IReadOnlyList<TensorType>? CastLike(Node node) =>
        node.Input(0)?.TensorType is { } x && node.Input(1)?.TensorType is { } like ? [x with { Element = like.Element }] : null;

    /// <summary>The shape to which two shapes broadcast, or null where they do not fit.</summary>
    public static IReadOnlyList<Dim>? BroadcastOf(IReadOnlyList<Dim> a, IReadOnlyList<Dim> b)
    {
        var result = new Dim[Math.Max(a.Count, b.Count)];
        for (int i = 1; i <= result.Length; i++)
        {
            Dim left = i <= a.Count ? a[^i] : 1, right = i <= b.Count ? b[^i] : 1;
            if (left.Size is > 1 and var l && right.Size is > 1 and var r && l != r)
            {
                return null;
            }
            result[^i] = left.Size == 1 || right.Size > 1 ? right : right.Size == 1 || left.Size > 1 || left == right ? left : Dim.Unknown;
        }
        return result;
    }

    /// <summary>
    /// Whether a value keeps its rank when it is broadcast with a constant: then a constant of one number leaves its shape alone. False
    /// where the rank is unknown.
    /// </summary>
    public static bool DoesNotRaiseRank(Tensor constant, Value value) => value.TensorType?.Rank is { } rank && constant.Rank <= rank;

    /// <summary>The first type with what it leaves open taken from the second, where both describe one value.</summary>
    public static TensorType Refined(TensorType type, TensorType other)
    {
        if (type.Element != other.Element || type.Shape is null || other.Shape is null)
        {
            return type.Shape is null && other.Shape is not null && type.Element == other.Element ? other : type;
        }
        return type.Shape.Count != other.Shape.Count
            ? type
            : type with { Shape = [.. type.Shape.Zip(other.Shape, (a, b) => a.Size is not null || (b.Size is null && b.Symbol is null) ? a : b.Size is not null || a.Symbol is null ? b : a)] };
    }

    /// <summary>The axis counted from the front, or null where it is outside of the rank.</summary>
    public static int? Axis(long axis, int rank) => axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis) : null;

    /// <summary>The axes that a reduction runs over, counted from the front and ascending; null where they are not constant.</summary>
    public static IReadOnlyList<int>? ReducedAxes(Node reduction, int rank) => ReductionShapes.AxesOf(reduction, rank);

    /// <summary>Which dimensions a Shape node returns, as a half-open range.</summary>
    public static (int Start, int End) Dimensions(Node shape, int rank) => MovementShapes.ShapeRange(shape, rank);

    /// <summary>The product of sizes, or null where one is unknown or the product exceeds 63 bits.</summary>
    public static long? Product(IEnumerable<Dim> dims)
    {
        Int128 product = 1;
        foreach (Dim dim in dims)
        {
            if (dim.Size is not { } size || (product *= size) > long.MaxValue)
            {
                return null;
            }
        }
        return (long)product;
    }

    /// <summary>The size where it is small enough to calculate with, else null.</summary>
    internal static long? Moderate(Dim dim) => dim.Size is >= 0 and <= Limit ? dim.Size : null;

    /// <summary>A dimension of the size, unknown where that is null or negative.</summary>
    internal static Dim OfSize(long? size) => size is >= 0 and var known ? known : Dim.Unknown;

    static IReadOnlyList<Dim>? BroadcastOf(Node node, int first)
    {
        IReadOnlyList<Dim>? shape = [];
        for (int i = first; i < node.Inputs.Count && shape is not null; i++)
        {
            shape = node.Input(i)?.TensorType?.Shape is { } next ? BroadcastOf(shape, next) : null;
        }
        return shape;
    }
}
