using Qcc.Core.Ir;

namespace Qcc.Passes.Canonicalize;

/// <summary>A scalar or vector of integers, s64, s32 or truth values (0 and 1), whose elements may be symbolic.</summary>
sealed record ShapeVector(ElementType Element, IReadOnlyList<Size> Sizes, bool IsScalar)
{
    /// <summary>All elements, or null where one is symbolic.</summary>
    public long[]? Known() => Sizes.All(s => s.Known is not null) ? [.. Sizes.Select(s => s.Known!.Value)] : null;

    /// <summary>The elements as a constant.</summary>
    public Tensor ToTensor(long[] known)
    {
        ReadOnlySpan<long> shape = IsScalar ? [] : [known.Length];
        return Element == ElementType.S64 ? Tensor.Of(known, shape)
            : Element == ElementType.Bool ? Tensor.Of(ElementType.Bool, Array.ConvertAll(known, v => (byte)v), shape)
            : Tensor.Of(ElementType.S32, Array.ConvertAll(known, v => (int)v), shape);
    }

    /// <summary>A constant of at most <see cref="ShapeArithmetic.Longest"/> integers, or null.</summary>
    public static ShapeVector? Of(Tensor tensor) =>
        tensor.Element is ElementType.S64 or ElementType.S32 or ElementType.Bool && tensor.Rank <= 1 && tensor.Count <= ShapeArithmetic.Longest
            ? new ShapeVector(tensor.Element, [.. tensor.ToInt64().Select(Size.Of)], tensor.Rank == 0)
            : null;
}
