namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>The two source positions of an output position, and the left one's weight.</summary>
/// <param name="Left">l.</param>
/// <param name="Right">r: l + 1, or l at the end.</param>
/// <param name="Weight">w in Q11, 0..2^11.</param>
public readonly record struct LinearTap(int Left, int Right, int Weight)
{
    /// <summary>w·left + (2^11 - w)·right.</summary>
    public long Sum(long left, long right) => checked(Weight * left + ((1 << LinearResizeAxis.WeightBits) - Weight) * right);
}
