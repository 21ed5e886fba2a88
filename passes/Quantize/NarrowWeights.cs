using System.Runtime.InteropServices;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Quantize;

/// <summary>
/// Gives integer layers weights of fewer than 8 bits with a scale for each output channel (docs/algorithms.md C25): the scale of least error of the weights,
/// or codes and scale together by what the layer's output on the samples loses.
/// </summary>
public static class NarrowWeights
{
    /// <summary>The plan with all integer layers so, their codes the nearest ones.</summary>
    public static QuantizationPlan Run(Graph graph, QuantizationPlan plan, KernelTable kernels, int bits)
    {
        var nodes = graph.Nodes.Where(n => n.FirstOutput is not null).ToDictionary(n => n.FirstOutput!.Name, StringComparer.Ordinal);
        return plan with { Nodes = [.. plan.Nodes.Select(d => HasCodes(d, nodes[d.Output], kernels) ? Nearest(d, nodes[d.Output], kernels, bits) : d)] };
    }

    /// <summary>Whether a node is an integer layer whose weights are codes of the plan.</summary>
    public static bool HasCodes(NodeDecision decision, Node node, KernelTable kernels) =>
        decision.Placement is Placement.Integer or Placement.IntegerToFloat && kernels.Find(node, decision.Placement) is { Form: KernelForm.Weighted };

    /// <summary>The decision with scales of least error of the weights.</summary>
    public static NodeDecision Nearest(NodeDecision decision, Node node, KernelTable kernels, int bits)
    {
        var channels = new Channels(node, kernels.Find(node)!.WeightAxis(node));
        double[] even = new double[channels.Depth];
        Array.Fill(even, 1);
        var scales = new float[channels.Count];
        for (int c = 0; c < scales.Length; c++)
        {
            scales[c] = kernels.Scales.Up(BlockScale.Fit(channels.Weights(c), even, bits, BlockZero.FixedBelowPositiveScale).Scale);
        }
        return decision with { WeightCodes = null, WeightGrid = new WeightGrid(bits, WeightGrid.WholeChannel, scales) };
    }

    /// <summary>The decision with codes and scales chosen together.</summary>
    /// <param name="inputScale">The scale of its input.</param>
    /// <param name="moments">Moments of its input rows, one for each group.</param>
    /// <param name="mean">What becomes of the mean error.</param>
    internal static NodeDecision Together(NodeDecision decision, Node node, float inputScale, int bits, IReadOnlyList<InputMoments> moments, MeanError mean, KernelTable kernels)
    {
        var channels = new Channels(node, kernels.Find(node)!.WeightAxis(node));
        NodeDecision nearest = Nearest(decision, node, kernels, bits);
        float[] scales = nearest.WeightGrid!.Scales;
        float[]? bias = node.Constant(2)?.Floats.ToArray();
        var codes = (sbyte[])QuantizedWeight.Create(node.Constant(1)!, channels.Axis, inputScale, bias, grid: kernels.Scales, narrow: nearest.WeightGrid).Codes.Clone();
        int each = channels.Count / moments.Count;
        for (int group = 0; group < moments.Count; group++)
        {
            if (RoundingMetric.Of(moments[group], mean, RoundWeights.Damping) is not { } metric)
            {
                continue;
            }
            double[] importance = [.. Enumerable.Range(0, metric.Depth).Select(k => metric.Row(k)[k])];
            for (int c = group * each; c < (group + 1) * each; c++)
            {
                (var chosen, var scale) = (new sbyte[metric.Depth], new BlockScale[1]);
                var form = new BlockForm(bits, metric.Depth, BlockZero.FixedBelowPositiveScale) { Scales = kernels.Scales };
                RoundBlocks.Channel(metric, importance, channels.Weights(c), form, chosen, scale);
                // A bias that asks for a larger scale takes the channel as it is.
                if (scale[0].Scale >= QuantizedWeight.LeastScale(bias is null ? 0 : Math.Abs(bias[c]), inputScale))
                {
                    scales[c] = scale[0].Scale;
                    channels.Put(chosen, c, codes);
                }
            }
        }
        return nearest with { WeightCodes = MemoryMarshal.AsBytes<sbyte>(codes).ToArray() };
    }

    /// <summary>The weights of a layer by output channel.</summary>
    readonly struct Channels
    {
        readonly Tensor _weights;
        readonly int _inner;

        public Channels(Node node, int axis)
        {
            (_weights, Axis, Count) = (node.Constant(1)!, axis, (int)node.Constant(1)!.Shape[axis]);
            _inner = (int)_weights.Shape.Skip(axis + 1).Aggregate(1L, (product, size) => product * size);
        }

        public int Axis { get; }

        public int Count { get; }

        public int Depth => (int)_weights.Count / Count;

        int At(int channel, int k) => (k / _inner * Count + channel) * _inner + k % _inner;

        public double[] Weights(int channel)
        {
            var weights = new double[Depth];
            ReadOnlySpan<float> all = _weights.Floats;
            for (int k = 0; k < weights.Length; k++)
            {
                weights[k] = all[At(channel, k)];
            }
            return weights;
        }

        public void Put(sbyte[] chosen, int channel, sbyte[] codes)
        {
            for (int k = 0; k < chosen.Length; k++)
            {
                codes[At(channel, k)] = chosen[k];
            }
        }
    }
}
