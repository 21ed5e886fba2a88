using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Equalize;

/// <summary>
/// Rotates the channels of a residual stream: writers become W·R, b·R, readers Rᵀ·W, and a normalization of the stream gives N(x·R) = N(x)·R, its weight γ moved
/// into the layers that read it (Rᵀ·diag(γ)·W) and its shift β into their biases. The function stays, no operator is added, and what
/// stood out in single channels, or in other channels of each token, is spread over all of them (docs/algorithms.md C17, C18).
/// </summary>
/// <remarks>
/// A LayerNormalization need not become an RMS norm first, and writers need not be centred: R keeps means (R·1 = 1, <see cref="FlatRotation"/>), so that subtracting
/// the mean commutes with it.
/// </remarks>
public static class RotateResidualStream
{
    /// <summary>One decision for each stream whose readers and writers are all known: its first value, and the signs of the rotation.</summary>
    public static IReadOnlyList<EqualizationDecision> Choose(Graph graph) =>
        [.. Rotatable(graph).Select((s, number) => new EqualizationDecision([s.Start.Name], FlatRotation.Signs(s.Width, number), nameof(RotateResidualStream)))];

    /// <summary>Writes decisions into a graph whose values have the names that they were made for.</summary>
    public static void Apply(Graph graph, IReadOnlyList<EqualizationDecision> decisions)
    {
        Dictionary<string, float[]> signs = decisions.ToDictionary(d => d.Values[0], d => d.Factors, StringComparer.Ordinal);
        foreach (ResidualStream stream in Rotatable(graph).Where(s => signs.ContainsKey(s.Start.Name)).ToArray())
        {
            Rotate(stream, new FlatRotation(signs[stream.Start.Name], stream.Normalizations.Any(n => n.SubtractsMeans)));
        }
    }

    /// <summary>Why the last decision does not fit a graph; null where it does.</summary>
    public static string? Refuses(Graph graph, IReadOnlyList<EqualizationDecision> decisions) =>
        decisions[^1] is var decision && decision.Values.Count == 1 && decision.Factors.All(f => f is 1 or -1) && Rotatable(graph).Any(s => s.Start.Name == decision.Values[0] && s.Width == decision.Factors.Length)
            ? null : "starts no residual stream that can be rotated with these signs";

    static IEnumerable<ResidualStream> Rotatable(Graph graph) => ResidualStream.In(graph).Where(s => s.Declined is null && s.Normalizations.Count > 0 && FlatRotation.IsCheap(s.Width));

    static void Rotate(ResidualStream stream, FlatRotation rotation)
    {
        foreach (ResidualStream.Normalization normalization in stream.Normalizations)
        {
            MoveScale(normalization);
        }
        foreach (ResidualStream.Constant constant in stream.Written.Concat(stream.Read).Concat(stream.Normalizations.SelectMany(n => n.Readers)).Distinct())
        {
            LinearLayer.SetConstant(constant.Node, constant.Input, rotation.Along(constant.Node.Constant(constant.Input)!, constant.Axis));
        }
        // A shift that no bias could take has to be rotated like what it is added to.
        foreach (Node node in stream.Normalizations.Select(n => n.Node).Where(n => n.Input(2) is not null))
        {
            LinearLayer.SetConstant(node, 2, rotation.Along(node.Constant(2)!, 0));
        }
    }

    /// <summary>N(x)∘γ + β read by W, b is N(x) + β ⊘ γ read by diag(γ)·W, b; where all readers have a bias, N(x) read by diag(γ)·W, b + βᵀ·W.</summary>
    static void MoveScale(ResidualStream.Normalization normalization)
    {
        Node node = normalization.Node;
        Tensor scale = node.Constant(1)!;
        Node[] readers = [.. normalization.Readers.Select(r => r.Node).Distinct()];
        if (node.Constant(2) is { } shift)
        {
            if (normalization.BiasesTakeShift)
            {
                foreach (Node reader in readers)
                {
                    AddToBias(reader, shift.Floats);
                }
                Graph.SetInput(node, 2, null);
                Graph.TrimAbsent(node);
            }
            else
            {
                LinearLayer.SetConstant(node, 2, Tensor.Of([.. shift.Floats.ToArray().Zip(scale.Floats.ToArray(), (b, g) => g == 0 ? 0 : b / g)], [shift.Count]));
            }
        }
        foreach (Node reader in readers)
        {
            LinearLayer.MultiplyInputs(reader, scale.Floats.ToArray());
        }
        var ones = new float[scale.Count];
        Array.Fill(ones, 1);
        LinearLayer.SetConstant(node, 1, Tensor.Of(ones, [scale.Count]));
    }

    /// <summary>b ← b + βᵀ·W.</summary>
    static void AddToBias(Node layer, ReadOnlySpan<float> shift)
    {
        Tensor weight = layer.Constant(1)!;
        bool outputsFirst = LinearLayer.OutputAxis(layer) == 0;
        int inputs = shift.Length, outputs = (int)LinearLayer.Outputs(layer);
        BiasSlot slot = BiasSlot.Of(layer)!.Value;
        Tensor? bias = slot.Holder.Constant(slot.Input);
        var sum = new float[outputs];
        for (int n = 0; n < outputs; n++)
        {
            double total = bias is null ? 0 : bias.Floats[bias.Count == 1 ? 0 : n];
            for (int k = 0; k < inputs; k++)
            {
                total += (double)shift[k] * weight.Floats[outputsFirst ? n * inputs + k : k * outputs + n];
            }
            sum[n] = (float)total;
        }
        slot.Write(layer.Graph.AddConstant($"{layer.Output.Name}_bias", Tensor.Of(sum, bias?.Count == outputs ? [.. bias.Shape] : [outputs])));
    }
}
