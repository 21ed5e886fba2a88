using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Passes.Equalize;

/// <summary>Operators that move whole channel vectors and do nothing else with them, so that any matrix may act on the channels before or behind.</summary>
static class ChannelPath
{
    /// <summary>The result of a node that reads channel vectors along an axis, and where they are in it; null where it does something else with them.</summary>
    public static (Value Value, int Axis)? Forward(Use use, int axis)
    {
        Node node = use.Node;
        return use.Index == 0 && node.Outputs is [{ } result] && node.Inputs[0]!.TensorType is { Rank: { } rank } type && Map(node, axis, rank, isForward: true) is { } moved
            && result.TensorType?.Size(moved) == type.Size(axis) ? (result, moved) : null;
    }

    /// <summary>What a node moves channel vectors from; null where it does something else.</summary>
    public static (Value Value, int Axis)? Back(Node node, int axis) =>
        node.Outputs is [{ TensorType: { } type }] && node.Inputs[0] is { TensorType.Rank: { } rank } source && Map(node, axis, rank, isForward: false) is { } moved
            && source.TensorType.Size(moved) == type.Size(axis) ? (source, moved) : null;

    /// <param name="rank">Rank of the input.</param>
    static int? Map(Node node, int axis, int rank, bool isForward)
    {
        if (node.Operator == DataMovementOperators.Identity || node.Operator == DataMovementOperators.Dropout || IsScaledByNumber(node)
            || (node.Operator == DataMovementOperators.Slice && (node.Input(4) is null || node.Constant(4)?.ToInt64().All(s => s > 0) == true)))
        {
            return axis;
        }
        if (node.Operator == DataMovementOperators.Transpose)
        {
            int[] permutation = node.Ints("perm") is { } given ? [.. given.Select(p => (int)p)] : [.. Enumerable.Range(0, rank).Reverse()];
            return isForward ? Array.IndexOf(permutation, axis) : permutation[axis];
        }
        if (node.Operator == DataMovementOperators.Gather && node.Input(1)?.TensorType?.Rank is { } indices)
        {
            int along = (int)(node.Int("axis", 0) is < 0 and var a ? a + rank : node.Int("axis", 0)), grown = indices - 1;
            return axis < along ? axis : isForward ? axis == along ? null : axis + grown : axis < along + indices ? null : axis - grown;
        }
        return IsReshape(node) && node.Inputs[0]!.TensorType?.Shape is { } from && node.Output.TensorType?.Shape is { } to ? isForward ? Reshaped(from, to, axis) : Reshaped(to, from, axis) : null;
    }

    static int? Reshaped(IReadOnlyList<Dim> from, IReadOnlyList<Dim> to, int axis)
    {
        foreach ((int[] before, int[] after) in ReshapedAxes.Of(from, to).Runs)
        {
            if (before.Contains(axis) && before.Where(a => from[a].Size != 1).ToArray() is [{ } only] && only == axis && after.Where(a => to[a].Size != 1).ToArray() is [{ } moved])
            {
                return moved;
            }
        }
        return null;
    }

    static bool IsReshape(Node node) => node.Operator == DataMovementOperators.Reshape || node.Operator == DataMovementOperators.Flatten
        || node.Operator == DataMovementOperators.Squeeze || node.Operator == DataMovementOperators.Unsqueeze;

    static bool IsScaledByNumber(Node node) => (node.Operator == ElementwiseOperators.Mul || node.Operator == ElementwiseOperators.Div)
        && node.Inputs[0]?.Initializer is null && node.Constant(1) is { Element: ElementType.F32, Count: 1 };
}
