using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Onnx.OpsetRaising;

/// <summary>Conversions of Softmax, LogSoftmax and Hardmax.</summary>
static class SoftmaxConversions
{
    const int OldDefaultAxis = 1;

    // Reshape honours a zero in the shape from then on.
    const int AllowZero = 14;

    /// <summary>
    /// Softmax(x) {axis=a} over all dimensions from a on together  =>  Softmax(x) {axis=b}, where all of them but b have size 1;
    /// else Reshape(Softmax(Flatten(x) {axis=a}) {axis=-1}, Shape(x)).
    /// </summary>
    public static void AlongOneAxis(ConversionSite site)
    {
        long axis = site.TakeInt("axis") ?? OldDefaultAxis;
        Value x = site.Node.Input(0) ?? throw site.Refuse("it has no input", "give it one");
        if (OnlyAxis(x.TensorType, axis) is { } only)
        {
            site.Node.Set("axis", only);
            return;
        }
        Node inner = site.Node.Graph.Insert(site.Node, site.Node.Operator, [Flattened(site, x, axis)], $"{site.Node.Label}_matrix");
        inner.Set("axis", -1);
        (inner.Name, site.Node.Name) = (site.Node.Name, site.Node.Name.Length == 0 ? "" : site.Node.Graph.Names.Fresh($"{site.Node.Name}_reshape"));
        Value shape = ShapeOf(site, x);
        site.Become(DataMovementOperators.Reshape, inner.Output, shape);
        if (!shape.IsConstant && site.Target >= AllowZero)
        {
            site.Node.Set("allowzero", 1);
        }
    }

    /// <summary>The one dimension that "all dimensions from axis on" comes down to, or null.</summary>
    static long? OnlyAxis(TensorType? type, long axis)
    {
        if (axis == -1)
        {
            return -1;
        }
        if (type?.Rank is not { } rank || axis < -rank || axis >= rank)
        {
            return null;
        }
        int first = (int)(axis < 0 ? axis + rank : axis);
        int[] wide = [.. Enumerable.Range(first, rank - first).Where(d => type.Size(d) != 1)];
        return wide.Length switch
        {
            0 => rank - 1,
            1 => wide[0],
            _ => null,
        };
    }

    static Value Flattened(ConversionSite site, Value x, long axis)
    {
        Node flatten = site.Node.Graph.Insert(site.Node, DataMovementOperators.Flatten, [x], $"{site.Node.Label}_flat");
        flatten.Set("axis", axis);
        return flatten.Output;
    }

    /// <summary>The shape of x as a constant where at most one size is open and none is 0, else computed.</summary>
    static Value ShapeOf(ConversionSite site, Value x)
    {
        if (x.TensorType?.Shape is { } shape && shape.Count(d => d.Size is null) <= 1 && shape.All(d => d.Size != 0))
        {
            return site.Constant("shape", Tensor.Of([.. shape.Select(d => d.Size ?? -1)], shape.Count));
        }
        return site.Before(ConstantOperators.Shape, [x], "shape");
    }
}
