using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Equalize;

/// <summary>
/// Cross-layer equalization: divides the channels of a value by factors s that even out their ranges, and multiplies s into the
/// weights that read it: x/s, W1/s, b1/s, s·W2. The function stays; per-tensor codes of x then serve every channel
/// (docs/algorithms.md C09 (b), (d); Nagel et al., Data-Free Quantization Through Weight Equalization and Bias Correction).
/// </summary>
public static class EqualizeAcrossLayers
{
    // Factors beyond this would only move the trouble into the weights.
    const float LargestFactor = 1e4f;

    /// <summary>Chooses factors for every group of the graph that can take them.</summary>
    /// <param name="strength">Exponent of the activation's range where a dense layer reads the value: s = a^strength / w^(1 - strength);
    /// null leaves such groups alone. Where only depthwise convolutions read it, s = a, which per-channel weights absorb without loss.</param>
    public static IReadOnlyList<EqualizationDecision> Choose(Graph graph, ActivationStatistics statistics, float? strength)
    {
        var decisions = new List<EqualizationDecision>();
        foreach (ChannelGroup group in ChannelGroup.In(graph))
        {
            if ((strength is not null || group.IsReadByDepthwiseOnly) && Factors(group, statistics, group.IsReadByDepthwiseOnly ? 1 : strength!.Value) is { } factors)
            {
                decisions.Add(new EqualizationDecision([.. group.Values.Select(v => v.Name)], factors));
            }
        }
        return decisions;
    }

    /// <summary>Writes decisions into a graph whose values have the names of the plan.</summary>
    public static void Apply(Graph graph, IReadOnlyList<EqualizationDecision> decisions)
    {
        var byValue = decisions.SelectMany(d => d.Values.Select(v => (v, d.Factors))).ToDictionary(p => p.v, p => p.Factors, StringComparer.Ordinal);
        foreach (ChannelGroup group in ChannelGroup.In(graph))
        {
            if (byValue.TryGetValue(group.Values[0].Name, out float[]? factors) && factors.Length == group.Channels)
            {
                foreach (Node producer in group.Producers)
                {
                    DivideOutputs(producer, factors);
                }
                foreach (Use consumer in group.Consumers)
                {
                    MultiplyInputs(consumer.Node, factors);
                }
            }
        }
    }

    /// <summary>s[c] = a[c]^strength / w[c]^(1 - strength), scaled to a geometric mean of 1; 1 for dead channels.</summary>
    internal static float[] EqualizingFactors(ReadOnlySpan<float> activations, ReadOnlySpan<float> weights, float strength)
    {
        var factors = new float[activations.Length];
        (double logarithms, int alive) = (0, 0);
        for (int c = 0; c < factors.Length; c++)
        {
            if (activations[c] > 0 && weights[c] > 0)
            {
                factors[c] = MathF.Pow(activations[c], strength) / MathF.Pow(weights[c], 1 - strength);
                (logarithms, alive) = (logarithms + Math.Log(factors[c]), alive + 1);
            }
        }
        float mean = (float)Math.Exp(logarithms / Math.Max(alive, 1));
        for (int c = 0; c < factors.Length; c++)
        {
            factors[c] = factors[c] > 0 ? Math.Clamp(factors[c] / mean, 1 / LargestFactor, LargestFactor) : 1;
        }
        return factors;
    }

    static float[]? Factors(ChannelGroup group, ActivationStatistics statistics, float strength)
    {
        var activations = new float[group.Channels];
        bool seen = false;
        foreach (ValueStatistics? s in group.Values.Select(statistics.Of))
        {
            if (s is null || s.HasNonFinite || s.Channels != group.Channels)
            {
                continue;
            }
            seen = true;
            for (int c = 0; c < activations.Length; c++)
            {
                activations[c] = MathF.Max(activations[c], s.ChannelLargest(c));
            }
        }
        return !seen ? null
            : float.IsFinite(group.Limit) ? FactorsBelow(group.Limit, activations, strength)
            : EqualizingFactors(activations, LargestInputWeights(group), strength);
    }

    /// <summary>
    /// Factors for a group with a Clip(0, limit) inside (C09 (c)): channels are only scaled up, to at most the limit with some room,
    /// s[c] = min(room·a[c] / limit, 1)^strength. Exact as long as no channel exceeds its observed range by more than the room.
    /// </summary>
    internal static float[] FactorsBelow(float limit, ReadOnlySpan<float> activations, float strength)
    {
        const float Room = 1.15f;
        var factors = new float[activations.Length];
        for (int c = 0; c < factors.Length; c++)
        {
            float used = Room * activations[c] / limit;
            factors[c] = used > 0 ? Math.Clamp(MathF.Pow(MathF.Min(used, 1), strength), 1 / LargestFactor, 1) : 1;
        }
        return factors;
    }

    static float[] LargestInputWeights(ChannelGroup group)
    {
        var largest = new float[group.Channels];
        foreach (Node node in group.Consumers.Select(u => u.Node))
        {
            ReadOnlySpan<float> w = node.Constant(1)!.Floats;
            InputChannel channel = new(node);
            for (int i = 0; i < w.Length; i++)
            {
                ref float r = ref largest[channel.Of(i)];
                r = MathF.Max(r, MathF.Abs(w[i]));
            }
        }
        return largest;
    }

    static void DivideOutputs(Node node, float[] factors)
    {
        float[] inverse = [.. factors.Select(s => 1 / s)];
        int axis = node.Operator == ConvolutionOperators.Conv || node.Int("transB", 0) != 0 ? 0 : 1;
        Replace(node, 1, node.Constant(1)!.ScaleChannels(inverse, axis));
        if (node.Constant(2) is { } bias)
        {
            Replace(node, 2, bias.ScaleChannels(inverse));
        }
    }

    static void MultiplyInputs(Node node, float[] factors)
    {
        Tensor weight = node.Constant(1)!;
        float[] scaled = weight.Floats.ToArray();
        InputChannel channel = new(node);
        for (int i = 0; i < scaled.Length; i++)
        {
            scaled[i] *= factors[channel.Of(i)];
        }
        Replace(node, 1, Tensor.Of(scaled, [.. weight.Shape]));
    }

    /// <summary>A weight may be shared with other nodes, so the node gets one of its own.</summary>
    static void Replace(Node node, int input, Tensor tensor) =>
        Graph.SetInput(node, input, node.Graph.AddConstant(node.Inputs[input]!.Name, tensor));

    /// <summary>The input channel that element i of a node's weights multiplies.</summary>
    readonly struct InputChannel(Node node)
    {
        readonly bool _isConvolution = node.Operator == ConvolutionOperators.Conv;
        readonly bool _transposed = node.Int("transB", 0) != 0;
        readonly int _first = (int)node.Constant(1)!.Shape[0], _second = (int)node.Constant(1)!.Shape[1];
        readonly int _taps = (int)node.Constant(1)!.Shape.Skip(2).Aggregate(1L, (product, k) => product * k);
        readonly int _groups = (int)node.Int("group", 1);

        public int Of(int i) => !_isConvolution ? _transposed ? i % _second : i / _second
            : i / _taps / _second / (_first / _groups) * _second + i / _taps % _second;
    }
}
