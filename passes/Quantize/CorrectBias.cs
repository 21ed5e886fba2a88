using System.Runtime.CompilerServices;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Quantize;

/// <summary>
/// Adds to each bias what rounding the weights shifts the mean of a layer's output by: b += Σ_k μ_k·(W - Q)[k] per output
/// channel, μ the mean input (docs/algorithms.md C10; Nagel et al., Data-Free Quantization Through Weight Equalization and Bias
/// Correction). A convolution's taps that fall on padding see zeros: their μ is scaled by the share of positions inside.
/// </summary>
public static class CorrectBias
{
    /// <summary>The plan with corrections for every integer node that has a slot for a bias.</summary>
    public static QuantizationPlan Run(Graph graph, QuantizationPlan plan, ActivationStatistics statistics, KernelTable kernels)
    {
        var nodes = graph.Nodes.Where(n => n.FirstOutput is not null).ToDictionary(n => n.FirstOutput!.Name, StringComparer.Ordinal);
        var scales = plan.Values.ToDictionary(v => v.Value, v => v.ScaleInLayers(), StringComparer.Ordinal);
        return plan with
        {
            Nodes = [.. plan.Nodes.Select(decision => decision.Placement is Placement.Integer or Placement.IntegerToFloat
                && nodes.TryGetValue(decision.Output, out Node? node) && kernels.Find(node) is { Form: KernelForm.Weighted } && BiasSlot.Of(node) is not null
                ? decision with { BiasCorrection = Correction(node, decision, scales[node.Inputs[0]!.Name], statistics, kernels) }
                : decision)],
        };
    }

    static float[]? Correction(Node node, NodeDecision decision, float inputScale, ActivationStatistics statistics, KernelTable kernels)
    {
        Tensor weight = node.Constant(1)!;
        int axis = kernels.Find(node)!.WeightAxis(node);
        if (statistics.Of(node.Inputs[0]!) is not { } input || (weight.Rank == 2 && node.Inputs[0]!.TensorType?.Rank is { } rank && input.Axis != rank - 1))
        {
            return null;
        }
        QuantizedWeight quantized = QuantizedWeight.Create(weight, axis, inputScale, node.Constant(2)?.Floats.ToArray(), kernels.MustFit16Bits(node), kernels.Scales, decision.WeightGrid).Rounded(decision.SignedWeightCodes());
        return weight.Rank == 2 ? OfMatrix(quantized, input) : OfConvolution(node, quantized, input, statistics);
    }

    /// <summary>Weights [K, N] (axis 1) or [N, K] (axis 0).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
    static float[]? OfMatrix(QuantizedWeight weight, ValueStatistics input)
    {
        (int outputs, int depth) = ((int)weight.Source.Shape[weight.Axis], (int)weight.Source.Shape[1 - weight.Axis]);
        if (input.Channels != depth)
        {
            return null;
        }
        ReadOnlySpan<float> w = weight.Source.Floats;
        double[] means = input.ChannelMeans();
        var shift = new double[outputs];
        (sbyte[] codes, float[] scales) = (weight.Codes, weight.Scales);
        for (int row = 0, i = 0; i < w.Length; row++)
        {
            for (int column = 0; column < (weight.Axis == 1 ? outputs : depth); column++, i++)
            {
                (int n, int k) = weight.Axis == 1 ? (column, row) : (row, column);
                shift[n] += means[k] * (w[i] - (double)scales[n] * codes[i]);
            }
        }
        return [.. shift.Select(s => (float)s)];
    }

    /// <summary>Weights [N, C/groups, k...].</summary>
    static float[]? OfConvolution(Node node, QuantizedWeight weight, ValueStatistics input, ActivationStatistics statistics)
    {
        IReadOnlyList<long> shape = weight.Source.Shape;
        (int outputs, int depth) = ((int)shape[0], (int)shape[1]);
        int groups = (int)node.Int("group", 1);
        if (input.Channels != depth * groups)
        {
            return null;
        }
        double[] inside = ShareInside(node, shape, statistics.ShapeOf(node.Inputs[0]!));
        ReadOnlySpan<float> w = weight.Source.Floats;
        double[] means = input.ChannelMeans();
        var shift = new float[outputs];
        for (int n = 0, i = 0; n < outputs; n++)
        {
            int first = n / (outputs / groups) * depth;
            double sum = 0;
            for (int c = 0; c < depth; c++)
            {
                double mean = means[first + c];
                for (int tap = 0; tap < inside.Length; tap++, i++)
                {
                    sum += mean * inside[tap] * (w[i] - (double)weight.Scales[n] * weight.Codes[i]);
                }
            }
            shift[n] = (float)sum;
        }
        return shift;
    }

    /// <summary>For each kernel tap, the share of output positions at which it reads the input and not the padding.</summary>
    internal static double[] ShareInside(Node node, IReadOnlyList<long> weight, IReadOnlyList<long>? input)
    {
        int rank = weight.Count - 2;
        long taps = weight.Skip(2).Aggregate(1L, (product, k) => product * k);
        var share = new double[taps];
        Array.Fill(share, 1);
        if (input is null || input.Count != weight.Count || node.Ints("pads") is not { } pads)
        {
            return share;
        }
        IReadOnlyList<long>? strides = node.Ints("strides"), dilations = node.Ints("dilations");
        for (int axis = 0; axis < rank; axis++)
        {
            (long stride, long dilation) = (strides?[axis] ?? 1, dilations?[axis] ?? 1);
            (long size, long kernel, long before) = (input[axis + 2], weight[axis + 2], pads[axis]);
            long positions = Math.Max((size + before + pads[axis + rank] - dilation * (kernel - 1) - 1) / stride + 1, 1);
            long inner = weight.Skip(axis + 3).Aggregate(1L, (product, k) => product * k);
            for (long tap = 0; tap < taps; tap++)
            {
                long offset = tap / inner % kernel * dilation - before;
                long valid = 0;
                for (long p = 0; p < positions; p++)
                {
                    valid += p * stride + offset >= 0 && p * stride + offset < size ? 1 : 0;
                }
                share[tap] *= (double)valid / positions;
            }
        }
        return share;
    }
}
