using System.Globalization;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;

namespace Qcc.Core.Text;

/// <summary>What a text calls each value, and where values without a definition of their own are declared.</summary>
sealed class ValueNaming
{
    readonly Dictionary<Value, string> _numbers = [];
    readonly HashSet<Value> _atTheirUse = [];
    readonly Dictionary<Graph, List<Value>> _carried = [];
    readonly HashSet<string> _kept = new(StringComparer.Ordinal);
    int _next;

    public static ValueNaming Of(Graph graph, PrintOptions options)
    {
        var naming = new ValueNaming();
        naming.FindCarried(graph);
        if (options.Names == ValueNames.Numbered)
        {
            foreach (Value value in graph.Inputs.Concat(graph.Outputs))
            {
                naming._numbers[value] = value.Name;
                naming._kept.Add(value.Name);
            }
            naming.Number(graph, depth: 0);
        }
        return naming;
    }

    /// <summary>%name or, for an initializer, @name.</summary>
    public string this[Value value] => (value.IsConstant ? "@" : "%") + Notation.Name(_numbers.GetValueOrDefault(value, value.Name));

    /// <summary>Whether a constant stands at its only use.</summary>
    public bool IsAtItsUse(Value value) => _atTheirUse.Contains(value);

    /// <summary>Values of a graph that have neither producer nor data that qcc reads, in the order of their first use.</summary>
    public IReadOnlyList<Value> Carried(Graph graph) => _carried.TryGetValue(graph, out List<Value>? values) ? values : [];

    void FindCarried(Graph root)
    {
        var seen = new HashSet<Value>();
        foreach (Graph graph in root.WithSubgraphs())
        {
            foreach (Value value in graph.Nodes.SelectMany(n => n.Inputs).Concat(graph.Outputs).OfType<Value>())
            {
                if (value is { Producer: null, Initializer: null, IsGraphInput: false } && seen.Add(value))
                {
                    (_carried.TryGetValue(value.Graph, out List<Value>? list) ? list : _carried[value.Graph] = []).Add(value);
                }
            }
        }
    }

    /// <summary>In the order in which the text defines values.</summary>
    void Number(Graph graph, int depth)
    {
        if (depth > GraphPrinter.MaxDepth)
        {
            throw new DiagnosticException(TextDiagnostics.TooDeep.At(new Place("model"), GraphPrinter.MaxDepth));
        }
        foreach (Value value in graph.Inputs.Concat(Carried(graph)).Concat(graph.Initializers))
        {
            if (value.IsConstant && value.IsUsedOnce && ReferenceEquals(value.Uses[0].Node.Graph, graph))
            {
                _atTheirUse.Add(value);
            }
            else
            {
                Number(value);
            }
        }
        foreach (Node node in graph.Nodes)
        {
            foreach (Value output in node.Outputs.OfType<Value>())
            {
                Number(output);
            }
            foreach (Graph subgraph in node.Subgraphs)
            {
                Number(subgraph, depth + 1);
            }
        }
    }

    void Number(Value value)
    {
        if (_numbers.ContainsKey(value))
        {
            return;
        }
        string name;
        do
        {
            name = (_next++).ToString(CultureInfo.InvariantCulture);
        }
        while (_kept.Contains(name));
        _numbers[value] = name;
    }
}
