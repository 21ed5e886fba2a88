using Qcc.Core.Ir;
using Qcc.Core.Ops;
using static Qcc.Core.Ops.DataMovementOperators;
using static Qcc.Core.Ops.ElementwiseOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>Shapes that follow from sizes which a graph computes: of Expand, Reshape, Range, and of tables cut to the length of a sequence.</summary>
/// <remarks>
/// A table of D rows (positions, causal mask, rotary angles) cut to the first S has min(S, D) of them. Where it meets a tensor with S rows,
/// the result has S in every run that succeeds: with S above D the two do not broadcast, D above 1.
/// </remarks>
sealed class SymbolicShapes(ShapeArithmetic sizes)
{
    static readonly IReadOnlyList<Operator> broadcasting = [Add, Sub, Mul, Div, Pow, Where, Max, Min, Sum];

    /// <summary>Dimensions that are min(S, D), D &gt; 1, by their symbol S.</summary>
    readonly Dictionary<(Value Value, int Axis), string> _cut = [];

    /// <summary>What the sizes tell of the node's result, or null; the nodes must come in their order.</summary>
    public IReadOnlyList<Dim>? Visit(Node node)
    {
        if (node.Outputs is not [{ } output])
        {
            return null;
        }
        if (node.Operator == Slice)
        {
            return Cut(node, output);
        }
        if (node.Operator == Gather || node.Operator == Unsqueeze || node.Operator == Cast)
        {
            PassOn(node, output);
            return null;
        }
        return broadcasting.Contains(node.Operator) ? Broadcast(node, output)
            : node.Operator == Expand ? node.Input(0)?.TensorType?.Shape is { } x && Dims(node.Input(1)) is { } target ? Shape.BroadcastOf(x, target) : null
            : node.Operator == ConstantOperators.ConstantOfShape ? Dims(node.Input(0))
            : node.Operator == Reshape ? Reshaped(node)
            : node.Operator == ConstantOperators.Range ? Counted(node)
            : null;
    }

    IReadOnlyList<Dim>? Dims(Value? vector) => sizes.Of(vector) is { IsScalar: false } v ? [.. v.Sizes.Select(s => s.ToDim())] : null;

    /// <summary>0 and -1 are left to the operator's own rule.</summary>
    IReadOnlyList<Dim>? Reshaped(Node node) =>
        sizes.Of(node.Input(1)) is { IsScalar: false } v ? [.. v.Sizes.Select(s => s.Known is <= 0 ? Dim.Unknown : s.ToDim())] : null;

    /// <summary>0, 1, ... S - 1.</summary>
    IReadOnlyList<Dim>? Counted(Node range) =>
        sizes.Of(range.Input(0))?.Known() is [0] && sizes.Of(range.Input(2))?.Known() is [1] && sizes.Of(range.Input(1)) is { Sizes: [var end] } && (end.IsDimension || end.Known >= 0)
            ? [end.ToDim()]
            : null;

    /// <summary>Notes what is cut to a symbol; what is not cut keeps its size.</summary>
    Dim[]? Cut(Node slice, Value output)
    {
        if (slice.Input(0) is not { TensorType.Shape: { } shape } x || sizes.Of(slice.Input(1))?.Known() is not { } starts || sizes.Of(slice.Input(2)) is not { } ends
            || starts.Length != ends.Sizes.Count || (slice.Input(4) is not null && sizes.Of(slice.Input(4))?.Known()?.All(s => s == 1) != true))
        {
            return null;
        }
        long[]? axes = slice.Input(3) is null ? [.. Enumerable.Range(0, starts.Length).Select(i => (long)i)] : sizes.Of(slice.Input(3))?.Known();
        if (axes?.Length != starts.Length)
        {
            return null;
        }
        Dim[] result = [.. shape];
        for (int axis = 0; axis < shape.Count; axis++)
        {
            int i = Array.FindIndex(axes, a => Shape.Axis(a, shape.Count) == axis);
            if (i < 0)
            {
                PassOn(x, axis, output, axis);
                continue;
            }
            result[axis] = Dim.Unknown;
            if (starts[i] == 0 && ends.Sizes[i].Symbol is { } symbol && (shape[axis].Size > 1 || _cut.GetValueOrDefault((x, axis)) == symbol))
            {
                _cut[(output, axis)] = symbol;
            }
        }
        return result;
    }

    void PassOn(Value from, int axis, Value to, int at)
    {
        if (_cut.TryGetValue((from, axis), out string? symbol))
        {
            _cut[(to, at)] = symbol;
        }
    }

    void PassOn(Node node, Value output)
    {
        if (node.Input(0) is not { TensorType.Rank: { } rank } x || output.TensorType?.Rank is not { } outputRank)
        {
            return;
        }
        if (node.Operator == Cast)
        {
            Enumerable.Range(0, rank).ToList().ForEach(i => PassOn(x, i, output, i));
        }
        else if (node.Operator == Unsqueeze && node.Constant(1) is { Element: ElementType.S64 } axes)
        {
            HashSet<int> added = [.. axes.ToInt64().Select(a => Shape.Axis(a, outputRank) ?? -1)];
            int[] kept = [.. Enumerable.Range(0, outputRank).Where(i => !added.Contains(i))];
            Enumerable.Range(0, Math.Min(rank, kept.Length)).ToList().ForEach(i => PassOn(x, i, output, kept[i]));
        }
        else if (node.Operator == Gather && node.Input(1) is { TensorType.Rank: { } indexRank } indices && Shape.Axis(node.Int("axis", 0), rank) is { } axis)
        {
            Enumerable.Range(0, rank).Where(i => i != axis).ToList().ForEach(i => PassOn(x, i, output, i < axis ? i : i + indexRank - 1));
            Enumerable.Range(0, indexRank).ToList().ForEach(i => PassOn(indices, i, output, axis + i));
        }
    }

    Dim[]? Broadcast(Node node, Value output)
    {
        Value[] operands = [.. node.Inputs.OfType<Value>()];
        if (output.TensorType?.Shape is not { } shape || operands.Any(o => o.TensorType?.Shape is null || o.TensorType.Rank > shape.Count))
        {
            return null;
        }
        Dim[] result = [.. shape];
        for (int axis = 0; axis < result.Length; axis++)
        {
            if (result[axis] != Dim.Unknown)
            {
                continue;
            }
            // Operands without this dimension, and those with one of size 1, follow the others.
            (Dim Dim, string? Cut)[] met = [.. operands.Select(o => (Operand: o, Axis: axis - (shape.Count - o.TensorType!.Shape!.Count))).Where(o => o.Axis >= 0)
                .Select(o => (o.Operand.TensorType!.Shape![o.Axis], _cut.GetValueOrDefault((o.Operand, o.Axis)))).Where(d => d.Item1.Size != 1)];
            if (met.Length == 0 || (met[0].Cut ?? met[0].Dim.Symbol) is not { } symbol || met.Any(d => (d.Cut ?? d.Dim.Symbol) != symbol))
            {
                continue;
            }
            if (met.Any(d => d.Cut is null))
            {
                result[axis] = Dim.Of(symbol);
            }
            else
            {
                _cut[(output, axis)] = symbol;
            }
        }
        return result;
    }
}
