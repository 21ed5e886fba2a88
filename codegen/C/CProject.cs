using Qcc.Codegen.C.Files;
using Qcc.Codegen.C.Layers;
using Qcc.Codegen.C.Memory;
using Qcc.Core.Ir;

namespace Qcc.Codegen.C;

/// <summary>An integer graph as a project of portable C99 (docs/c-mcu.md).</summary>
/// <param name="Files">Text of each file by its path in the project's folder.</param>
/// <param name="Memory">The arena and what lies in it.</param>
/// <param name="ConstantBytes">Bytes of weights, multipliers and tables.</param>
public sealed record CProject(IReadOnlyDictionary<string, string> Files, MemoryPlan Memory, long ConstantBytes)
{
    /// <summary>The nodes that cannot be written, each with its reason; none where <see cref="Emit"/> succeeds.</summary>
    public static IReadOnlyList<(Node Node, string Reason)> Refusals(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        (Node, string)[] refused = [.. graph.Nodes.Select(n => (n, LayerTable.Refusal(n))).Where(r => r.Item2 is not null).Select(r => (r.n, r.Item2!))];
        // No arena is larger than all values together.
        return refused.Length > 0 || graph.Nodes.SelectMany(n => n.Outputs).Sum(v => ArenaPlan.Rounded(Sizes.Bytes(v!))) <= Sizes.Most
            || Network.Place(graph) is not { Arena.Bytes: > Sizes.Most, Highest: { } highest } ? refused : [(highest.Node, $"the arena {Sizes.TooLarge}")];
    }

    /// <summary>Writes the project.</summary>
    /// <param name="integerGraph">A graph of docs/integer-graph.md that begins and ends with codes.</param>
    /// <param name="options">Name, quantization of inputs and outputs, samples.</param>
    /// <exception cref="ArgumentException">A node cannot be written (<see cref="Refusals"/>), or an input or output is no array of integers of known size.</exception>
    /// <exception cref="OverflowException">A sample breaks a bound that lowering proves.</exception>
    public static CProject Emit(Model integerGraph, CProjectOptions options)
    {
        ArgumentNullException.ThrowIfNull(integerGraph);
        ArgumentNullException.ThrowIfNull(options);
        Graph graph = integerGraph.Graph;
        if (Refusals(graph) is [var first, ..] refusals)
        {
            throw new ArgumentException($"{first.Node}: {first.Reason} ({refusals.Count} nodes cannot be written in C)", nameof(integerGraph));
        }
        var network = new Network(graph, options);
        // Two files of one name, on any file system, are an error and not one file.
        var files = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            { $"{network.Name}.h", HeaderFile.Write(network) },
            { $"{network.Name}.c", network.Source },
            { $"{network.Name}_weights.h", WeightFiles.Header(network) },
            { $"{network.Name}_weights.c", WeightFiles.Source(network) },
            { "qcc_kernels.h", network.Kernels.Header },
            { "qcc_kernels.c", network.Kernels.Source },
            { "Makefile", KernelSet.Resource("Makefile.mk").Replace("NAME_HERE", network.Name.Text, StringComparison.Ordinal) },
            { "test_cortex_m.c", KernelSet.Resource("test_cortex_m.c") },
            { "README.md", ReadmeFile.Write(network) },
        };
        TestFiles.Write(network, graph, files);
        return new CProject(new SortedDictionary<string, string>(files, StringComparer.Ordinal), MemoryPlan.Of(network.Placement), network.Constants.Bytes);
    }

    /// <summary>Writes samples beyond those of the project's test for its option <c>--file</c>: inputs, what the evaluator gives, and hashes of the layers.</summary>
    /// <param name="integerGraph">The graph that <see cref="Emit"/> had.</param>
    /// <param name="options">The options that it had.</param>
    /// <param name="samples">For each a tensor for each graph input by name; run one at a time.</param>
    /// <param name="stream">The file.</param>
    /// <returns>How many tensors a trace compares for all of them.</returns>
    public static long Record(Model integerGraph, CProjectOptions options, IEnumerable<IReadOnlyDictionary<string, Tensor>> samples, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(integerGraph);
        ArgumentNullException.ThrowIfNull(samples);
        var network = new Network(integerGraph.Graph, options);
        long tensors = 0;
        foreach (IReadOnlyDictionary<string, Tensor> sample in samples)
        {
            var recording = Recording.Of(network, integerGraph.Graph, sample);
            TestFiles.Write(recording, stream);
            tensors += recording.Outputs.Length + recording.Layers.Length;
        }
        return tensors;
    }
}
