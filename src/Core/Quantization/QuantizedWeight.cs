using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Qcc.Core.Ir;

namespace Qcc.Core.Quantization;

/// <summary>
/// Constant weights as int8 codes, symmetric per output channel, with their int32 bias (docs/integer-arithmetic.md 1.3, 1.5, 1.6):
/// w ≈ s_w[c]·q, q in -127..127, bias code = rint(b / (s_x·s_w[c])). A channel's scale is raised where the bias code would
/// exceed 2^30 or an accumulator could leave int32; an all-zero channel gets a harmless scale. Codes of fewer bits have the scales of their grid.
/// </summary>
public sealed class QuantizedWeight
{
    /// <summary>Codes are -127 to 127.</summary>
    public const int LargestCode = 127;

    /// <summary>Two neighbouring codes of one sign sum up to at most this where their products must fit 16 bits.</summary>
    public const int LargestPair = 128;

    /// <summary>Up to this many products of at most 255·127, and a bias of at most 2^30, stay within int32.</summary>
    public const int DepthThatFits = 33000;

    const double BiasLimit = 1 << 30;
    const double AccumulatorLimit = int.MaxValue;

    QuantizedWeight(Tensor source, int axis, sbyte[] codes, float[] scales, int[]? bias)
    {
        (Source, Axis, Codes, Scales, Bias) = (source, axis, codes, scales, bias);
    }

    /// <summary>The float weights.</summary>
    public Tensor Source { get; }

    /// <summary>The axis of the output channels.</summary>
    public int Axis { get; }

    /// <summary>One code per weight, in the weights' order.</summary>
    public sbyte[] Codes { get; }

    /// <summary>One scale per output channel.</summary>
    public float[] Scales { get; }

    /// <summary>Bias codes at scale s_x·s_w[c] (a float32 product), or null where there is no bias.</summary>
    public int[]? Bias { get; }

    /// <summary>Quantizes.</summary>
    /// <param name="weight">Finite f32 weights.</param>
    /// <param name="axis">The axis of the output channels.</param>
    /// <param name="inputScale">Scale of the activation that the weights are multiplied with.</param>
    /// <param name="bias">One number per output channel, or null.</param>
    /// <param name="pairsFit16Bits">Whether two neighbouring codes of one sign of a channel must sum up to at most 128, so that their
    /// products with codes of up to 255 sum up in 16 bits (docs/int8-cpu.md, section 2).</param>
    /// <param name="grid">Which numbers the scales may be.</param>
    /// <param name="narrow">Bits of the codes and a scale for each output channel; null: 8 bits and the scales that follow from the weights.</param>
    public static QuantizedWeight Create(Tensor weight, int axis, float inputScale, float[]? bias, bool pairsFit16Bits = false, ScaleGrid grid = ScaleGrid.Any, WeightGrid? narrow = null)
    {
        int channels = checked((int)weight.Shape[axis]);
        int inner = checked((int)weight.Shape.Skip(axis + 1).Aggregate(1L, (product, size) => product * size));
        ReadOnlySpan<float> w = weight.Floats;
        float[] scales = narrow is not null ? [.. narrow.Scales] : pairsFit16Bits ? LargestPairs(weight, axis) : LargestPerChannel(w, channels, inner);
        for (int c = 0; c < channels; c++)
        {
            float magnitude = bias is null ? 0 : Math.Abs(bias[c]);
            scales[c] = grid.Up(narrow is not null ? Math.Max(scales[c], LeastScale(magnitude, inputScale)) : ScaleOf(scales[c], magnitude, inputScale));
        }
        (int, int) range = narrow is null ? (-LargestCode, LargestCode) : (-narrow.Offset, narrow.Offset - 1);
        var codes = new sbyte[w.Length];
        Encode(w, inner, scales, codes, range);
        WidenUntilAccumulatorsFit(w, inner, scales, codes, inputScale, bias, range);
        int[]? biasCodes = bias is null ? null : new int[channels];
        for (int c = 0; c < channels && biasCodes is not null; c++)
        {
            biasCodes[c] = (int)Math.Clamp(Math.Round(bias![c] / (double)(inputScale * scales[c]), MidpointRounding.ToEven), -BiasLimit, BiasLimit);
        }
        return new QuantizedWeight(weight, axis, codes, scales, biasCodes);
    }

