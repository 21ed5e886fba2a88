using Qcc.Core.Ir;

namespace Qcc.Core.Ops;

/// <summary>Shape rules of matrix products.</summary>
static class MatrixShapes
{
    /// <summary>[M, N].</summary>
    public static IReadOnlyList<TensorType>? Gemm(Node node) =>
        node.Input(0)?.TensorType is { Shape: { Count: 2 } a } type && node.Input(1)?.TensorType?.Shape is { Count: 2 } b
            ? [new(type.Element, [a[node.Int("transA", 0) == 0 ? 0 : 1], b[node.Int("transB", 0) == 0 ? 1 : 0]])]
            : null;

    /// <summary>[batch..., M, N], where vectors lose the dimension they lack.</summary>
    public static IReadOnlyList<TensorType>? MatMul(Node node) =>
        node.Input(0)?.TensorType is { Shape: { } a } type && node.Input(1)?.TensorType?.Shape is { } b && Product(a, b) is { } shape
            ? [new(type.Element, shape)]
            : null;

    internal static IReadOnlyList<Dim>? Product(IReadOnlyList<Dim> a, IReadOnlyList<Dim> b)
    {
        if (a.Count == 0 || b.Count == 0
            || Shape.BroadcastOf([.. a.SkipLast(2)], [.. b.SkipLast(2)]) is not { } batch)
        {
            return null;
        }
        Dim[] rows = a.Count > 1 ? [a[^2]] : [], columns = b.Count > 1 ? [b[^1]] : [];
        return [.. batch, .. rows, .. columns];
    }
}
