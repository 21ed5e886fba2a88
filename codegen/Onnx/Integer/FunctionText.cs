using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Text;

namespace Qcc.Codegen.Onnx.Integer;

/// <summary>
/// A model-local function of domain qcc in the text form of graphs (docs/text-form.md). Its body has standard operators and calls of other functions
/// of this kind; $name is the caller's attribute. Constants of the body become Constant nodes, which is what ONNX allows in a function.
/// </summary>
/// <param name="Name">The operator of the nodes that call it.</param>
/// <param name="Overload">Tells functions of one name apart; empty where there is one.</param>
/// <param name="Body">One graph.</param>
sealed record FunctionText(string Name, string Overload, string Body)
{
    /// <summary>The functions that the body calls.</summary>
    public IReadOnlyList<FunctionText> Calls { get; init; } = [];

    /// <summary>The operator of which the callers are nodes, whose attributes they carry; null for a function that only functions call.</summary>
    public Operator? Implements { get; init; }

    /// <summary>The function as the file holds it.</summary>
    public Function Build()
    {
        Graph body = GraphParser.ParseGraph(Body);
        ConstantsToNodes(body);
        Dictionary<string, AttributeKind> references = Resolve(body);
        AttributeSpec[] carried = [.. Implements?.Attributes ?? []];
        AttributeSpec[] withDefault = [.. carried.Where(a => !references.ContainsKey(a.Name) || (!a.Required && a.Kind == AttributeKind.Int))];
        return new Function(IntegerOperators.Domain, Name, body)
        {
            Overload = Overload,
            Opsets = [new OpsetImport("", QdqEmitter.Opset), .. Calls.Count > 0 ? new[] { new OpsetImport(IntegerOperators.Domain, 1) } : []],
            Attributes = [.. references.Keys.Where(name => withDefault.All(a => a.Name != name)).Order(StringComparer.Ordinal)],
            Defaults = [.. withDefault.Select(a => KeyValuePair.Create(a.Name, DefaultOf(a)))],
        };
    }

    static void ConstantsToNodes(Graph body)
    {
        Node? first = body.Nodes.Count > 0 ? body.Nodes[0] : null;
        foreach (Value constant in body.Initializers.ToArray())
        {
            Tensor tensor = constant.Initializer!;
            Node node = body.Insert(first, ConstantOperators.Constant, [], constant.Name);
            node.Set("value", tensor);
            body.ReplaceAllUses(constant, node.Output);
            body.RemoveInitializer(constant);
        }
    }

    /// <summary>The kinds of the caller's attributes that the body refers to, which ONNX Runtime reads from the references.</summary>
    static Dictionary<string, AttributeKind> Resolve(Graph body)
    {
        var kinds = new Dictionary<string, AttributeKind>(StringComparer.Ordinal);
        foreach (Node node in body.Nodes)
        {
            foreach ((string name, AttributeValue value) in node.Attributes.ToArray())
            {
                if (value is ReferenceAttribute reference)
                {
                    AttributeKind kind = kinds[reference.Name] = KindOf(node, name);
                    node.Set(name, reference with { Kind = kind });
                }
            }
        }
        return kinds;
    }

    /// <summary>Of an operator of the table; the functions of domain qcc that bodies call take integers.</summary>
    static AttributeKind KindOf(Node node, string attribute) =>
        node.Operator.IsKnown ? node.Operator.Attributes.First(a => a.Name == attribute).Kind : AttributeKind.Int;

    /// <summary>What leaving an attribute out means: a group of one, sizes kept, else zero.</summary>
    static AttributeValue DefaultOf(AttributeSpec attribute) => attribute.Kind switch
    {
        AttributeKind.Int => attribute.Name is "group" or "keepdims" ? 1L : 0L,
        AttributeKind.Ints => Array.Empty<long>(),
        AttributeKind.Float => 0f,
        AttributeKind.Utf8 => "",
        _ => throw new NotSupportedException($"attribute {attribute.Name} of {attribute.Kind}"),
    };
}
