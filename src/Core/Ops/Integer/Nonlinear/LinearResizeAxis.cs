using System.Collections.Immutable;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>
/// One axis of a linear Resize (docs/integer-arithmetic.md 3.9): output j is (w_j·q[l_j] + (2^11 - w_j)·q[r_j]) / 2^11, weights in Q11. Both sum to
/// 2^11 exactly, so that zero points and scales drop out and raw codes are used.
/// Rounding: w half to even, the code half up, once for all axes: RS(Σ w_y·w_x·q, 22). Widths: below 2^30 for 8-bit codes of two axes, s64 for
/// 16-bit codes. Error: 1/2, and at most 1/16 of a step an axis (255·2^-12) for 8-bit codes.
/// </summary>
/// <param name="Taps">l, r and w of each output position.</param>
public sealed record LinearResizeAxis(ImmutableArray<LinearTap> Taps)
{
    /// <summary>Fraction bits of a weight.</summary>
    public const int WeightBits = 11;

    /// <summary>The axis from the source coordinate of each output position, which ONNX's coordinate_transformation_mode defines.</summary>
    /// <param name="inputLength">Positions of the input, at least 1; coordinates are held to 0..inputLength - 1.</param>
    /// <param name="coordinates">One an output position.</param>
    public static LinearResizeAxis Create(int inputLength, ReadOnlySpan<double> coordinates)
    {
        var taps = ImmutableArray.CreateBuilder<LinearTap>(coordinates.Length);
        foreach (double each in coordinates)
        {
            double x = Math.Clamp(each, 0, inputLength - 1);
            int left = (int)Math.Floor(x), right = Math.Min(left + 1, inputLength - 1);
            int ofRight = (int)Math.Round((x - left) * (1 << WeightBits), MidpointRounding.ToEven);
            taps.Add(new(left, right, (1 << WeightBits) - ofRight));
        }
        return new(taps.MoveToImmutable());
    }

    /// <summary>One row along the axis alone: RS(Σ w·q, 11).</summary>
    public void Apply(ReadOnlySpan<int> row, Span<int> y)
    {
        for (int j = 0; j < Taps.Length; j++)
        {
            y[j] = (int)Rounding.Shift(Taps[j].Sum(row[Taps[j].Left], row[Taps[j].Right]), WeightBits);
        }
    }

    /// <summary>A plane of rows by columns, this axis being the columns': RS(Σ w_y·w_x·q, 22), one rounding.</summary>
    /// <param name="rows">The rows' axis.</param>
    /// <param name="plane">Row after row, <paramref name="columns"/> codes each.</param>
    /// <param name="columns">Codes of an input row.</param>
    /// <param name="y">Row after row.</param>
    public void Apply(LinearResizeAxis rows, ReadOnlySpan<int> plane, int columns, Span<int> y)
    {
        int width = Taps.Length;
        for (int i = 0; i < rows.Taps.Length; i++)
        {
            LinearTap row = rows.Taps[i];
            ReadOnlySpan<int> above = plane.Slice(row.Left * columns, columns), below = plane.Slice(row.Right * columns, columns);
            for (int j = 0; j < width; j++)
            {
                LinearTap column = Taps[j];
                long sum = row.Sum(column.Sum(above[column.Left], above[column.Right]), column.Sum(below[column.Left], below[column.Right]));
                y[i * width + j] = (int)Rounding.Shift(Width.Signed(sum, 40), 2 * WeightBits);
            }
        }
    }

    public bool Equals(LinearResizeAxis? other) => other is not null && Taps.AsSpan().SequenceEqual(other.Taps.AsSpan());

    public override int GetHashCode() => Taps.Length;
}
