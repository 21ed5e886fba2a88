using Qcc.Core.Ir;

namespace Qcc.Core.Ops;

/// <summary>Shape rules of reductions along axes.</summary>
static class ReductionShapes
{
    /// <summary>Axes from the attribute (opset below 18, ReduceSum below 13) or from a constant input; all where none are given.</summary>
    public static IReadOnlyList<TensorType>? Reduce(Node node)
    {
        if (node.Input(0)?.TensorType is not { Shape: { } x } type || AxesOf(node, x.Count) is not { } axes)
        {
            return null;
        }
        bool keeps = node.Int("keepdims", 1) != 0;
        return [new(type.Element, [.. Reduced(x, axes, keeps)])];
    }

    /// <summary>An s64 index along one axis.</summary>
    public static IReadOnlyList<TensorType>? Arg(Node node) =>
        node.Input(0)?.TensorType is { Shape: { } x } && Shape.Axis(node.Int("axis", 0), x.Count) is { } axis
            ? [new(ElementType.S64, [.. Reduced(x, [axis], node.Int("keepdims", 1) != 0)])]
            : null;

    /// <summary>The axes that a reduction runs over, counted from the front and ascending; null where they are not constant.</summary>
    public static IReadOnlyList<int>? AxesOf(Node node, int rank)
    {
        IReadOnlyList<long>? axes = node.Input(1) is null ? node.Ints("axes") ?? [] : node.Constant(1) is { Element: ElementType.S64 } c ? c.ToInt64() : null;
        if (axes is null || axes.Any(a => Shape.Axis(a, rank) is null))
        {
            return null;
        }
        if (axes.Count == 0)
        {
            return node.Int("noop_with_empty_axes", 0) == 0 ? [.. Enumerable.Range(0, rank)] : [];
        }
        return [.. axes.Select(a => Shape.Axis(a, rank)!.Value).Order().Distinct()];
    }

    static IEnumerable<Dim> Reduced(IReadOnlyList<Dim> x, IReadOnlyList<int> axes, bool keeps)
    {
        for (int i = 0; i < x.Count; i++)
        {
            if (!axes.Contains(i))
            {
                yield return x[i];
            }
            else if (keeps)
            {
                yield return 1;
            }
        }
    }
}
