using System.Runtime.InteropServices;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Quantize;

/// <summary>How a layer's weights become codes in blocks.</summary>
/// <param name="Bits">Bits of a code.</param>
/// <param name="BlockSize">Inputs that share a scale.</param>
/// <param name="Zero">Whether blocks have zero points.</param>
public sealed record BlockForm(int Bits, int BlockSize, BlockZero Zero)
{
    /// <summary>Which numbers scales may be.</summary>
    public ScaleGrid Scales { get; init; }

    /// <summary>Bytes that weights take as MatMulNBits has them: blocks that are filled up, their float32 scales, and zero points in whole bytes a column.</summary>
    public long BytesOf(MatrixWeights weights)
    {
        long blocks = (weights.Depth + BlockSize - 1) / BlockSize;
        return weights.Outputs * (blocks * (BlockSize * Bits / 8 + sizeof(float)) + (Zero == BlockZero.Chosen ? (blocks * Bits + 7) / 8 : 0));
    }

    public override string ToString() => $"{Bits} bits in blocks of {BlockSize}{(Zero == BlockZero.Chosen ? " with zero points" : "")}";
}

/// <summary>
/// Chooses codes and scales of a product's weights in blocks (docs/algorithms.md C25): by the weights alone, or together by what the layer's output on the
/// samples loses (C11, C12): scales fitted, then codes compensated and polished, then scales refitted and codes polished again in turn.
/// </summary>
public static class RoundBlocks
{
    /// <summary>Deeper layers are rounded to nearest: the time grows with K³.</summary>
    public const int MostDepth = 4096;

    /// <summary>Share of the mean of diag H that is added to it.</summary>
    const double Damping = 0.01;

    /// <summary>Times that scales are refitted and codes polished again.</summary>
    const int Rounds = 3;

    /// <summary>The decision with each weight rounded to the nearest code, and scales of least error of the weights.</summary>
    /// <param name="parallel">How channels are shared among threads.</param>
    public static NodeDecision Nearest(NodeDecision decision, Node node, BlockForm form, ParallelOptions parallel)
    {
        var weights = new MatrixWeights(node);
        double[] even = new double[weights.Depth];
        Array.Fill(even, 1);
        return Round(decision, weights, form, (w, codes, scales) => NearestChannel(w, even, form, codes, scales), parallel);
    }

    /// <summary>The decision with codes and scales of least error of the output; where the inputs were all zero, as <see cref="Nearest"/>.</summary>
    /// <param name="inputs">What the layer reads on the samples.</param>
    /// <param name="mean">What becomes of the mean error; where the layer has no slot for a bias it counts.</param>
    /// <param name="parallel">How channels are shared among threads.</param>
    public static NodeDecision Together(NodeDecision decision, Node node, BlockForm form, LayerRows inputs, MeanError mean, ParallelOptions parallel)
    {
        bool takesBias = mean == MeanError.GoesIntoBias && BiasSlot.Of(node) is not null;
        if (RoundingMetric.Of(inputs.Moments, takesBias ? mean : MeanError.Counts, Damping, inputs.Units) is not { } metric)
        {
            return Nearest(decision, node, form, parallel);
        }
        var weights = new MatrixWeights(node);
        double[] importance = [.. Enumerable.Range(0, metric.Depth).Select(k => metric.Row(k)[k])];
        NodeDecision rounded = Round(decision, weights, form, (w, codes, scales) => Channel(metric, importance, w, form, codes, scales), parallel);
        return takesBias ? rounded with { BiasCorrection = MeanShift(weights, rounded, inputs) } : rounded;
    }

    delegate void ChannelAction(double[] weights, sbyte[] codes, BlockScale[] scales);

    static NodeDecision Round(NodeDecision decision, MatrixWeights weights, BlockForm form, ChannelAction channel, ParallelOptions parallel)
    {
        int blocks = (weights.Depth + form.BlockSize - 1) / form.BlockSize, offset = 1 << (form.Bits - 1);
        var codes = new sbyte[weights.Outputs * weights.Depth];
        var scales = new float[weights.Outputs * blocks];
        byte[]? zeroPoints = form.Zero == BlockZero.Chosen ? new byte[scales.Length] : null;
        Parallel.For(0, weights.Outputs, parallel, n =>
        {
            var w = new double[weights.Depth];
            ReadOnlySpan<float> source = weights.Tensor.Floats;
            for (int k = 0; k < w.Length; k++)
            {
                w[k] = source[weights.At(n, k)];
            }
            (var q, var s) = (new sbyte[w.Length], new BlockScale[blocks]);
            channel(w, q, s);
            for (int k = 0; k < w.Length; k++)
            {
                codes[weights.At(n, k)] = q[k];
            }
            for (int b = 0; b < blocks; b++)
            {
                scales[n * blocks + b] = s[b].Scale;
                if (zeroPoints is not null)
                {
                    zeroPoints[n * blocks + b] = (byte)(s[b].ZeroPoint + offset);
                }
            }
        });
        return decision with { WeightCodes = MemoryMarshal.AsBytes<sbyte>(codes).ToArray(), WeightGrid = new WeightGrid(form.Bits, form.BlockSize, scales, zeroPoints), BiasCorrection = null };
    }

