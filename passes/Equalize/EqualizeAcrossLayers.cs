using System.Numerics.Tensors;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;
using Tensor = Qcc.Core.Ir.Tensor;

namespace Qcc.Passes.Equalize;

/// <summary>
/// Cross-layer equalization: divides the channels of a value by factors s that even out their ranges, and multiplies s into the
/// weights that read it: x/s, W1/s, b1/s, s·W2. The function stays; per-tensor codes of x then serve every channel
/// (docs/algorithms.md C09 (b), (d) and C15; Nagel et al., Data-Free Quantization Through Weight Equalization and Bias Correction; Xiao et al., SmoothQuant).
/// </summary>
public static class EqualizeAcrossLayers
{
    // Factors beyond this would only move the trouble into the weights.
    const float LargestFactor = 1e4f;

    // Tried for the groups that dense layers read.
    static readonly float[] Strengths = [0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f];

    /// <summary>Chooses factors for every group of the graph that can take them.</summary>
    /// <param name="dense">Whether groups that dense layers read are equalized too, s = a^α / w^(1 - α) with the α of the least expected
    /// rounding error. Where only depthwise convolutions read them, s = a, which per-channel weights absorb without loss.</param>
    public static IReadOnlyList<EqualizationDecision> Choose(Graph graph, ActivationStatistics statistics, bool dense)
    {
        var decisions = new List<EqualizationDecision>();
        foreach (ChannelGroup group in ChannelGroup.In(graph))
        {
            if ((dense || group.IsReadByDepthwiseOnly) && Factors(group, statistics) is { } factors)
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
                    Divide(group, producer, [.. factors.Select(f => 1 / f)]);
                }
                foreach (Use consumer in group.Consumers)
                {
                    MultiplyInputs(consumer.Node, factors);
                }
            }
        }
    }

    /// <summary>Why a decision cannot be applied to a graph that has its values; null where it can.</summary>
    public static string? Refuses(Graph graph, EqualizationDecision decision)
    {
        ChannelGroup? group = ChannelGroup.In(graph).FirstOrDefault(g => decision.Values.Count > 0 && g.Values[0].Name == decision.Values[0]);
        return group is not null && decision.Factors.Length == group.Channels && decision.Factors.All(f => f > 0 && float.IsFinite(f)) ? null : "cannot be equalized with these factors";
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

    static float[]? Factors(ChannelGroup group, ActivationStatistics statistics)
    {
        ValueStatistics[] read = [.. group.Values.Select(statistics.Of).OfType<ValueStatistics>()
            .Where(s => !s.HasNonFinite && s.Count > 0 && s.Channels == group.Channels && s.Axis == group.Axis)];
        if (read.Length == 0)
        {
            return null;
        }
        float[] activations = [.. Enumerable.Range(0, group.Channels).Select(c => read.Max(s => s.ChannelLargest(c)))];
        if (float.IsFinite(group.Limit))
        {
            return FactorsBelow(group.Limit, activations, group.IsReadByDepthwiseOnly ? 1 : 0.5f);
        }
        InputWeights[] layers = [.. group.Consumers.Select(u => new InputWeights(u.Node))];
        float[] weights = layers[0].LargestOfChannels();
        foreach (InputWeights layer in layers.Skip(1))
        {
            TensorPrimitives.Max(weights, layer.LargestOfChannels(), weights);
        }
        return group.IsReadByDepthwiseOnly ? EqualizingFactors(activations, weights, 1) : LeastError(activations, weights, layers, read);
    }

    /// <summary>The factors with the least expected rounding error of the layers that read the group; null where none gains.</summary>
    static float[]? LeastError(float[] activations, float[] weights, InputWeights[] layers, ValueStatistics[] read)
    {
        double[] squares = new double[activations.Length], variances = new double[activations.Length];
        foreach (ValueStatistics s in read)
        {
            double[] means = s.ChannelMeans(), ofValue = s.ChannelMeanSquares();
            for (int c = 0; c < squares.Length; c++)
            {
                squares[c] = Math.Max(squares[c], ofValue[c]);
                variances[c] = Math.Max(variances[c], ofValue[c] - means[c] * means[c]);
            }
        }
        double Error(float[] factors)
        {
            (float low, float high) = (0, 0);
            for (int c = 0; c < factors.Length; c++)
            {
                foreach (ValueStatistics s in read)
                {
                    (low, high) = (MathF.Min(low, s.ChannelMin[c] / factors[c]), MathF.Max(high, s.ChannelMax[c] / factors[c]));
                }
            }
            return layers.Sum(l => l.RoundingError(factors, (high - low) / 255.0, squares, variances));
        }
        float[] ones = new float[activations.Length];
        Array.Fill(ones, 1);
        float[] best = Strengths.Select(a => EqualizingFactors(activations, weights, a)).Prepend(ones).MinBy(Error)!;
        return ReferenceEquals(best, ones) ? null : best;
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

    static void Divide(ChannelGroup group, Node node, float[] inverse)
    {
        if (group.Parameters(node) is [_, ..] parameters)
        {
            foreach (int input in parameters)
            {
                Replace(node, input, node.Constant(input)!.ScaleChannels(inverse, group.ParameterAxis(node, input)!.Value));
            }
            return;
        }
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
