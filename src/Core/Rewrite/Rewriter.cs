using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Core.Rewrite;

/// <summary>Builds the replacement of a match: nodes before its root, and constants in its graph.</summary>
public sealed class Rewriter
{
    readonly Node _root;
    readonly List<Node> _added = [];
    readonly List<(Value New, Value Old)> _renewed = [];

    internal Rewriter(Node root, PassContext context)
    {
        _root = root;
        Context = context;
    }

    public PassContext Context { get; }

    /// <summary>The matched node that the replacement is in another form: its name and notes go on; null for the one of the same operator.</summary>
    public Node? Continues { get; set; }

    /// <summary>The nodes made so far, in order.</summary>
    internal IReadOnlyList<Node> Added => _added;

    /// <summary>Constants that were made from others.</summary>
    internal IReadOnlyList<(Value New, Value Old)> Renewed => _renewed;

    /// <summary>
    /// Adds a node; attributes without a value are left out. Its type comes from the operator's shape rule. A domain that the model does not
    /// import yet is imported.
    /// </summary>
    public Value Node(Operator @operator, IReadOnlyList<Value?> inputs, params ReadOnlySpan<(string Name, AttributeValue? Value)> attributes)
    {
        int count = inputs.Count;
        while (count > 0 && inputs[count - 1] is null)
        {
            count--;
        }
        Node node = _root.Graph.Insert(_root, @operator, inputs.Take(count), _root.Output.Name);
        foreach ((string name, AttributeValue? value) in attributes)
        {
            node.Set(name, value);
        }
        node.Output.Type = @operator.Shapes(node) is { Count: > 0 } types ? types[0] : null;
        _added.Add(node);
        if (@operator.Domain.Length > 0 && Context.Model.OpsetOf(@operator.Domain) is null)
        {
            Context.Model.SetOpset(@operator.Domain, 1);
        }
        return node.Output;
    }

    /// <summary>Adds a node with the attributes of another.</summary>
    public Value Node(Operator @operator, IReadOnlyList<Value?> inputs, IEnumerable<KeyValuePair<string, AttributeValue>> attributes) =>
        Node(@operator, inputs, [.. attributes.Select(a => (a.Key, (AttributeValue?)a.Value))]);

    /// <summary>Adds a constant.</summary>
    public Value Constant(Tensor tensor, string? name = null) => _root.Graph.AddConstant(name ?? _root.Output.Name + "_const", tensor);

    /// <summary>
    /// A constant of the graph with the same type and bytes, or a new one: a table that many layers read is stored once.
    /// </summary>
    public Value SharedConstant(Tensor tensor, string name) =>
        _root.Graph.Initializers.FirstOrDefault(i => i.Constant is { } c && c.Element == tensor.Element && c.Shape.SequenceEqual(tensor.Shape) && c.Bytes.Span.SequenceEqual(tensor.Bytes.Span))
        ?? Constant(tensor, name);

    /// <summary>Adds a constant that stands for another, whose name it takes over when that one is gone. Others may still read the old one.</summary>
    public Value Constant(Tensor tensor, Value insteadOf)
    {
        Value value = _root.Graph.AddConstant(insteadOf.Name, tensor);
        _renewed.Add((value, insteadOf));
        return value;
    }
}
