using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;

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
                decisions.AddRange(Decisions(group, factors));
            }
        }
        return decisions;
    }

    /// <summary>
    /// Chooses factors for groups that products with weights in blocks read, s = r^α or r^α / w^(1 - α) with r the root of the mean square of a channel and
    /// the α of the least expected error of the weights alone (docs/algorithms.md C16; Lin et al., AWQ).
    /// </summary>
    /// <param name="isBlocked">Whether a node's weights become codes in blocks.</param>
    public static IReadOnlyList<EqualizationDecision> ChooseForBlocks(Graph graph, ActivationStatistics statistics, Func<Node, bool> isBlocked, int bits, int blockSize)
    {
        var decisions = new List<EqualizationDecision>();
        foreach (ChannelGroup group in ChannelGroup.In(graph).Where(g => !g.IsLimited))
        {
            Reader[] readers = [.. group.Consumers.Where(u => isBlocked(u.Node)).Select(u => Reader.Of(group, u.Node, statistics)).Where(r => r.Layer.IsSeen)];
            float[] ones = Ones(group.Classes), roots = new float[group.Classes];
            foreach (Reader reader in readers)
            {
                for (int k = 0; k < reader.Classes.Length; k++)
                {
                    roots[reader.Classes[k]] = MathF.Max(roots[reader.Classes[k]], (float)Math.Sqrt(reader.Layer.MeanSquares[k]));
                }
            }
            float[] weights = LargestWeights(group, readers);
            float[] best = ChannelReader.Strengths.SelectMany(a => new[] { EqualizingFactors(roots, ones, a), EqualizingFactors(roots, weights, a) })
                .Select(factors => factors.Select((f, c) => group.IsFree(c) ? f : 1).ToArray()).Prepend(ones)
                .MinBy(factors => readers.Sum(r => r.BlockError(factors, bits, blockSize)))!;
            decisions.AddRange(ReferenceEquals(best, ones) ? [] : Decisions(group, best));
        }
        return decisions;
    }

    /// <summary>Values with the same factors are named together: one list for a chain, one for each part of a Concat.</summary>
    static IEnumerable<EqualizationDecision> Decisions(ChannelGroup group, float[] factors) => group.Values.GroupBy(v => group.FactorsOf(v, factors), Same)
        .Where(g => g.Key.Any(f => f != 1)).Select(g => new EqualizationDecision([.. g.Select(v => v.Name)], g.Key));

    static readonly EqualityComparer<float[]> Same = EqualityComparer<float[]>.Create((a, b) => a.AsSpan().SequenceEqual(b), f => HashCode.Combine(f.Length, f[0], f[^1]));

    /// <summary>Writes decisions into a graph whose values have the names of the plan.</summary>
    public static void Apply(Graph graph, IReadOnlyList<EqualizationDecision> decisions)
    {
        foreach ((ChannelGroup group, float[] factors) in Decided(graph, decisions))
        {
            group.Scale(factors);
        }
    }

    /// <summary>
    /// The statistics after equalization. A value that holds the channels in other places (heads in an axis of their own) has the range and histogram of
    /// the layer's value that it is moved from or to; where there is none, nothing is known of it.
    /// </summary>
    /// <param name="graph">The graph before <see cref="Apply"/>.</param>
    public static ActivationStatistics Divided(Graph graph, ActivationStatistics statistics, IReadOnlyList<EqualizationDecision> decisions)
    {
        ActivationStatistics divided = statistics.Divided(decisions);
        foreach ((ChannelGroup group, _) in Decided(graph, decisions))
        {
            foreach (Value moved in group.MovedValues.Where(v => statistics.Of(v) is not null))
            {
                divided.Set(moved.Name, group.Values.FirstOrDefault(v => divided.Of(v) is not null && HoldsTheSame(v, moved)) is { } source
                    ? divided.Of(source)!.WithoutChannels() : ValueStatistics.NonFinite(1, 1));
            }
        }
        return divided;
    }

    /// <summary>Whether movements of data lead from one value to the other.</summary>
    static bool HoldsTheSame(Value value, Value other)
    {
        static Value Origin(Value v)
        {
            while (v.Producer is { } p && p.Operator.Commutes.HasFlag(Commutes.WithQuantization) && p.Outputs.Count == 1 && p.Inputs.Count(i => i is { Initializer: null }) == 1 && p.Inputs[0] is { Initializer: null } input
                && input.TensorType?.Element == ElementType.F32)
            {
                v = input;
            }
            return v;
        }
        return ReferenceEquals(Origin(value), Origin(other));
    }

    /// <summary>The groups that decisions name, with the factor of each class.</summary>
    static IEnumerable<(ChannelGroup Group, float[] Factors)> Decided(Graph graph, IReadOnlyList<EqualizationDecision> decisions)
    {
        var byValue = decisions.SelectMany(d => d.Values.Select(v => (v, d.Factors))).ToDictionary(p => p.v, p => p.Factors, StringComparer.Ordinal);
        foreach (ChannelGroup group in ChannelGroup.In(graph))
        {
            if (FactorsOf(group, byValue) is { } factors)
            {
                yield return (group, factors);
            }
        }
    }

    /// <summary>The factor of each class by what is decided of the group's values; null where nothing is, or what the group cannot take.</summary>
    static float[]? FactorsOf(ChannelGroup group, Dictionary<string, float[]> byValue)
    {
        var factors = new float[group.Classes];
        foreach (Value value in group.Values)
        {
            int[] classes = group.ClassesOf(value);
            if (!byValue.TryGetValue(value.Name, out float[]? own))
            {
                continue;
            }
            if (own.Length != classes.Length)
            {
                return null;
            }
            for (int c = 0; c < own.Length; c++)
            {
                if ((factors[classes[c]] is var known and not 0 && known != own[c]) || (own[c] != 1 && !group.IsFree(classes[c])))
                {
                    return null;
                }
                factors[classes[c]] = own[c];
            }
        }
        return factors.All(f => f == 0) ? null : [.. factors.Select(f => f == 0 ? 1 : f)];
    }

    /// <summary>Why the factors of the last decision cannot be applied beside those of the others to a graph that has their values; null where they can.</summary>
    public static string? Refuses(Graph graph, IReadOnlyList<EqualizationDecision> decisions)
    {
        EqualizationDecision last = decisions[^1];
        bool takes = last.Values.Count > 0 && last.Factors.All(f => f > 0 && float.IsFinite(f));
        HashSet<string> values = takes ? [.. Decided(graph, decisions).SelectMany(d => d.Group.Values).Select(v => v.Name)] : [];
        return takes && last.Values.All(values.Contains) ? null : "cannot be equalized with these factors";
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
        // Per class, over all values that were observed.
        var activations = new float[group.Classes];
        foreach (Value value in group.Values)
        {
            if (Observed(group, value, statistics) is { } seen)
            {
                int[] classes = group.ClassesOf(value);
                for (int c = 0; c < classes.Length; c++)
                {
                    activations[classes[c]] = MathF.Max(activations[classes[c]], seen.ChannelLargest(c));
                }
            }
        }
        if (!activations.Any(a => a > 0))
        {
            return null;
        }
        if (group.IsLimited)
        {
            return [.. activations.Select((a, c) => group.IsFree(c) && float.IsFinite(group.LimitOf(c)) ? FactorsBelow(group.LimitOf(c), [a], group.IsReadByDepthwiseOnly ? 1 : 0.5f)[0] : 1)];
        }
        Reader[] readers = [.. group.Consumers.Select(u => Reader.Of(group, u.Node, statistics))];
        float[] weights = LargestWeights(group, readers);
        return group.IsReadByDepthwiseOnly ? Bound(group, EqualizingFactors(activations, weights, 1), activations)
            : ChannelReader.LeastError(activations, weights, f => Bound(group, f, activations), f => readers.Sum(r => r.Error(f)));
    }

    /// <summary>The largest weight that multiplies each class.</summary>
    static float[] LargestWeights(ChannelGroup group, Reader[] readers)
    {
        var weights = new float[group.Classes];
        foreach (Reader reader in readers)
        {
            float[] largest = reader.Layer.Weights.LargestOfChannels();
            for (int k = 0; k < largest.Length; k++)
            {
                weights[reader.Classes[k]] = MathF.Max(weights[reader.Classes[k]], largest[k]);
            }
        }
        return weights;
    }

    static float[] Ones(int count)
    {
        var ones = new float[count];
        Array.Fill(ones, 1);
        return ones;
    }

    static ValueStatistics? Observed(ChannelGroup group, Value value, ActivationStatistics statistics) =>
        statistics.Of(value) is { HasNonFinite: false, Count: > 0 } seen && seen.Channels == group.ClassesOf(value).Length && seen.Axis == group.AxisOf(value) ? seen : null;

    /// <summary>Factors of 1 where no other is allowed. The others are taken so that their largest activation meets the largest of those.</summary>
    static float[] Bound(ChannelGroup group, float[] factors, float[] activations)
    {
        if (Enumerable.Range(0, factors.Length).All(group.IsFree))
        {
            return factors;
        }
        float free = 0, bound = 0;
        for (int c = 0; c < factors.Length; c++)
        {
            (free, bound) = group.IsFree(c) ? (MathF.Max(free, activations[c] / factors[c]), bound) : (free, MathF.Max(bound, activations[c]));
        }
        float ratio = free > 0 && bound > 0 ? free / bound : 1;
        return [.. factors.Select((f, c) => group.IsFree(c) ? Math.Clamp(f * ratio, 1 / LargestFactor, LargestFactor) : 1)];
    }

    /// <summary>A layer that reads a value of a group, and the class of each of its input channels.</summary>
    sealed record Reader(ChannelReader Layer, int[] Classes)
    {
        public static Reader Of(ChannelGroup group, Node layer, ActivationStatistics statistics) =>
            new(new ChannelReader(layer, Observed(group, layer.Inputs[0]!, statistics)), group.ClassesOf(layer.Inputs[0]!));

        public double Error(float[] factorsOfClasses) => Layer.Error([.. Classes.Select(c => factorsOfClasses[c])]);

        public double BlockError(float[] factorsOfClasses, int bits, int blockSize) => Layer.BlockError([.. Classes.Select(c => factorsOfClasses[c])], bits, blockSize);
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
}
