using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Core.Verify;

/// <summary>V6 to V11: every node of an operator that the table knows against its entry, at the model's opset.</summary>
sealed class SignatureCheck(Func<string, long?> opset, List<Finding> findings)
{
    public void Run(Graph root)
    {
        foreach (Node node in root.WithSubgraphs().SelectMany(g => g.Nodes).Where(n => n.Operator.IsKnown))
        {
            long version = opset(node.Operator.Domain) ?? int.MaxValue;
            CheckPorts("V6", node, "input", node.Inputs, [.. node.Operator.Inputs.Where(p => p.Since <= version && version <= p.Until)]);
            CheckPorts("V7", node, "output", node.Outputs, [.. node.Operator.Outputs.Where(p => p.Since <= version && version <= p.Until)]);
            CheckAttributes(node, version);
            CheckTypes(node);
        }
    }

    void CheckPorts(string label, Node node, string what, IReadOnlyList<Value?> values, Port[] ports)
    {
        bool variadic = ports is [.., { Variadic: true }];
        if (values.Count > ports.Length && !variadic)
        {
            Report(label, node, $"{values.Count} {what}s where the operator has {ports.Length}");
        }
        for (int i = 0; i < ports.Length; i++)
        {
            if (!ports[i].Optional && !ports[i].Variadic && (i >= values.Count || values[i] is null))
            {
                Report(label, node, $"{what} {ports[i].Name} is missing");
            }
        }
    }

    void CheckAttributes(Node node, long version)
    {
        foreach (AttributeSpec spec in node.Operator.Attributes)
        {
            bool exists = spec.Since <= version && version <= spec.Until;
            if (spec.Required && exists && node.Attribute(spec.Name) is null)
            {
                Report("V8", node, $"attribute {spec.Name} is missing");
            }
        }
        foreach ((string name, AttributeValue value) in node.Attributes)
        {
            AttributeSpec[] specs = [.. node.Operator.Attributes.Where(s => s.Name == name)];
            if (specs.Length == 0)
            {
                Report("V10", node, $"the operator has no attribute {name}");
            }
            else if (!specs.Any(s => IsOf(value, s.Kind)))
            {
                Report("V9", node, $"attribute {name} is of kind {specs[0].Kind}, not {value.GetType().Name}");
            }
        }
    }

    /// <summary>A reference takes the kind of the caller's attribute; what is only carried is not judged.</summary>
    static bool IsOf(AttributeValue value, AttributeKind kind) => value switch
    {
        IntAttribute => kind == AttributeKind.Int,
        FloatAttribute => kind == AttributeKind.Float,
        StringAttribute => kind == AttributeKind.Utf8,
        IntsAttribute => kind == AttributeKind.Ints,
        FloatsAttribute => kind == AttributeKind.Floats,
        StringsAttribute => kind == AttributeKind.Utf8s,
        TensorAttribute => kind == AttributeKind.Tensor,
        GraphAttribute => kind == AttributeKind.Graph,
        GraphsAttribute => kind == AttributeKind.Graphs,
        _ => true,
    };

    void CheckTypes(Node node)
    {
        IReadOnlyList<TensorType>? expected = node.Operator.Shapes(node);
        for (int i = 0; i < Math.Min(expected?.Count ?? 0, node.Outputs.Count); i++)
        {
            if (node.Outputs[i]?.Type is { } type && !(type is TensorType found && Agree(expected![i], found)))
            {
                findings.Add(new Finding("V11", Place(node), $"output {i} has type {type} where the operator gives {expected![i]}") { MistypedValue = node.Outputs[i]!.Name });
            }
        }
    }

    /// <summary>Whether two types can describe one tensor; symbols and unknown sizes agree with every size.</summary>
    static bool Agree(TensorType a, TensorType b) => a.Element == b.Element
        && (a.Shape is null || b.Shape is null
            || (a.Shape.Count == b.Shape.Count && a.Shape.Zip(b.Shape).All(d => d.First.Size is not { } x || d.Second.Size is not { } y || x == y)));

    void Report(string label, Node node, string text) => findings.Add(new Finding(label, Place(node), text));

    static string Place(Node node) => $"{node.Graph.Name}: {node}";
}