    static void NearestChannel(double[] weights, double[] importance, BlockForm form, sbyte[] codes, BlockScale[] scales)
    {
        for (int b = 0; b < scales.Length; b++)
        {
            int first = b * form.BlockSize, count = Math.Min(form.BlockSize, weights.Length - first);
            BlockScale fit = BlockScale.Fit(weights.AsSpan(first, count), importance.AsSpan(first, count), form.Bits, form.Zero);
            scales[b] = form.Scales == ScaleGrid.Any ? fit : fit with { Scale = form.Scales.Up(fit.Scale) };
        }
        CodeLimits limits = Limits(form, scales, weights.Length);
        for (int k = 0; k < codes.Length; k++)
        {
            codes[k] = (sbyte)limits.Nearest(weights[k], k, codes);
        }
    }

    /// <summary>Codes and scales of one output channel, chosen together.</summary>
    /// <param name="importance">diag H', [K].</param>
    /// <param name="weights">[K].</param>
    internal static void Channel(RoundingMetric metric, double[] importance, double[] weights, BlockForm form, sbyte[] codes, BlockScale[] scales)
    {
        NearestChannel(weights, importance, form, codes, scales);
        var compensatedScales = (BlockScale[])scales.Clone();
        sbyte[] compensated = RoundWithCompensation.Channels(metric, weights, Limits(form, scales, weights.Length));
        // From either start each step lowers the error; now and then the nearest codes end lower.
        double nearest = Improve(metric, weights, form, codes, scales);
        if (Improve(metric, weights, form, compensated, compensatedScales) < nearest)
        {
            compensated.CopyTo(codes, 0);
            compensatedScales.CopyTo(scales, 0);
        }
    }

    static double Improve(RoundingMetric metric, double[] weights, BlockForm form, sbyte[] codes, BlockScale[] scales)
    {
        double error = PolishCodes.Channels(metric, weights, codes, Limits(form, scales, weights.Length))[0];
        for (int round = 0; round < Rounds && form.Scales == ScaleGrid.Any; round++)
        {
            RefitScales.Channel(metric, weights, codes, scales, form.BlockSize);
            error = PolishCodes.Channels(metric, weights, codes, Limits(form, scales, weights.Length))[0];
        }
        return error;
    }

    static CodeLimits Limits(BlockForm form, BlockScale[] scales, int depth)
    {
        var steps = new BlockScale[depth];
        for (int k = 0; k < depth; k++)
        {
            steps[k] = scales[k / form.BlockSize];
        }
        return new CodeLimits(null) { Low = -(1 << (form.Bits - 1)), High = (1 << (form.Bits - 1)) - 1, Steps = steps };
    }

    /// <summary>Σ_k μ_k·(W - Q)[k, n], which the bias takes up (C10).</summary>
    static float[] MeanShift(MatrixWeights weights, NodeDecision rounded, LayerRows inputs)
    {
        (WeightGrid grid, byte[] codes) = (rounded.WeightGrid!, rounded.WeightCodes!);
        int blocks = grid.Blocks(weights.Depth);
        ReadOnlySpan<float> w = weights.Tensor.Floats;
        var shift = new float[weights.Outputs];
        for (int n = 0; n < shift.Length; n++)
        {
            double sum = 0;
            for (int k = 0; k < weights.Depth; k++)
            {
                int block = n * blocks + k / grid.BlockSize, zero = grid.ZeroPoints is { } z ? z[block] - grid.Offset : 0;
                double mean = inputs.Moments.Sums[k] * inputs.Units[k] / Math.Max(inputs.Moments.Rows, 1);
                sum += mean * (w[weights.At(n, k)] - (double)grid.Scales[block] * ((sbyte)codes[weights.At(n, k)] - zero));
            }
            shift[n] = (float)sum;
        }
        return shift;
    }
}

/// <summary>Rows that a layer reads, summed up.</summary>
/// <param name="Moments">Sums over the rows in units of each input.</param>
/// <param name="Units">What a step of each input stands for, [K]; of one that was always zero 0.</param>
public sealed record LayerRows(InputMoments Moments, double[] Units);
