using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Equalize;

/// <summary>
/// x read by layers W becomes Mul(x, 1/s) read by diag(s)·W, where nothing before can take the factors: behind a Gelu, and where a normalized
/// stream is itself read by additions (docs/algorithms.md C15; Xiao et al., SmoothQuant). The function stays; the Mul is one more operator.
/// </summary>
public static class ScaleBeforeLayers
{
    /// <summary>The expected rounding error of the layers has to fall to this share of it, to pay for a Mul.</summary>
    const double LargestShare = 0.5;

    const string Suffix = "_scaled";

    /// <summary>Values that dense layers read and that <see cref="EqualizeAcrossLayers"/> cannot reach, with the factors of the least expected error.</summary>
    public static IReadOnlyList<EqualizationDecision> Choose(Graph graph, ActivationStatistics statistics)
    {
        HashSet<Value> reached = [.. ChannelGroup.In(graph).SelectMany(g => g.Values.Where(v => g.ClassesOf(v).All(g.IsFree)))];
        var decisions = new List<EqualizationDecision>();
        foreach (Value value in DenseReaders.In(graph).Where(v => !reached.Contains(v)))
        {
            if (statistics.Of(value) is { HasNonFinite: false, Count: > 0 } seen && seen.Axis == value.TensorType!.Rank - 1 && Factors(seen, DenseReaders.Of(value)) is { } factors)
            {
                decisions.Add(new EqualizationDecision([value.Name], factors, nameof(ScaleBeforeLayers)));
            }
        }
        return decisions;
    }

    static float[]? Factors(ValueStatistics seen, IReadOnlyList<Node> layers)
    {
        ChannelReader[] readers = [.. layers.Select(l => new ChannelReader(l, seen))];
        var weights = new float[seen.Channels];
        foreach (ChannelReader reader in readers)
        {
            float[] largest = reader.Weights.LargestOfChannels();
            for (int k = 0; k < weights.Length; k++)
            {
                weights[k] = MathF.Max(weights[k], largest[k]);
            }
        }
        double Error(float[] factors) => readers.Sum(r => r.Error(factors));
        float[] activations = [.. Enumerable.Range(0, seen.Channels).Select(seen.ChannelLargest)];
        return ChannelReader.LeastError(activations, weights, f => f, Error) is { } best && Error(best) <= LargestShare * Error([.. best.Select(_ => 1f)]) ? best : null;
    }

    /// <summary>Writes decisions into a graph whose values have the names that they were made for.</summary>
    public static void Apply(Graph graph, IReadOnlyList<EqualizationDecision> decisions)
    {
        foreach (EqualizationDecision decision in decisions)
        {
            if (DenseReaders.Find(graph, decision.Values[0], decision.Factors.Length) is not { } value)
            {
                continue;
            }
            IReadOnlyList<Node> layers = DenseReaders.Of(value);
            Value inverse = graph.AddConstant(value.Name + Suffix + "_by", Tensor.Of([.. decision.Factors.Select(f => 1 / f)], [decision.Factors.Length]));
            Value scaled = graph.InsertNamed(DenseReaders.First(layers), ElementwiseOperators.Mul, [value, inverse], [value.Name + Suffix]).Output;
            scaled.Type = value.Type;
            foreach (Node layer in layers)
            {
                Graph.SetInput(layer, 0, scaled);
                LinearLayer.MultiplyInputs(layer, decision.Factors);
            }
        }
    }

    /// <summary>The statistics after that: those of what the layers read follow from those of what they read before.</summary>
    public static ActivationStatistics Statistics(Graph graph, ActivationStatistics statistics, IReadOnlyList<EqualizationDecision> decisions)
    {
        ActivationStatistics scaled = statistics.Divided([]);
        foreach (EqualizationDecision decision in decisions)
        {
            Value value = DenseReaders.Find(graph, decision.Values[0], decision.Factors.Length)!;
            scaled.Set(value.Name + Suffix, statistics.Of(value)!.Divided(decision.Factors));
            if (statistics.FirstShape(value.Name) is { } shape)
            {
                scaled.SetShape(value.Name + Suffix, shape);
            }
        }
        return scaled;
    }

    /// <summary>Why the last decision does not fit a graph; null where it does.</summary>
    public static string? Refuses(Graph graph, IReadOnlyList<EqualizationDecision> decisions) =>
        decisions[^1] is var decision && decision.Values.Count == 1 && decision.Factors.All(f => f > 0 && float.IsFinite(f)) && DenseReaders.Find(graph, decision.Values[0], decision.Factors.Length) is not null
        && !graph.Nodes.SelectMany(n => n.Outputs).Any(v => v?.Name == decision.Values[0] + Suffix)
            ? null : "is read by no dense layer that can take these factors";
}
