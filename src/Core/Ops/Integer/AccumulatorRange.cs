using Qcc.Core.Ir;

namespace Qcc.Core.Ops.Integer;

/// <summary>
/// The reachable accumulators of a channel (docs/integer-arithmetic.md 1.6): with P and N the sums of the positive and the negative weights and
/// input codes in [xl, xh], amin = bias + P·(xl - z) + N·(xh - z) and amax = bias + P·(xh - z) + N·(xl - z). Some input reaches each end.
/// </summary>
public readonly record struct AccumulatorRange(long Low, long High)
{
    /// <summary>Whether every reachable sum is an int32.</summary>
    public bool FitsInt32 => Low >= int.MinValue && High <= int.MaxValue;

    /// <summary>The range of one output channel.</summary>
    /// <param name="weights">The channel's weight codes, zero point 0.</param>
    /// <param name="input">Codes of the input; <see cref="CodeRange.Padded()"/> where the kernel pads.</param>
    /// <param name="bias">Bias code at scale s_x·s_w.</param>
    public static AccumulatorRange Of(ReadOnlySpan<sbyte> weights, CodeRange input, long bias)
    {
        long positive = 0, negative = 0;
        foreach (sbyte weight in weights)
        {
            positive += Math.Max((int)weight, 0);
            negative += Math.Min((int)weight, 0);
        }
        return Of(positive, negative, input, bias);
    }

    /// <summary>The range from P and N.</summary>
    /// <param name="positive">P ≥ 0.</param>
    /// <param name="negative">N ≤ 0.</param>
    /// <exception cref="OverflowException">An end leaves int64.</exception>
    public static AccumulatorRange Of(long positive, long negative, CodeRange input, long bias)
    {
        long low = (long)input.Low - input.ZeroPoint, high = (long)input.High - input.ZeroPoint;
        return checked(new AccumulatorRange(bias + positive * low + negative * high, bias + positive * high + negative * low));
    }

    /// <summary>
    /// Whether the sums of 16-bit codes with weights that are not rounded yet will be int32s: with codes of 127·w / max|w| a channel that may differ by one and a
    /// half from the nearest, and a bias of up to 2^30 (1.5).
    /// </summary>
    /// <param name="weights">Float32.</param>
    /// <param name="axis">Axis of the output channels.</param>
    public static bool FitsWideCodes(Tensor weights, int axis)
    {
        int channels = (int)weights.Shape[axis], inner = IntegerValues.CountOf(weights.Shape.Skip(axis + 1));
        double[] sums = new double[channels], greatest = new double[channels];
        ReadOnlySpan<float> all = weights.Floats;
        for (int i = 0; i < all.Length; i++)
        {
            int channel = i / inner % channels;
            sums[channel] += Math.Abs(all[i]);
            greatest[channel] = Math.Max(greatest[channel], Math.Abs(all[i]));
        }
        double most = (double)((1L << 31) - (1L << 30)) / (1 << 15), slack = 1.5 * all.Length / Math.Max(channels, 1);
        return sums.Zip(greatest).All(c => c.First == 0 || 127 * c.First / c.Second + slack < most);
    }

    /// <summary>The range of each output channel of a layer.</summary>
    /// <param name="weights">Codes of any integer type, zero point 0.</param>
    /// <param name="axis">Axis of the output channels.</param>
    /// <param name="bias">Codes, one per channel or one for all; or null.</param>
    public static AccumulatorRange[] OfChannels(Tensor weights, int axis, Tensor? bias, CodeRange input)
    {
        int channels = (int)weights.Shape[axis], inner = IntegerValues.CountOf(weights.Shape.Skip(axis + 1));
        int[] codes = IntegerValues.Of(weights);
        long[] positive = new long[channels], negative = new long[channels];
        for (int i = 0; i < codes.Length; i++)
        {
            int channel = i / inner % channels;
            positive[channel] += Math.Max(codes[i], 0);
            negative[channel] += Math.Min(codes[i], 0);
        }
        int[] biases = bias is null ? [0] : IntegerValues.Of(bias);
        return [.. Enumerable.Range(0, channels).Select(c => Of(positive[c], negative[c], input, biases[biases.Length == 1 ? 0 : c]))];
    }
}
