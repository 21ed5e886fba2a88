using global::Onnx;
using Qcc.Core.Ir;
using Qcc.Onnx.Import;

namespace Qcc.Onnx.Export;

/// <summary>Messages of graphs and function bodies.</summary>
static class GraphWriter
{
    public static GraphProto Write(Graph graph)
    {
        var origin = graph.Origin as GraphOrigin;
        GraphProto message = origin?.Residue.Clone() ?? new GraphProto();
        if (message.Name != graph.Name || origin is null)
        {
            message.Name = graph.Name;
        }
        message.Node.Add(graph.Nodes.Select(NodeWriter.Write));
        message.Initializer.Add(graph.Initializers.Select(v => TensorWriter.Write(v.Initializer!, v.Name)));
        message.Input.Add(graph.Inputs.Select(v => TypeWriter.Write(v, (v.Origin as ValueOrigin)?.Input)));
        message.Output.Add(Outputs(graph));
        if (origin is not null)
        {
            message.SparseInitializer.Add(origin.Sparse.Select(Write));
            message.ValueInfo.Add(Types(graph, origin.Types, origin.Sparse.Select(p => p.Value)));
        }
        return message;
    }

    /// <summary>A local function; its graph has names for inputs and outputs, and no initializers.</summary>
    public static FunctionProto Write(Function function)
    {
        var origin = function.Origin as FunctionOrigin;
        FunctionProto message = origin?.Residue.Clone() ?? Head(function);
        if (!message.OpsetImport.Select(o => (o.Domain, o.Version)).SequenceEqual(function.Opsets.Select(o => (o.Domain, o.Version))))
        {
            message.OpsetImport.Clear();
            message.OpsetImport.Add(function.Opsets.Select(ModelWriter.Write));
        }
        message.Input.Add(function.Body.Inputs.Select(v => v.Name));
        message.Output.Add(function.Body.Outputs.Select(v => v.Name));
        message.Node.Add(function.Body.Nodes.Select(NodeWriter.Write));
        if (origin is not null)
        {
            message.ValueInfo.Add(Types(function.Body, origin.Types, []));
        }
        return message;
    }

    static FunctionProto Head(Function function)
    {
        var message = new FunctionProto { Domain = function.Domain, Name = function.Name };
        if (function.Overload.Length > 0)
        {
            message.Overload = function.Overload;
        }
        message.OpsetImport.Add(function.Opsets.Select(ModelWriter.Write));
        message.Attribute.Add(function.Attributes);
        message.AttributeProto.Add(function.Defaults.Select(d => AttributeWriter.Write(d.Key, d.Value)));
        return message;
    }

    static IEnumerable<ValueInfoProto> Outputs(Graph graph)
    {
        var written = new Dictionary<Value, int>();
        foreach (Value output in graph.Outputs)
        {
            int time = written.GetValueOrDefault(output);
            written[output] = time + 1;
            List<ValueInfoProto>? sources = (output.Origin as ValueOrigin)?.Outputs;
            yield return TypeWriter.Write(output, sources is { Count: > 0 } ? sources[Math.Min(time, sources.Count - 1)] : null);
        }
    }

    static SparseTensorProto Write((Value Value, SparseTensorProto Message) sparse)
    {
        if (sparse.Message.Values.Name == sparse.Value.Name)
        {
            return sparse.Message;
        }
        SparseTensorProto renamed = sparse.Message.Clone();
        renamed.Values.Name = sparse.Value.Name;
        return renamed;
    }

    // Types that qcc inferred are not written: whoever reads the file infers them too, and they would only make it longer.
    static IEnumerable<ValueInfoProto> Types(Graph graph, NamedTypes types, IEnumerable<Value> carried)
    {
        HashSet<Value> present = [.. graph.Inputs, .. graph.Initializers, .. graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>(), .. carried];
        foreach ((Value? value, ValueInfoProto message) in types.Entries)
        {
            if (value is null)
            {
                yield return message;
            }
            else if (present.Contains(value) && (value.Type is not null || message.Type is null))
            {
                yield return TypeWriter.Write(value, message);
            }
        }
    }
}
