using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using ValueType = Qcc.Core.Ir.ValueType;

namespace Qcc.Core.Text;

/// <summary>
/// Reads one graph with its subgraphs. Names may be used before they are defined (a file may hold nodes in any order), so
/// nodes are made first and connected when the whole text is read.
/// </summary>
sealed class GraphReader
{
    readonly TextCursor _cursor;
    readonly NameScope _names;
    readonly AttributeReader _attributes;
    readonly Dictionary<Graph, Dictionary<string, Value>> _scopes = [];
    readonly List<(Node Node, List<Operand> Inputs)> _open = [];
    readonly List<(Graph Graph, Operand Output, ValueType? Type)> _outputs = [];

    public GraphReader(TextCursor cursor, NameScope names)
    {
        _cursor = cursor;
        _names = names;
        _attributes = new AttributeReader(cursor, Read);
    }

    /// <summary>An input or output as written: a constant, a name to look up, or neither where it is left out.</summary>
    readonly record struct Operand(Tensor? Constant, string? Name, int Position);

    /// <summary>Reads a graph that no other surrounds.</summary>
    public Graph ReadWhole()
    {
        Graph graph = Read(outer: null, depth: 0);
        foreach ((Node node, List<Operand> inputs) in _open)
        {
            foreach (Operand input in inputs)
            {
                Graph.AddInputOf(node, Resolve(input, node.Graph));
            }
        }
        foreach ((Graph owner, Operand output, ValueType? type) in _outputs)
        {
            Value value = Resolve(output, owner)!;
            value.Type = type ?? value.Type;
            owner.AddOutput(value);
        }
        return graph;
    }

    Graph Read(Graph? outer, int depth)
    {
        if (depth > GraphPrinter.MaxDepth)
        {
            throw new DiagnosticException(TextDiagnostics.TooDeep.At(new Place(_cursor.Options.File), GraphPrinter.MaxDepth));
        }
        _cursor.ExpectWord("graph");
        var graph = new Graph(_cursor.Name("the graph's name"), _names, outer);
        _scopes[graph] = new Dictionary<string, Value>(StringComparer.Ordinal);
        _cursor.Expect("(");
        foreach ((string name, ValueType? type, int position) in _cursor.ListUntil(")", ReadTyped))
        {
            Define(graph.AddInput(name, type), position);
        }
        _cursor.Expect("->");
        _cursor.Expect("(");
        foreach ((string name, ValueType? type, int position) in _cursor.ListUntil(")", ReadTyped))
        {
            _outputs.Add((graph, new Operand(null, name, position), type));
        }
        _cursor.Expect("{");
        while (!_cursor.Take("}"))
        {
            ReadLine(graph, depth);
        }
        return graph;
    }

    /// <summary>%name or @name, perhaps with ": type".</summary>
    (string Name, ValueType? Type, int Position) ReadTyped()
    {
        int position = Start();
        string name = ReadName();
        return (name, _cursor.Take(":") ? TensorParser.Type(_cursor) : null, position);
    }

    void ReadLine(Graph graph, int depth)
    {
        if (_cursor.PeekWord() == "carried")
        {
            _cursor.ExpectWord("carried");
            (string name, ValueType? type, int position) = ReadTyped();
            Define(graph.AddCarried(name, type), position);
            return;
        }
        List<(string Name, int Position)> outputs = [];
        if (_cursor.Peek() is '%' or '@' || _cursor.PeekWord() == "_")
        {
            do
            {
                int position = Start();
                outputs.Add((ReadOperandName() ?? "", position));
            }
            while (_cursor.Take(","));
            _cursor.Expect("=");
            if (outputs.Count == 1 && Notation.IsElement(_cursor.PeekWord()))
            {
                ReadInitializer(graph, outputs[0].Name, outputs[0].Position);
                return;
            }
        }
        ReadNode(graph, outputs, depth);
    }

