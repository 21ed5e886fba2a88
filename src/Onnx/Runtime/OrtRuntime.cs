using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Rewrite;

namespace Qcc.Onnx.Runtime;

/// <summary>ONNX Runtime as the float runtime of passes.</summary>
/// <param name="file">The file that diagnostics name.</param>
public sealed class OrtRuntime(string file) : IFloatRuntime
{
    static readonly OrtSessionOptions AsWritten = new() { Optimization = OrtOptimization.None };

    /// <inheritdoc/>
    /// <exception cref="DiagnosticException">QCC1090: ONNX Runtime refuses the model.</exception>
    public void InferTypes(Model model)
    {
        Dictionary<string, Value> untyped = model.Graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>()
            .Where(v => !IsComplete(v.Type)).ToDictionary(v => v.Name, StringComparer.Ordinal);
        if (untyped.Count == 0)
        {
            return;
        }
        if (untyped.Keys.FirstOrDefault(n => n.Contains('\0', StringComparison.Ordinal)) is { } cut)
        {
            throw new DiagnosticException(RuntimeDiagnostics.NulInName.At(new Place(file), cut));
        }
        Model tapped = model.Copy();
        tapped.Graph.AddOutputs(v => untyped.ContainsKey(v.Name));
        using OrtSession session = OrtSession.Load(ModelExporter.Export(tapped), AsWritten, file);
        foreach ((string name, Value value) in untyped)
        {
            if (session.OutputType(name) is { } type)
            {
                value.Type = type;
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Tensor?> Evaluate(Model model, IReadOnlyList<Value> values)
    {
        if (values.Count == 0)
        {
            return [];
        }
        ExportedModel program = ModelExporter.Export(ConstantProgram(model, values));
        try
        {
            using OrtSession session = OrtSession.Load(program, AsWritten, file);
            using OrtOutputs outputs = session.Run(new Dictionary<string, Tensor>(), [.. values.Select(v => v.Name)]);
            return [.. Enumerable.Range(0, outputs.Count).Select(outputs.Copy)];
        }
        catch (DiagnosticException) when (values.Count > 1)
        {
            // One of them failed; the others still have values.
            return [.. values.Select(v => Evaluate(model, [v])[0])];
        }
        catch (DiagnosticException)
        {
            return [null];
        }
    }

    /// <summary>The part of the main graph that the values depend on, as a model without inputs.</summary>
    static Model ConstantProgram(Model model, IReadOnlyList<Value> values)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Stack<Value>(values);
        while (pending.TryPop(out Value? value))
        {
            if (needed.Add(value.Name) && value.Producer is { } producer)
            {
                foreach (Value input in Graph.ReadBy(producer))
                {
                    pending.Push(input);
                }
                foreach (Value? sibling in producer.Outputs)
                {
                    if (sibling is not null)
                    {
                        needed.Add(sibling.Name);
                    }
                }
            }
        }
        Model program = model.Copy();
        Graph graph = program.Graph;
        while (graph.Outputs.Count > 0)
        {
            graph.RemoveOutput(graph.Outputs.Count - 1);
        }
        var wanted = values.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        for (int i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            Node node = graph.Nodes[i];
            if (!node.Outputs.Any(o => o is not null && needed.Contains(o.Name)))
            {
                graph.Erase(node);
            }
        }
        graph.AddOutputs(v => wanted.Contains(v.Name));
        foreach (Value output in graph.Outputs)
        {
            output.Type = null;
        }
        foreach (Value unused in graph.Initializers.Where(v => !v.IsUsed).ToArray())
        {
            graph.RemoveInitializer(unused);
        }
        foreach (Value input in graph.Inputs.Where(v => !v.IsUsed).ToArray())
        {
            graph.RemoveInput(input);
        }
        return program;
    }

    static bool IsComplete(Core.Ir.ValueType? type) => type is TensorType { Shape: { } shape } && shape.All(d => d.Size is not null || d.Symbol is not null);
}
