namespace Qcc.Core.Ir;

/// <summary>Type of a value: a tensor, or something that qcc only carries (sequence, optional, map, sparse tensor).</summary>
public abstract record ValueType;

/// <summary>A type that no pass looks into; <paramref name="Text"/> names it for people, such as "sequence(tensor(f32))".</summary>
public sealed record CarriedType(string Text) : ValueType
{
    public override string ToString() => Text;
}

/// <summary>Element type and shape; the shape is null where not even the rank is known.</summary>
public sealed record TensorType(ElementType Element, IReadOnlyList<Dim>? Shape) : ValueType
{
    /// <summary>A type with known sizes.</summary>
    public static TensorType Of(ElementType element, params ReadOnlySpan<long> shape)
    {
        var dims = new Dim[shape.Length];
        for (int i = 0; i < dims.Length; i++)
        {
            dims[i] = shape[i];
        }
        return new(element, dims);
    }

    /// <summary>Number of dimensions, or null.</summary>
    public int? Rank => Shape?.Count;

    /// <summary>The size of one dimension, or null where it is not known; a negative axis counts from the end.</summary>
    public long? Size(int axis)
    {
        if (Shape is null || axis >= Shape.Count || axis < -Shape.Count)
        {
            return null;
        }
        return Shape[axis < 0 ? axis + Shape.Count : axis].Size;
    }

    /// <summary>Number of elements, or null where a size is not known.</summary>
    public long? Count
    {
        get
        {
            long count = 1;
            foreach (Dim dim in Shape ?? [Dim.Unknown])
            {
                if (dim.Size is not { } size)
                {
                    return null;
                }
                count = checked(count * size);
            }
            return count;
        }
    }

    public bool Equals(TensorType? other) => other is not null && Element == other.Element
        && (Shape is null ? other.Shape is null : other.Shape is not null && Shape.SequenceEqual(other.Shape));

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Element);
        foreach (Dim dim in Shape ?? [])
        {
            hash.Add(dim);
        }
        return hash.ToHashCode();
    }

    public override string ToString() => Shape is null ? Element.Name() : $"{Element.Name()}[{string.Join(',', Shape)}]";
}