    /// <summary>An initializer, or the default of an input.</summary>
    void ReadInitializer(Graph graph, string name, int position)
    {
        Tensor tensor = TensorParser.Tensor(_cursor);
        if (_scopes[graph].TryGetValue(name, out Value? input) && input is { IsGraphInput: true, Initializer: null })
        {
            graph.AddInitializer(input, tensor);
            return;
        }
        Value value = graph.AddInitializer(name, tensor);
        Define(value, position);
        if (_cursor.Take(":"))
        {
            value.Type = TensorParser.Type(_cursor);
        }
    }

    /// <summary>outputs = Operator(inputs) {attributes} overload "text" as name : types</summary>
    void ReadNode(Graph graph, List<(string Name, int Position)> outputs, int depth)
    {
        Node node = graph.InsertNamed(null, ReadOperator(), [], outputs.Select(o => o.Name));
        foreach ((Value? value, (_, int position)) in node.Outputs.Zip(outputs))
        {
            if (value is not null)
            {
                Define(value, position);
            }
        }
        _cursor.Expect("(");
        _open.Add((node, _cursor.ListUntil(")", ReadOperand)));
        if (_cursor.Take("{"))
        {
            _attributes.ReadInto(node, depth + 1);
        }
        if (_cursor.PeekWord() == "overload")
        {
            _cursor.ExpectWord("overload");
            node.Overload = _cursor.Quoted();
        }
        if (_cursor.PeekWord() == "as")
        {
            _cursor.ExpectWord("as");
            node.Name = _cursor.Name("the node's name");
        }
        ReadTypes(node);
    }

    void ReadTypes(Node node)
    {
        if (!_cursor.Take(":"))
        {
            return;
        }
        for (int i = 0; i < node.Outputs.Count; i++)
        {
            if (i > 0)
            {
                _cursor.Expect(",");
            }
            int start = Start();
            ValueType? type = TensorParser.Type(_cursor);
            if (node.Outputs[i] is { } output)
            {
                output.Type = type;
            }
            else if (type is not null)
            {
                throw _cursor.ErrorAt(start, "a type for an output that is left out");
            }
        }
    }

    Operand ReadOperand()
    {
        int position = Start();
        return Notation.IsElement(_cursor.PeekWord())
            ? new(TensorParser.Tensor(_cursor), null, position)
            : new(null, ReadOperandName(), position);
    }

    /// <summary>A name, or null for "_".</summary>
    string? ReadOperandName()
    {
        if (_cursor.PeekWord() == "_")
        {
            _cursor.ExpectWord("_");
            return null;
        }
        return ReadName();
    }

    string ReadName()
    {
        int position = Start();
        if (!_cursor.Take("@"))
        {
            _cursor.Expect("%");
        }
        string name = _cursor.Name("a name");
        return name.Length > 0 ? name : throw _cursor.ErrorAt(position, "a value needs a name");
    }

    Operator ReadOperator()
    {
        if (_cursor.Peek() == '"')
        {
            string quotedDomain = _cursor.Quoted();
            _cursor.Expect("::");
            return OperatorOf(quotedDomain, _cursor.Quoted());
        }
        string word = _cursor.Word("an operator");
        int dot = word.LastIndexOf('.');
        return OperatorOf(dot < 0 ? "" : word[..dot], word[(dot + 1)..]);
    }

    static Operator OperatorOf(string domain, string name) => OperatorTable.Find(domain, name) ?? Operator.Unknown(name, domain);

    void Define(Value value, int position)
    {
        if (!_scopes[value.Graph].TryAdd(value.Name, value))
        {
            throw _cursor.ErrorAt(position, $"{Escape.ForTerminal(value.ToString())} is defined twice");
        }
    }

    Value? Resolve(Operand operand, Graph scope)
    {
        if (operand.Constant is { } tensor)
        {
            return scope.AddConstant("constant", tensor);
        }
        if (operand.Name is null)
        {
            return null;
        }
        for (Graph? graph = scope; graph is not null; graph = graph.Outer)
        {
            if (_scopes[graph].TryGetValue(operand.Name, out Value? value))
            {
                return value;
            }
        }
        throw _cursor.ErrorAt(operand.Position, $"%{Escape.ForTerminal(operand.Name)} is not defined");
    }

    int Start()
    {
        _cursor.Peek();
        return _cursor.Position;
    }
}
