namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>Reductions of n codes to one. q stands for q - z_x.</summary>
public static class IntegerReduction
{
    /// <summary>
    /// ReduceSum: clamp(z_y + requantize(Σq)), the multiplier being s_x/s_y; ReduceMean: the same with s_x/(n·s_y) (docs/integer-arithmetic.md 3.4).
    /// One rounding, the requantizer's. Width: Σq s32 for n ≤ 2^15 codes of 16 bits, 2^23 of 8; asserted.
    /// </summary>
    /// <exception cref="OverflowException">The sum leaves s32.</exception>
    public static int Sum(ReadOnlySpan<int> codes, int zeroPoint, Requantizer requantizer)
    {
        long sum = 0;
        foreach (int code in codes)
        {
            sum += (long)code - zeroPoint;
        }
        return requantizer.Apply(Width.Signed(sum, 32));
    }

    /// <summary>ReduceMax on codes, exact: the input's scale and zero point are the output's.</summary>
    /// <param name="codes">At least one.</param>
    public static int Max(ReadOnlySpan<int> codes)
    {
        int max = codes[0];
        foreach (int code in codes)
        {
            max = Math.Max(max, code);
        }
        return max;
    }

    /// <summary>ReduceMin on codes, exact: the input's scale and zero point are the output's.</summary>
    /// <param name="codes">At least one.</param>
    public static int Min(ReadOnlySpan<int> codes)
    {
        int min = codes[0];
        foreach (int code in codes)
        {
            min = Math.Min(min, code);
        }
        return min;
    }
}
