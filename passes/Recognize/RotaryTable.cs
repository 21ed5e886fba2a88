using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Passes.Canonicalize;
using static Qcc.Core.Ops.DataMovementOperators;

namespace Qcc.Passes.Recognize;

/// <summary>Cosines or sines of rotary angles: a constant of one row a position, and which rows a value takes of it.</summary>
/// <param name="Rows">[positions, columns].</param>
/// <param name="Positions">The positions, s64[batch, sequence]; null for 0, 1, ... sequence - 1.</param>
sealed record RotaryTable(Tensor Rows, Value? Positions)
{
    /// <summary>
    /// The table behind a value that multiplies x: the whole of it, its first rows as many as x has, or the rows of position ids.
    /// </summary>
    /// <param name="value">[sequence, columns] with leading ones, or [batch, 1, sequence, columns].</param>
    /// <param name="x">[batch, heads, sequence, size].</param>
    public static RotaryTable? Of(Value value, Value x)
    {
        Dim[] shape = [.. x.TensorType!.Shape!];
        Value at = value;
        while (at.Producer is { } node && node.Operator == Unsqueeze && at.TensorType?.Rank is >= 3 and var rank && node.Constant(1) is { Element: ElementType.S64 } axes
            && axes.ToInt64().All(a => Shape.Axis(a, rank) < rank - 2))
        {
            at = node.Input(0)!;
        }
        if (at.Constant is { } whole)
        {
            return RowsOf(whole) is { } rows && shape[2].Size == rows.Shape[0] ? new RotaryTable(rows, null) : null;
        }
        return at.Producer is not { } producer || producer.Constant(0) is not { } table || RowsOf(table) is not { } all ? null
            : producer.Operator == Slice ? (TakesFirst(producer, table.Rank, shape[2]) ? new RotaryTable(all, null) : null)
            : producer.Operator == Gather ? Gathered(producer, table, all, value, shape)
            : null;
    }

    /// <summary>The first half of the columns where the second repeats it, else null.</summary>
    public Tensor? Half()
    {
        (int rows, int columns) = ((int)Rows.Shape[0], (int)Rows.Shape[1]);
        int half = columns / 2;
        float[] first = new float[rows * half];
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<float> row = Rows.Floats.Slice(i * columns, columns);
            if (columns % 2 != 0 || !row[..half].SequenceEqual(row[half..]))
            {
                return null;
            }
            row[..half].CopyTo(first.AsSpan(i * half));
        }
        return Tensor.Of(first, rows, half);
    }

    static Tensor? RowsOf(Tensor table) => table is { Element: ElementType.F32, Rank: >= 2, Count: > 0 } && table.Shape.Take(table.Rank - 2).All(d => d == 1)
        ? table.Reshaped(table.Shape[^2], table.Shape[^1])
        : null;

    /// <summary>Slice(table, 0, S) along the rows, where x has S rows.</summary>
    static bool TakesFirst(Node slice, int rank, Dim length)
    {
        if (slice.Constant(1) is not { Count: 1 } start || start.ToInt64()[0] != 0 || (slice.Input(4) is not null && (slice.Constant(4) is not { Count: 1 } step || step.ToInt64()[0] != 1)))
        {
            return false;
        }
        long axis = slice.Input(3) is null ? 0 : slice.Constant(3) is { Count: 1 } a ? a.ToInt64()[0] : long.MaxValue;
        return Shape.Axis(axis, rank) == rank - 2 && length != Dim.Unknown && ShapeArithmetic.Evaluate(slice.Input(2)) is { Sizes: [var end] } && end.ToDim() == length;
    }

    /// <summary>Gather(table, ids) with ids of x's batch and length, and a dimension for the heads behind the first.</summary>
    static RotaryTable? Gathered(Node gather, Tensor table, Tensor rows, Value value, Dim[] shape)
    {
        bool fits = table.Rank == 2 && gather.Int("axis", 0) == 0 && gather.Input(1)?.TensorType is { Element: ElementType.S64, Shape: [var batch, var length] }
            && batch == shape[0] && length == shape[2] && batch != Dim.Unknown && length != Dim.Unknown
            && value.TensorType?.Shape is [_, { Size: 1 }, _, _];
        return fits ? new RotaryTable(rows, gather.Input(1)) : null;
    }
}
