using Qcc.Core.Ir;

namespace Qcc.EndToEnd.Tests.FusedKernels;

/// <summary>What was compared of one kernel, and what differed.</summary>
public sealed class KernelTally
{
    readonly HashSet<string> _nodes = new(StringComparer.Ordinal);

    public int Nodes => _nodes.Count;
    public long Tensors { get; private set; }
    public long Elements { get; private set; }
    public long Mismatches { get; private set; }

    /// <summary>The first difference, or null.</summary>
    public string? First { get; private set; }

    /// <summary>Counts the result of one run of a node.</summary>
    /// <param name="node">What tells the node from others.</param>
    internal void Add(string node, KernelInputs kernel, Tensor expected)
    {
        _nodes.Add(node);
        Tensors++;
        Elements += kernel.Actual.Count;
        if (expected.Element != kernel.Actual.Element || expected.Bytes.Length != kernel.Actual.Bytes.Length)
        {
            Mismatches += kernel.Actual.Count;
            First ??= $"{kernel.Node}: {kernel.Actual.Type} in ONNX Runtime, {expected.Type} here";
            return;
        }
        int size = kernel.Actual.Element.BitWidth() / 8;
        ReadOnlySpan<byte> a = kernel.Actual.Bytes.Span, e = expected.Bytes.Span;
        for (int i = 0; i < a.Length; i += size)
        {
            if (!a.Slice(i, size).SequenceEqual(e.Slice(i, size)))
            {
                Mismatches++;
                First ??= $"{kernel.Node} at {i / size}: bytes {string.Join(' ', a.Slice(i, size).ToArray())} in ONNX Runtime, {string.Join(' ', e.Slice(i, size).ToArray())} here";
            }
        }
    }
}

/// <summary>
/// A file of target int8-cpu as ONNX Runtime optimizes it: every integer kernel against the reference evaluator in F32, from the inputs that ONNX
/// Runtime gave to it, bit for bit.
/// </summary>
public sealed class KernelComparison
{
    readonly SortedDictionary<string, KernelTally> _kernels = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, (int Nodes, string Reason)> _skipped = new(StringComparer.Ordinal);
    readonly HashSet<Node> _floats = [];

    /// <summary>By the name of the operator.</summary>
    public IReadOnlyDictionary<string, KernelTally> Kernels => _kernels;

    /// <summary>Operators with codes or integer products that were not compared: how many nodes, and why.</summary>
    public IReadOnlyDictionary<string, (int Nodes, string Reason)> Skipped => _skipped;

    /// <summary>Nodes that compute on floats or shapes alone.</summary>
    public int FloatNodes => _floats.Count;

    /// <summary>Runs a file on the first samples of a file or folder.</summary>
    public static KernelComparison Of(string file, string samples, int count)
    {
        var comparison = new KernelComparison();
        using var model = new TappedModel(file);
        bool isFirst = true;
        foreach (IReadOnlyDictionary<string, Tensor> values in model.Run(samples, count))
        {
            foreach (Node node in model.Graph.Nodes)
            {
                if (node.FirstOutput is { } result && values.TryGetValue(result.Name, out Tensor? actual) && FusedKernel.Of(node, actual) is { } function)
                {
                    Tensor?[] inputs = [.. node.Inputs.Select(v => v is null ? null : v.Constant ?? values[v.Name])];
                    var kernel = new KernelInputs(node, inputs, actual);
                    comparison.TallyOf(node).Add(result.Name, kernel, function(kernel));
                }
                else if (isFirst)
                {
                    comparison.Note(node, values);
                }
            }
            isFirst = false;
        }
        return comparison;
    }

    KernelTally TallyOf(Node node)
    {
        if (!_kernels.TryGetValue(node.Operator.Name, out KernelTally? tally))
        {
            _kernels[node.Operator.Name] = tally = new KernelTally();
        }
        return tally;
    }

    void Note(Node node, IReadOnlyDictionary<string, Tensor> values)
    {
        bool isCode = node.Outputs.OfType<Value>().Any(v => values.TryGetValue(v.Name, out Tensor? t) && t.Element is ElementType.U8 or ElementType.S8);
        bool hasInside = node.Subgraphs.SelectMany(g => g.WithSubgraphs()).SelectMany(g => g.Nodes).Any(n => FusedKernel.IsInteger(n.Operator.Name));
        if (FusedKernel.NotReproducible.TryGetValue(node.Operator.Name, out string? reason) || isCode || hasInside)
        {
            reason ??= hasInside ? "the values inside of its branches are none of the main graph" : "no form of it here";
            _skipped[node.Operator.Name] = (_skipped.GetValueOrDefault(node.Operator.Name).Nodes + 1, reason);
        }
        else
        {
            _floats.Add(node);
        }
    }
}