    /// <summary>The same scales and bias with codes that were chosen otherwise than by rounding each weight to the nearest.</summary>
    /// <param name="codes">One code per weight, or null: no others.</param>
    public QuantizedWeight Rounded(sbyte[]? codes) => codes is null ? this : new(Source, Axis, codes, Scales, Bias);

    /// <summary>Whether codes could stand for weights: as many, -127 to 127, with sums that fit.</summary>
    /// <param name="shape">Shape of the weights.</param>
    /// <param name="axis">The axis of the output channels.</param>
    /// <param name="pairsFit16Bits">Whether neighbours of one sign must sum up to at most <see cref="LargestPair"/>.</param>
    public static bool Accepts(ReadOnlySpan<sbyte> codes, IReadOnlyList<long> shape, int axis, bool pairsFit16Bits)
    {
        long count = shape.Aggregate(1L, (product, size) => product * size);
        if (codes.Length != count || codes.Contains(sbyte.MinValue) || count / shape[axis] > DepthThatFits)
        {
            return false;
        }
        int[] neighbours = pairsFit16Bits ? Neighbours(shape, axis) : [];
        (int channels, int depth) = ((int)shape[axis], (int)(count / shape[axis]));
        for (int i = 0; i < codes.Length && pairsFit16Bits; i++)
        {
            (int c, int k) = axis == 0 ? (i / depth, i % depth) : (i % channels, i / channels);
            int beside = neighbours[k] < 0 ? 0 : codes[axis == 0 ? c * depth + neighbours[k] : neighbours[k] * channels + c];
            if (Math.Sign(codes[i]) == Math.Sign(beside) && Math.Abs(codes[i] + beside) > LargestPair)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>
    /// For each weight k of an output channel the one whose product is added to its own in 16 bits, or -1 for a last one alone. Neighbours are
    /// 2i and 2i + 1 in the order in which ONNX Runtime multiplies: rows of a matrix; taps, then input channels of a convolution.
    /// </summary>
    /// <param name="shape">Shape of the weights.</param>
    /// <param name="axis">The axis of the output channels.</param>
    public static int[] Neighbours(IReadOnlyList<long> shape, int axis)
    {
        int depth = (int)(shape.Aggregate(1L, (product, size) => product * size) / shape[axis]);
        int inputs = axis == 0 ? (int)shape[1] : depth, taps = depth / inputs;
        var neighbours = new int[depth];
        for (int i = 0; i < depth; i++)
        {
            neighbours[At(i)] = (i ^ 1) < depth ? At(i ^ 1) : -1;
        }
        return neighbours;

        int At(int i) => i % inputs * taps + i / inputs;
    }

    /// <summary>Scale of a channel with the given largest weight and bias; never zero, denormal or so small that the bias overflows.</summary>
    static float ScaleOf(float largest, float bias, float inputScale)
    {
        return largest == 0 && bias == 0 ? 1 : (float)Math.Max(largest / (double)LargestCode, LeastScale(bias, inputScale));
    }

    /// <summary>The least scale of a channel with which its bias is expressed in at most 2^30 steps, of a normal number.</summary>
    /// <param name="bias">Its magnitude.</param>
    public static float LeastScale(float bias, float inputScale) =>
        (float)Math.Max(bias / (inputScale * BiasLimit) * (1 + 1e-6), 1e-36 / Math.Min(inputScale, 1));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
    static float[] LargestPerChannel(ReadOnlySpan<float> w, int channels, int inner)
    {
        var largest = new float[channels];
        if (inner == 1)
        {
            // Channels one beside the other.
            for (int start = 0; start < w.Length; start += channels)
            {
                for (int c = 0; c < channels; c++)
                {
                    largest[c] = MathF.Max(largest[c], MathF.Abs(w[start + c]));
                }
            }
            return largest;
        }
        for (int start = 0, row = 0; start < w.Length; start += inner, row++)
        {
            int c = row % channels;
            foreach (float v in w.Slice(start, inner))
            {
                largest[c] = MathF.Max(largest[c], MathF.Abs(v));
            }
        }
        return largest;
    }

    /// <summary>
    /// The largest sum of two neighbouring weights of one sign of each channel (a single weight where its neighbour has the other sign). With
    /// s = sum / 127 their codes, each rounded up by a half at most, sum up to 128 or less.
    /// </summary>
    static float[] LargestPairs(Tensor weight, int axis)
    {
        ReadOnlySpan<float> w = weight.Floats;
        int channels = (int)weight.Shape[axis], depth = w.Length / channels;
        int[] neighbours = Neighbours(weight.Shape, axis);
        var largest = new float[channels];
        for (int c = 0; c < channels; c++)
        {
            for (int k = 0; k < depth; k++)
            {
                (float a, float b) = (At(w, k), neighbours[k] >= 0 ? At(w, neighbours[k]) : 0);
                largest[c] = MathF.Max(largest[c], MathF.Max(MathF.Max(a, 0) + MathF.Max(b, 0), MathF.Max(-a, 0) + MathF.Max(-b, 0)));
            }

            float At(ReadOnlySpan<float> w, int k) => axis == 0 ? w[c * depth + k] : w[k * channels + c];
        }
        return largest;
    }

    static void Encode(ReadOnlySpan<float> w, int inner, float[] scales, sbyte[] codes, (int Low, int High) range)
    {
        // Channels one beside the other are encoded a row of them at a time.
        int step = inner == 1 ? scales.Length : inner;
        for (int start = 0, row = 0; start < w.Length; start += step, row++)
        {
            EncodeRow(w.Slice(start, step), inner == 1 ? scales : scales.AsSpan(row % scales.Length, 1), codes.AsSpan(start, step), range);
        }
    }

    /// <param name="scales">One for all, or one for each weight.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
    static void EncodeRow(ReadOnlySpan<float> w, ReadOnlySpan<float> scales, Span<sbyte> codes, (int Low, int High) range)
    {
        int i = 0;
        for (; i <= w.Length - Vector512<sbyte>.Count; i += Vector512<sbyte>.Count)
        {
            const int Lanes = 16;
            Vector512.Narrow(Vector512.Narrow(Quotients(w, scales, i, range), Quotients(w, scales, i + Lanes, range)),
                Vector512.Narrow(Quotients(w, scales, i + 2 * Lanes, range), Quotients(w, scales, i + 3 * Lanes, range))).CopyTo(codes[i..]);
        }
        for (; i < w.Length; i++)
        {
            codes[i] = (sbyte)Math.Clamp(MathF.Round(w[i] / scales[scales.Length == 1 ? 0 : i], MidpointRounding.ToEven), range.Low, range.High);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<int> Quotients(ReadOnlySpan<float> w, ReadOnlySpan<float> scales, int at, (int Low, int High) range)
    {
        Vector512<float> rounded = Vector512.Round(Vector512.Create(w[at..]) / (scales.Length == 1 ? Vector512.Create(scales[0]) : Vector512.Create(scales[at..])));
        return Vector512.ConvertToInt32(Vector512.Min(Vector512.Max(rounded, Vector512.Create((float)range.Low)), Vector512.Create((float)range.High)));
    }

    static void WidenUntilAccumulatorsFit(ReadOnlySpan<float> w, int inner, float[] scales, sbyte[] codes, float inputScale, float[]? bias, (int Low, int High) range)
    {
        if (w.Length / scales.Length <= DepthThatFits)
        {
            return;
        }
        while (Sums(codes, inner, scales.Length) is { } sums && FirstTooLarge(sums, scales, inputScale, bias) is >= 0 and int c)
        {
            scales[c] *= 2;
            Encode(w, inner, scales, codes, range);
        }
    }

    static long[] Sums(sbyte[] codes, int inner, int channels)
    {
        var sums = new long[channels];
        for (int i = 0; i < codes.Length; i++)
        {
            sums[i / inner % channels] += Math.Abs((int)codes[i]);
        }
        return sums;
    }

    static int FirstTooLarge(long[] sums, float[] scales, float inputScale, float[]? bias)
    {
        for (int c = 0; c < sums.Length; c++)
        {
            double biasCode = bias is null ? 0 : Math.Abs(bias[c] / ((double)inputScale * scales[c]));
            if (sums[c] * 255.0 + biasCode > AccumulatorLimit)
            {
                return c;
            }
        }
        return -1;
    }
}
