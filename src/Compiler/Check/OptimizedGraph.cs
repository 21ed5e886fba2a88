using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;

namespace Qcc.Check;

/// <summary>The graph that ONNX Runtime runs after its optimizations, read back.</summary>
sealed class OptimizedGraph
{
    OptimizedGraph(Model model) => Graph = model.Graph;

    public Graph Graph { get; }

    /// <summary>Operators by name, subgraphs included.</summary>
    public IReadOnlyDictionary<string, int> Operators => new SortedDictionary<string, int>(
        Graph.WithSubgraphs().SelectMany(g => g.Nodes).GroupBy(n => n.Operator.Name).ToDictionary(g => g.Key, g => g.Count()), StringComparer.Ordinal);

    /// <summary>Loads a model for measuring and reads back what the session runs; the temporary file is gone afterwards.</summary>
    /// <param name="asWritten">The model's graph, where the session's cannot be read back.</param>
    public static (OrtSession Session, OptimizedGraph Graph) Load(ExportedModel model, Model asWritten, string file)
    {
        using var written = new TemporaryFile(Path.Combine(Path.GetTempPath(), $"qcc-{Path.GetRandomFileName()}.onnx"));
        OrtSession session = OrtSession.Load(model, new OrtSessionOptions { OptimizedModelPath = written.Path, KeepsMemory = true }, file);
        try
        {
            return (session, new OptimizedGraph(Optimized(written.Path, file) ?? asWritten));
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The graph in the file, or null where it is none: ONNX Runtime writes sparse tensors in a form that ONNX does not have.</summary>
    static Model? Optimized(string path, string file)
    {
        try
        {
            return ModelImporter.Parse(File.ReadAllBytes(path), new DiagnosticList(), file, Path.GetPathRoot(path)!);
        }
        catch (DiagnosticException)
        {
            return null;
        }
    }

    /// <summary>The kernel that reads an initializer, by its name or else by a longer one under which it was laid out anew; or null.</summary>
    public string? ReaderOf(string initializer) => Reader(name => name == initializer) ?? Reader(name => name.StartsWith(initializer, StringComparison.Ordinal));

    string? Reader(Func<string, bool> isNamed) => Graph.WithSubgraphs().SelectMany(g => g.Nodes)
        .FirstOrDefault(n => n.Inputs.Any(i => i is not null && isNamed(i.Name)))?.Operator.Name;
}
