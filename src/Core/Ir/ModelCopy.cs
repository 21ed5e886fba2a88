namespace Qcc.Core.Ir;

/// <summary>Copies a model so that a transformation can be tried on it: nodes and values are new, tensors are shared.</summary>
public static class ModelCopy
{
    /// <summary>A copy whose main graph and subgraphs can be changed freely; functions, which passes do not change, are shared.</summary>
    public static Model Copy(this Model model)
    {
        var names = new NameScope();
        var copy = new Model(CopyGraph(model.Graph, names, null, []))
        {
            IrVersion = model.IrVersion,
            Producer = model.Producer,
            ProducerVersion = model.ProducerVersion,
            Origin = model.Origin,
        };
        copy.Opsets.AddRange(model.Opsets);
        copy.Functions.AddRange(model.Functions);
        copy.Metadata.AddRange(model.Metadata);
        return copy;
    }

    /// <summary>A copy of a graph that lies in no other: the body of a function.</summary>
    public static Graph Copy(this Graph body) => CopyGraph(body, new NameScope(), null, []);

    /// <summary>Copies what a subgraph computes in front of the node that owns it; returns the subgraph's outputs there.</summary>
    /// <param name="subgraph">A branch: a graph without inputs.</param>
    /// <param name="before">A node of the graph around it.</param>
    public static IReadOnlyList<Value> Inline(Graph subgraph, Node before)
    {
        Graph graph = before.Graph;
        var map = new Dictionary<Value, Value>();
        foreach (Value initializer in subgraph.Initializers)
        {
            map[initializer] = graph.AddConstant(initializer.Name, initializer.Initializer!);
        }
        var copies = new List<(Node Source, Node Copy)>(subgraph.Nodes.Count);
        foreach (Node node in subgraph.Nodes)
        {
            // What belongs to graphs further out stays itself.
            foreach (Value outer in Graph.ReadBy(node).Where(v => !ReferenceEquals(v.Graph, subgraph)))
            {
                map.TryAdd(outer, outer);
            }
            Node copy = graph.Insert(before, node.Operator, [], [.. node.Outputs.Select(o => o?.Name)]);
            (copy.Name, copy.Overload, copy.Origin) = (node.Name, node.Overload, node.Origin);
            copies.Add((node, copy));
            MapOutputs(node, copy, map);
        }
        foreach ((Node node, Node copy) in copies)
        {
            CopyInputs(node, copy, graph, map);
            CopyAttributes(node, copy, graph.Names, graph, map);
        }
        return [.. subgraph.Outputs.Select(o => map.GetValueOrDefault(o, o))];
    }

    static Graph CopyGraph(Graph source, NameScope names, Graph? outer, Dictionary<Value, Value> map)
    {
        var graph = new Graph(source.Name, names, outer) { Origin = source.Origin, Store = source.Store };
        foreach (Value input in source.Inputs)
        {
            Value value = map[input] = graph.AddInput(input.Name, input.Type);
            value.Origin = input.Origin;
        }
        foreach (Value initializer in source.Initializers)
        {
            if (!map.TryGetValue(initializer, out Value? value))
            {
                value = map[initializer] = graph.AddCarried(initializer.Name, initializer.Type);
                value.Origin = initializer.Origin;
            }
            graph.AddInitializer(value, initializer.Initializer!);
        }
        var copies = new List<(Node Source, Node Copy)>(source.Nodes.Count);
        foreach (Node node in source.Nodes)
        {
            Node copy = graph.InsertNamed(null, node.Operator, [], node.Outputs.Select(o => o?.Name ?? ""));
            copy.Name = node.Name;
            copy.Overload = node.Overload;
            copy.Origin = node.Origin;
            copies.Add((node, copy));
            MapOutputs(node, copy, map);
        }
        foreach ((Node node, Node copy) in copies)
        {
            CopyInputs(node, copy, graph, map);
            CopyAttributes(node, copy, names, graph, map);
        }
        foreach (Value output in source.Outputs)
        {
            graph.AddOutput(Find(output, graph, map));
        }
        return graph;
    }

    static void MapOutputs(Node node, Node copy, Dictionary<Value, Value> map)
    {
        for (int i = 0; i < node.Outputs.Count; i++)
        {
            if (node.Outputs[i] is { } output)
            {
                Value value = map[output] = copy.Outputs[i]!;
                (value.Type, value.Origin) = (output.Type, output.Origin);
            }
        }
    }

    static void CopyInputs(Node node, Node copy, Graph graph, Dictionary<Value, Value> map)
    {
        foreach (Value? input in node.Inputs)
        {
            Graph.AddInputOf(copy, input is null ? null : Find(input, graph, map));
        }
    }

    static void CopyAttributes(Node node, Node copy, NameScope names, Graph graph, Dictionary<Value, Value> map)
    {
        foreach ((string name, AttributeValue value) in node.Attributes)
        {
            copy.Set(name, value switch
            {
                GraphAttribute one => one with { Value = CopyGraph(one.Value, names, graph, map) },
                GraphsAttribute many => many with { Values = [.. many.Values.Select(g => CopyGraph(g, names, graph, map))] },
                _ => value,
            });
        }
    }

    /// <summary>The copy of a value; one without producer or list (a sparse initializer) is copied when it is first met.</summary>
    static Value Find(Value value, Graph graph, Dictionary<Value, Value> map)
    {
        if (!map.TryGetValue(value, out Value? copy))
        {
            copy = map[value] = graph.AddCarried(value.Name, value.Type);
            copy.Origin = value.Origin;
        }
        return copy;
    }
}
