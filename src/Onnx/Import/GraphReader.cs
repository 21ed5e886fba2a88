using global::Onnx;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using ValueType = Qcc.Core.Ir.ValueType;

namespace Qcc.Onnx.Import;

/// <summary>
/// Reads a graph in two steps: first every value that the graph defines, then who reads them. So nodes may stand in any
/// order, which ONNX forbids and ONNX Runtime runs.
/// </summary>
/// <remarks>The recursion follows subgraphs, whose depth <see cref="Protobuf.Skeleton"/> bounds.</remarks>
sealed class GraphReader
{
    readonly ImportContext _context;
    readonly Graph _graph;
    readonly GraphPath _path;
    readonly GraphReader? _outer;
    readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);

    GraphReader(ImportContext context, Graph graph, GraphPath path, GraphReader? outer)
    {
        (_context, _graph, _path, _outer) = (context, graph, path, outer);
    }

    Site Here => new(_path);

    /// <summary>Reads the main graph or, with <paramref name="outer"/>, a graph in an attribute. The message is taken apart.</summary>
    public static Graph Read(GraphProto proto, ImportContext context, GraphPath path, GraphReader? outer = null)
    {
        var graph = new Graph(proto.Name, context.Names, outer?._graph);
        var reader = new GraphReader(context, graph, path, outer);
        var origin = new GraphOrigin(proto, new NamedTypes());
        foreach (ValueInfoProto input in proto.Input)
        {
            reader.DefineInput(input);
        }
        foreach (TensorProto tensor in proto.Initializer)
        {
            reader.DefineInitializer(tensor);
        }
        foreach (SparseTensorProto sparse in proto.SparseInitializer)
        {
            origin.Sparse.Add((reader.DefineSparse(sparse), sparse));
        }
        reader.ReadNodes([.. proto.Node]);
        foreach (ValueInfoProto output in proto.Output)
        {
            reader.ReadOutput(output);
        }
        reader.ReadTypes(proto.ValueInfo, origin.Types);
        reader.CheckOrder();
        Strip(proto);
        graph.Origin = origin;
        return graph;
    }

    /// <summary>Reads a local function. The message is taken apart.</summary>
    public static Function Read(FunctionProto proto, ImportContext context)
    {
        GraphPath path = GraphPath.Function(proto);
        var reader = new GraphReader(context, new Graph(proto.Name, context.Names), path, null);
        foreach (string input in proto.Input)
        {
            reader.DefineInput(new ValueInfoProto { Name = input });
        }
        reader.ReadNodes([.. proto.Node]);
        foreach (string output in proto.Output)
        {
            reader.ReadOutput(new ValueInfoProto { Name = output });
        }
        var origin = new FunctionOrigin(proto, new NamedTypes());
        reader.ReadTypes(proto.ValueInfo, origin.Types);
        reader.CheckOrder();
        proto.Input.Clear();
        proto.Output.Clear();
        proto.Node.Clear();
        proto.ValueInfo.Clear();
        return new Function(proto.Domain, proto.Name, reader._graph)
        {
            Overload = proto.Overload,
            Opsets = [.. proto.OpsetImport.Select(o => new OpsetImport(o.Domain, o.Version) { Origin = o })],
            Attributes = [.. proto.Attribute],
            Defaults = [.. proto.AttributeProto.Select(reader.ReadDefault)],
            Origin = origin,
        };
    }

    // Reading takes graphs out of an attribute, which the function's message is to keep.
    KeyValuePair<string, AttributeValue> ReadDefault(AttributeProto attribute) => new(attribute.Name,
        AttributeReader.Read(attribute.Clone(), g => Read(g, _context, Here.Into(attribute.Name)), _context, Here));

    static void Strip(GraphProto proto)
    {
        proto.Node.Clear();
        proto.Initializer.Clear();
        proto.SparseInitializer.Clear();
        proto.Input.Clear();
        proto.Output.Clear();
        proto.ValueInfo.Clear();
    }

    void DefineInput(ValueInfoProto message)
    {
        CheckNew(message.Name, "a graph input", Here);
        ValueType? type = TypeReader.Read(message.Type);
        Value value = _graph.AddInput(message.Name, type);
        value.Origin = new ValueOrigin { Input = message, Type = type };
        _values.Add(message.Name, value);
    }

    void DefineInitializer(TensorProto message)
    {
        if (_values.TryGetValue(message.Name, out Value? value) && value is { IsGraphInput: true, Initializer: null })
        {
            _graph.AddInitializer(value, TensorReader.Read(message));
            return;
        }
        CheckNew(message.Name, "an initializer", Here);
        value = _graph.AddInitializer(message.Name, TensorReader.Read(message));
        value.Origin = new ValueOrigin { Type = value.Type };
        _values.Add(message.Name, value);
    }

    Value DefineSparse(SparseTensorProto message)
    {
        TensorType type = SparseTensorCheck.TypeOf(message, _context, Here);
        string name = message.Values.Name;
        if (_values.TryGetValue(name, out Value? value) && value is { IsGraphInput: true, Initializer: null })
        {
            return value;
        }
        CheckNew(name, "a sparse initializer", Here);
        value = _graph.AddCarried(name, type);
        value.Origin = new ValueOrigin { Type = type };
        _values.Add(name, value);
        return value;
    }

    void ReadNodes(NodeProto[] messages)
    {
        var nodes = new Node[messages.Length];
        for (int i = 0; i < messages.Length; i++)
        {
            nodes[i] = DefineNode(messages[i], Site.Of(_path, i, messages[i]));
        }
        for (int i = 0; i < messages.Length; i++)
        {
            ReadNode(messages[i], nodes[i], Site.Of(_path, i, messages[i]));
        }
    }

    Node DefineNode(NodeProto message, Site site)
    {
        foreach (string output in message.Output)
        {
            if (output.Length > 0)
            {
                CheckNew(output, "a node output", site);
                _values.Add(output, null!);
            }
        }
        Node node = _graph.InsertNamed(null, _context.Operator(message.Domain, message.OpType), [], message.Output);
        node.Name = message.Name;
        node.Overload = message.Overload;
        _context.Names.Add(message.Name);
        foreach (Value? output in node.Outputs)
        {
            if (output is not null)
            {
                _values[output.Name] = output;
            }
        }
        return node;
    }

    void ReadNode(NodeProto message, Node node, Site site)
    {
        foreach (string input in message.Input)
        {
            Value? value = input.Length == 0 ? null
                : Find(input) ?? throw _context.Refuse(ImportDiagnostics.UndefinedValue, Escape.ForTerminal(input), site);
            Graph.AddInputOf(node, value);
        }
        foreach (AttributeProto attribute in message.Attribute)
        {
            if (node.Attribute(attribute.Name) is not null)
            {
                throw _context.Refuse(ImportDiagnostics.DuplicateAttribute, Escape.ForTerminal(attribute.Name), site);
            }
            node.Set(attribute.Name, AttributeReader.Read(attribute, g => Read(g, _context, site.Into(attribute.Name), this), _context, site));
        }
        message.Input.Clear();
        message.Output.Clear();
        message.Attribute.Clear();
        node.Origin = message;
    }

    void ReadOutput(ValueInfoProto message)
    {
        Value value = Find(message.Name) ?? throw _context.Refuse(ImportDiagnostics.MissingOutput, Escape.ForTerminal(message.Name), Here);
        _graph.AddOutput(value);
        ValueOrigin origin = OriginOf(value);
        origin.Outputs.Add(message);
        Learn(value, origin, message.Type);
    }

    void ReadTypes(IEnumerable<ValueInfoProto> messages, NamedTypes types)
    {
        foreach (ValueInfoProto message in messages)
        {
            Value? value = _values.GetValueOrDefault(message.Name);
            if (value is not null)
            {
                Learn(value, OriginOf(value), message.Type);
            }
            _context.Names.Add(message.Name);
            types.Entries.Add((value, message));
        }
    }

    static ValueOrigin OriginOf(Value value)
    {
        ValueOrigin origin = value.Origin as ValueOrigin ?? new ValueOrigin { Type = value.Type };
        value.Origin = origin;
        return origin;
    }

    // The first word counts: inputs, then tensors, outputs and value_info.
    static void Learn(Value value, ValueOrigin origin, TypeProto? type)
    {
        if (value.Type is null)
        {
            value.Type = origin.Type = TypeReader.Read(type);
        }
    }

    Value? Find(string name)
    {
        for (GraphReader? scope = this; scope is not null; scope = scope._outer)
        {
            if (scope._values.TryGetValue(name, out Value? value))
            {
                return value;
            }
        }
        return null;
    }

    void CheckNew(string name, string what, Site site)
    {
        if (name.Length == 0)
        {
            throw _context.Refuse(ImportDiagnostics.EmptyName, what, site);
        }
        if (_values.TryGetValue(name, out Value? first))
        {
            throw _context.Refuse(ImportDiagnostics.DuplicateName, (Escape.ForTerminal(name), $"it is {what} and {What(first)}"), site);
        }
    }

    static string What(Value? value) => value switch
    {
        { IsGraphInput: true } => "a graph input",
        { Initializer: not null } => "an initializer",
        { Producer: { } producer } => $"the output of {Escape.ForTerminal(producer.ToString())}",
        null => "an output of the same node",
        _ => "a sparse initializer",
    };

    void CheckOrder()
    {
        if (_graph.FindCycle() is { Count: > 0 } cycle)
        {
            throw _context.Refuse(ImportDiagnostics.Cycle, Text(cycle), Here);
        }
    }

    static string Text(IReadOnlyList<Node> cycle)
    {
        const int shown = 6;
        IEnumerable<string> names = cycle.Take(shown).Select(n => Escape.ForTerminal(n.Label));
        return string.Join(" > ", cycle.Count > shown ? names.Append("...") : names.Append(Escape.ForTerminal(cycle[0].Label)));
    }
}
