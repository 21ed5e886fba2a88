using Qcc.Core.Ir;

namespace Qcc.Passes.Canonicalize;

/// <summary>An integer that a graph computes from shapes: known, the size of a dimension that is known by symbol or by place, or unknown.</summary>
readonly record struct Size(long? Known, string? Symbol, Value? Source, int Axis)
{
    public static Size Unknown => default;

    /// <summary>Whether it is the size of a dimension, which is not negative, although it is not known.</summary>
    public bool IsDimension => Symbol is not null || Source is not null;

    /// <summary>The size as a dimension of another tensor; unknown where it has no symbol.</summary>
    public Dim ToDim() => Known is >= 0 and var known ? known : Symbol is not null ? Dim.Of(Symbol) : Dim.Unknown;

    public static Size Of(long value) => new(value, null, null, 0);

    /// <summary>Dimension <paramref name="axis"/> of a value: two dimensions of one symbol are equal, others equal themselves alone.</summary>
    public static Size OfDimension(Value value, int axis)
    {
        if (value.TensorType?.Shape is { } shape)
        {
            if (axis >= shape.Count)
            {
                return Unknown;
            }
            if (shape[axis].Size is { } known)
            {
                return Of(known);
            }
            if (shape[axis].Symbol is { } symbol)
            {
                return new Size(null, symbol, null, 0);
            }
        }
        return new Size(null, null, value, axis);
    }
}
