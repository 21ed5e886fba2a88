namespace Qcc.Data;

/// <summary>Where an element lies, for people.</summary>
static class ElementIndex
{
    /// <summary><c>[1,2,5]</c>; a leading batch dimension of size 1 is left out.</summary>
    public static string Of(IReadOnlyList<long> shape, long element)
    {
        var index = new long[shape.Count];
        for (int axis = shape.Count - 1; axis >= 0; axis--)
        {
            (element, index[axis]) = Math.DivRem(element, shape[axis]);
        }
        return $"[{string.Join(',', shape.Count > 1 && shape[0] == 1 ? index[1..] : index)}]";
    }
}
