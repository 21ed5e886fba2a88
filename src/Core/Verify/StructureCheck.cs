using Qcc.Core.Ir;

namespace Qcc.Core.Verify;

/// <summary>V1 to V5 and V12 to V14: producers, uses, names, order, visibility. Needs one visit of every node and value.</summary>
sealed class StructureCheck(Graph root, List<Finding> findings)
{
    readonly Dictionary<Node, int> _position = [];
    readonly Dictionary<Graph, Node?> _holder = [];
    readonly HashSet<Value> _defined = [];
    readonly Dictionary<Value, HashSet<Use>> _uses = [];
    readonly Dictionary<Value, int> _returned = [];

    public void Run()
    {
        Graph[] graphs = [.. root.WithSubgraphs()];
        _holder[root] = null;
        foreach (Graph graph in graphs)
        {
            Collect(graph);
        }
        foreach (Graph graph in graphs)
        {
            CheckNames(graph);
            CheckConstants(graph);
            foreach (Node node in graph.Nodes)
            {
                CheckOutputs(node);
                CheckReads(node);
            }
            foreach (Value output in graph.Outputs.Where(o => !IsVisible(o, graph)))
            {
                Report("V12", $"{graph.Name}", $"returns {output}, which is not defined here");
            }
        }
        CheckUses();
    }

    void Collect(Graph graph)
    {
        _defined.UnionWith(graph.Inputs);
        _defined.UnionWith(graph.Initializers);
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            Node node = graph.Nodes[i];
            _position[node] = i;
            _defined.UnionWith(node.Outputs.OfType<Value>());
            for (int input = 0; input < node.Inputs.Count; input++)
            {
                if (node.Inputs[input] is { } value)
                {
                    (_uses.TryGetValue(value, out HashSet<Use>? uses) ? uses : _uses[value] = []).Add(new Use(node, input));
                }
            }
            foreach (Graph subgraph in node.Subgraphs)
            {
                _holder[subgraph] = node;
                if (!ReferenceEquals(subgraph.Outer, graph))
                {
                    Report("V13", At(node), $"the graph around its subgraph {subgraph.Name} is {subgraph.Outer?.Name ?? "none"}");
                }
            }
        }
        foreach (Value output in graph.Outputs)
        {
            _returned[output] = _returned.GetValueOrDefault(output) + 1;
        }
    }

    void CheckNames(Graph graph)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (Value value in ValuesOf(graph).Distinct())
        {
            if (!names.Add(value.Name))
            {
                Report("V3", graph.Name, $"{value} is defined twice");
            }
        }
        for (Graph? outer = OuterOf(graph); outer is not null; outer = OuterOf(outer))
        {
            foreach (Value value in ValuesOf(outer).Distinct().Where(v => names.Contains(v.Name)))
            {
                Report("V3", graph.Name, $"{value} is defined here and in {outer.Name} around it");
            }
        }
    }

    void CheckConstants(Graph graph)
    {
        foreach (Value value in graph.Initializers.Where(i => i.IsConstant && !Equals(i.Type, i.Initializer!.Type)))
        {
            Report("V14", $"{graph.Name}: {value}", $"has type {value.Type} and data of {value.Initializer!.Type}");
        }
    }

    void CheckOutputs(Node node)
    {
        for (int i = 0; i < node.Outputs.Count; i++)
        {
            if (node.Outputs[i] is { } output
                && (!ReferenceEquals(output.Producer, node) || output.ProducerIndex != i || !ReferenceEquals(output.Graph, node.Graph)))
            {
                Report("V1", At(node), $"output {i}, {output}, says that output {output.ProducerIndex} of {output.Producer?.ToString() ?? "no node"} makes it");
            }
        }
    }

    void CheckReads(Node node)
    {
        foreach (Value input in node.Inputs.OfType<Value>())
        {
            if (!IsVisible(input, node.Graph))
            {
                Report("V5", At(node), $"reads {input}, which is not defined here");
            }
            else if (input.Producer is { } producer && PositionIn(input.Graph, node) <= _position[producer])
            {
                Report("V4", At(node), $"reads {input} before {producer} computes it");
            }
        }
    }

    void CheckUses()
    {
        foreach (Value value in _defined.Concat(_uses.Keys).Concat(_returned.Keys).Distinct())
        {
            HashSet<Use> found = _uses.GetValueOrDefault(value) ?? [];
            if (value.Uses.Count != found.Count || !found.SetEquals(value.Uses))
            {
                Report("V2", $"{value.Graph.Name}: {value}", $"lists {value.Uses.Count} uses, {found.Count} inputs read it");
            }
            if (value.GraphOutputs != _returned.GetValueOrDefault(value))
            {
                Report("V2", $"{value.Graph.Name}: {value}", $"counts {value.GraphOutputs} graph outputs, there are {_returned.GetValueOrDefault(value)}");
            }
        }
    }

    /// <summary>Where, among the nodes of an outer graph, the node or the one that holds it stands.</summary>
    int PositionIn(Graph graph, Node node)
    {
        Node at = node;
        while (!ReferenceEquals(at.Graph, graph))
        {
            at = _holder[at.Graph]!;
        }
        return _position[at];
    }

    /// <summary>Carried values have neither producer nor a place in a list; all others must be found in a list.</summary>
    bool IsVisible(Value value, Graph from)
    {
        bool exists = _defined.Contains(value) || value is { Producer: null, Initializer: null, IsGraphInput: false };
        for (Graph? graph = from; exists && graph is not null; graph = OuterOf(graph))
        {
            if (ReferenceEquals(value.Graph, graph))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>By the node that holds the graph: <see cref="Graph.Outer"/> is what V13 checks.</summary>
    Graph? OuterOf(Graph graph) => _holder[graph]?.Graph;

    static IEnumerable<Value> ValuesOf(Graph graph) =>
        graph.Inputs.Concat(graph.Initializers).Concat(graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>());

    static string At(Node node) => $"{node.Graph.Name}: {node}";

    void Report(string label, string place, string text) => findings.Add(new Finding(label, place, text));
}
