using System.Globalization;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;

namespace Qcc.Core.Text;

/// <summary>Writes one graph; recursive over subgraphs only, to a fixed depth.</summary>
sealed class GraphWriter(TextWriter text, PrintOptions options, ValueNaming names)
{
    /// <summary>graph name(inputs) -> (outputs) { definitions and nodes, one a line }</summary>
    public void Write(Graph graph, int depth)
    {
        if (depth > GraphPrinter.MaxDepth)
        {
            throw new DiagnosticException(TextDiagnostics.TooDeep.At(new Place("model"), GraphPrinter.MaxDepth));
        }
        text.Write($"graph {Notation.Name(graph.Name)}({string.Join(", ", graph.Inputs.Select(Typed))}) -> (");
        var typed = new HashSet<Value>();
        text.Write(string.Join(", ", graph.Outputs.Select(o => IsTypedInHeader(o, graph) && typed.Add(o) ? Typed(o) : names[o])));
        text.Write(") {\n");
        string indent = new(' ', 2 * (depth + 1));
        foreach (Value carried in names.Carried(graph))
        {
            text.Write($"{indent}carried {Typed(carried)}\n");
        }
        foreach (Value initializer in graph.Initializers.Where(i => !names.IsAtItsUse(i)))
        {
            WriteInitializer(initializer, indent);
        }
        foreach (Node node in graph.Nodes)
        {
            WriteNode(node, depth + 1, indent);
        }
        text.Write(indent.AsSpan(2));
        text.Write('}');
    }

    void WriteInitializer(Value value, string indent)
    {
        text.Write($"{indent}{names[value]} = {TensorPrinter.Print(value.Initializer!, options.InlineLimit)}");
        if (!value.IsGraphInput && !Equals(value.Type, value.Initializer!.Type))
        {
            text.Write($" : {Notation.Type(value.Type)}");
        }
        text.Write('\n');
    }

    void WriteNode(Node node, int depth, string indent)
    {
        text.Write(indent);
        if (node.Outputs.Count > 0)
        {
            text.Write($"{string.Join(", ", node.Outputs.Select(NameOf))} = ");
        }
        text.Write($"{Notation.Operator(node.Operator)}({string.Join(", ", node.Inputs.Select(InputText))})");
        WriteAttributes(node, depth);
        if (node.Overload.Length > 0)
        {
            text.Write($" overload {Notation.Quote(node.Overload)}");
        }
        if (node.Name.Length > 0 && options.Names == ValueNames.AsTheyAre)
        {
            text.Write($" as {Notation.Name(node.Name)}");
        }
        string[] types = [.. node.Outputs.Select(o => o is null || IsTypedInHeader(o, node.Graph) ? "_" : Notation.Type(o.Type))];
        if (types.Any(t => t != "_"))
        {
            text.Write($" : {string.Join(", ", types)}");
        }
        WriteComments(node);
        text.Write('\n');
    }

    void WriteComments(Node node)
    {
        foreach (Value output in node.Outputs.OfType<Value>())
        {
            if (options.Comment?.Invoke(output) is { } comment)
            {
                text.Write($"  // {Escape.ForTerminal(comment, int.MaxValue)}");
            }
        }
    }

    void WriteAttributes(Node node, int depth)
    {
        string separator = " {";
        foreach ((string name, AttributeValue value) in node.Attributes)
        {
            text.Write($"{separator}{Notation.Name(name)}=");
            WriteAttribute(value, depth);
            separator = ", ";
        }
        if (node.Attributes.Count > 0)
        {
            text.Write('}');
        }
    }

    void WriteAttribute(AttributeValue attribute, int depth)
    {
        switch (attribute)
        {
            case GraphAttribute a:
                Write(a.Value, depth);
                break;
            case GraphsAttribute { Values.Count: > 0 } a:
                for (int i = 0; i < a.Values.Count; i++)
                {
                    text.Write(i == 0 ? "[" : ", ");
                    Write(a.Values[i], depth);
                }
                text.Write(']');
                break;
            default:
                text.Write(AttributeText(attribute));
                break;
        }
    }

    /// <summary>An empty list says of what it is; elements of others tell.</summary>
    string AttributeText(AttributeValue attribute) => attribute switch
    {
        IntAttribute a => a.Value.ToString(CultureInfo.InvariantCulture),
        FloatAttribute a => Notation.Float(a.Value),
        StringAttribute a => Notation.Quote(a.Utf8.Span),
        TensorAttribute a => TensorPrinter.Print(a.Value, options.InlineLimit),
        IntsAttribute a => List("ints", a.Values, v => v.ToString(CultureInfo.InvariantCulture)),
        FloatsAttribute a => List("floats", a.Values, Notation.Float),
        StringsAttribute a => List("strings", a.Values, v => Notation.Quote(v.Span)),
        GraphsAttribute => "graphs[]",
        ReferenceAttribute a => $"${Notation.Name(a.Name)}",
        CarriedAttribute a => $"carried {Notation.Quote(a.Text)}",
        _ => throw new InvalidOperationException($"{attribute.GetType().Name} has no text form"),
    };

    static string List<T>(string kind, IReadOnlyList<T> values, Func<T, string> print) =>
        values.Count == 0 ? $"{kind}[]" : $"[{string.Join(",", values.Select(print))}]";

    /// <summary>The type of a node's output that the graph returns stands in the graph's first line only.</summary>
    static bool IsTypedInHeader(Value value, Graph graph) =>
        value.IsGraphOutput && value.Producer is not null && ReferenceEquals(value.Graph, graph) && graph.Outputs.Contains(value);

    string Typed(Value value) => value.Type is null ? names[value] : $"{names[value]}: {Notation.Type(value.Type)}";

    string NameOf(Value? value) => value is null ? "_" : names[value];

    string InputText(Value? value) => value is not null && names.IsAtItsUse(value)
        ? TensorPrinter.Print(value.Initializer!, options.InlineLimit)
        : NameOf(value);
}
