using Qcc.Core.Ir;

namespace Qcc.Check;

/// <summary>Writes the bodies of local functions in place of their calls, at any depth.</summary>
static class FunctionInlining
{
    /// <summary>A copy without calls of the model's own functions in its main graph.</summary>
    public static Model Inline(Model model)
    {
        Model flat = model.Copy();
        Dictionary<(string, string, string), Function> functions = model.Functions.ToDictionary(f => (f.Domain, f.Name, f.Overload));
        var pending = new Stack<Node>(flat.Graph.Nodes);
        while (pending.TryPop(out Node? node))
        {
            if (functions.TryGetValue((node.Operator.Domain, node.Operator.Name, node.Overload), out Function? function))
            {
                foreach (Node copy in Expand(node, function))
                {
                    pending.Push(copy);
                }
            }
        }
        flat.Functions.Clear();
        return flat;
    }

    static List<Node> Expand(Node call, Function function)
    {
        Graph graph = call.Graph;
        var values = new Dictionary<Value, Value?>();
        for (int i = 0; i < function.Body.Inputs.Count; i++)
        {
            values[function.Body.Inputs[i]] = call.Input(i);
        }
        var copies = new List<Node>();
        foreach (Node node in function.Body.Nodes)
        {
            Node copy = graph.Insert(call, node.Operator, node.Inputs.Select(v => v is null ? null : values[v]), [.. node.Outputs.Select(o => o is null ? null : $"{call.Label}.{o.Name}")]);
            copy.Overload = node.Overload;
            foreach ((string name, AttributeValue value) in node.Attributes)
            {
                copy.Set(name, value is ReferenceAttribute reference ? call.Attribute(reference.Name) ?? Default(function, reference.Name) : value);
            }
            for (int i = 0; i < node.Outputs.Count; i++)
            {
                if (node.Outputs[i] is { } output)
                {
                    values[output] = copy.Outputs[i];
                }
            }
            copies.Add(copy);
        }
        for (int i = 0; i < call.Outputs.Count; i++)
        {
            if (call.Outputs[i] is { } output)
            {
                graph.ReplaceAllUses(output, values[function.Body.Outputs[i]]!);
            }
        }
        graph.Erase(call);
        return copies;
    }

    static AttributeValue? Default(Function function, string name) => function.Defaults.FirstOrDefault(d => d.Key == name).Value;
}
