using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Passes.Canonicalize;
using static Qcc.Core.Ops.DataMovementOperators;
using static Qcc.Core.Ops.ElementwiseOperators;

namespace Qcc.Passes.Recognize;

/// <summary>
/// Cosines or sines of rotary angles as a network multiplies by them: rows of a constant table, one a position, or computed from angles.
/// </summary>
/// <param name="Rows">[positions, columns], or null where the angles are computed.</param>
/// <param name="Positions">The rows that are taken, s64[batch, sequence]; null for 0, 1, ... sequence - 1.</param>
/// <param name="Angles">[sequence, columns] or [batch, sequence, columns].</param>
/// <param name="Function">Cos or Sin, of the angles.</param>
/// <param name="Repeats">Whether the columns of the angles stand there twice.</param>
sealed record RotaryTable(Tensor? Rows, Value? Positions, Value? Angles, Operator? Function, bool Repeats)
{
    /// <summary>
    /// The table behind a value that multiplies x: the whole of it, its first rows as many as x has, the rows of position ids, or Cos and Sin of angles.
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
            return RowsOf(whole) is { } rows && shape[2].Size == rows.Shape[0] ? OfRows(rows, null) : null;
        }
        if (at.Producer is { } function && (function.Operator == Cos || function.Operator == Sin))
        {
            return Computed(function, value, shape);
        }
        return at.Producer is not { } producer || producer.Constant(0) is not { } table || RowsOf(table) is not { } all ? null
            : producer.Operator == Slice ? (TakesFirst(producer, table.Rank, shape[2]) ? OfRows(all, null) : null)
            : producer.Operator == Gather && Gathers(producer, table, value, shape) ? OfRows(all, producer.Input(1))
            : null;
    }

    /// <summary>Columns of what multiplies x.</summary>
    public long? Columns => Rows is not null ? Rows.Shape[1] : Angles!.TensorType!.Shape![^1].Size * (Repeats ? 2 : 1);

    /// <summary>Whether the second half of the columns is the first again.</summary>
    public bool IsDoubled => Rows is null ? Repeats : Half() is not null;

    /// <summary>The first half of the columns of <see cref="Rows"/> where the second repeats it, else null.</summary>
    public Tensor? Half()
    {
        (int rows, int columns) = ((int)Rows!.Shape[0], (int)Rows.Shape[1]);
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

    static RotaryTable OfRows(Tensor rows, Value? positions) => new(rows, positions, null, null, Repeats: false);

    static Tensor? RowsOf(Tensor table) => table is { Element: ElementType.F32, Rank: >= 2, Count: > 0 } && table.Shape.Take(table.Rank - 2).All(d => d == 1)
        ? table.Reshaped(table.Shape[^2], table.Shape[^1])
        : null;

    /// <summary>Cos(angles) or Cos(Concat(angles, angles)), of the length of x, and of one batch.</summary>
    static RotaryTable? Computed(Node function, Value value, Dim[] shape)
    {
        Value argument = function.Input(0)!;
        bool repeats = argument.Producer is { } concat && concat.Operator == Concat && concat.Inputs is [{ } first, { } second] && ReferenceEquals(first, second)
            && argument.TensorType?.Rank is { } rank && Shape.Axis(concat.Int("axis", 0), rank) == rank - 1;
        Value angles = repeats ? argument.Producer!.Input(0)! : argument;
        bool fits = angles.TensorType is { Element: ElementType.F32, Shape: [.., var length, { Size: not null }] of } && length == shape[2] && length != Dim.Unknown
            && (of.Count == 2 || (of.Count == 3 && of[0].Size == 1));
        return fits && value.TensorType?.Rank <= 4 ? new RotaryTable(null, null, angles, function.Operator, repeats) : null;
    }

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
    static bool Gathers(Node gather, Tensor table, Value value, Dim[] shape) =>
        table.Rank == 2 && gather.Int("axis", 0) == 0 && gather.Input(1)?.TensorType is { Element: ElementType.S64, Shape: [var batch, var length] }
            && batch == shape[0] && length == shape[2] && batch != Dim.Unknown && length != Dim.Unknown
            && value.TensorType?.Shape is [_, { Size: 1 }, _, _];
}
