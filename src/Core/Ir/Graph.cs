using Qcc.Core.Ops;

namespace Qcc.Core.Ir;

/// <summary>
/// An ordered list of nodes with inputs, initializers and outputs. Every change goes through its methods, which keep
/// producers and uses consistent. Nodes stand in an order in which producers come first, unless the file says otherwise
/// (<see cref="SortTopologically"/>).
/// </summary>
public sealed class Graph(string name, NameScope names, Graph? outer = null)
{
    readonly List<Node> _nodes = [];
    readonly List<Value> _inputs = [];
    readonly List<Value> _outputs = [];
    readonly List<Value> _initializers = [];

    public string Name { get; set; } = name;

    /// <summary>The names of the whole model, which new values must avoid.</summary>
    public NameScope Names { get; } = names;

    /// <summary>The graph whose node runs this one, or null for a main graph and for function bodies.</summary>
    public Graph? Outer { get; } = outer;

    public IReadOnlyList<Node> Nodes => _nodes;
    public IReadOnlyList<Value> Inputs => _inputs;
    public IReadOnlyList<Value> Outputs => _outputs;

    /// <summary>Initializers in the order of the file; one that is also an input stands in both lists.</summary>
    public IReadOnlyList<Value> Initializers => _initializers;

    /// <summary>What the importer keeps of the source; opaque to everyone else.</summary>
    public object? Origin { get; set; }

    /// <summary>Takes the data of every constant that is added from now on, or null: they stay where they are. Subgraphs have that of the graph around them.</summary>
    public ITensorStore? Store { get => Outer is null ? field : Outer.Store; set; }

    /// <summary>Adds a graph input of that exact name.</summary>
    public Value AddInput(string name, ValueType? type = null)
    {
        Value value = NewValue(name, type);
        value.IsGraphInput = true;
        _inputs.Add(value);
        return value;
    }

    /// <summary>Makes an initializer an input too: its data are the default, which a caller may replace.</summary>
    public void AddInput(Value initializer)
    {
        initializer.IsGraphInput = true;
        _inputs.Add(initializer);
    }

    /// <summary>Adds an initializer; its name is made unique where <paramref name="name"/> is taken.</summary>
    public Value AddConstant(string name, Tensor tensor) => AddInitializer(NewValue(Names.Fresh(name), tensor.Type), tensor);

    /// <summary>Adds an initializer of exactly that name (import), or gives an input its default.</summary>
    public Value AddInitializer(string name, Tensor tensor) => AddInitializer(NewValue(name, tensor.Type), tensor);

    /// <summary>Gives a value without producer (an input, or one made by <see cref="AddCarried"/>) its data.</summary>
    public Value AddInitializer(Value value, Tensor tensor)
    {
        value.Initializer = Store?.Keep(tensor) ?? tensor;
        _initializers.Add(value);
        return value;
    }

    /// <summary>Adds a value that has neither producer nor data that qcc reads: a sparse initializer, a name captured by a function.</summary>
    public Value AddCarried(string name, ValueType? type = null) => NewValue(name, type);

    /// <summary>Replaces the data of an initializer.</summary>
    public static void SetInitializer(Value value, Tensor tensor)
    {
        value.Initializer = value.Graph.Store?.Keep(tensor) ?? tensor;
        value.Type = tensor.Type;
    }

    /// <summary>Removes an unused initializer; an input of the same name stays.</summary>
    public void RemoveInitializer(Value value)
    {
        if (!value.IsGraphInput && value.IsUsed)
        {
            throw new InvalidOperationException($"initializer {value} is still used");
        }
        _initializers.Remove(value);
        value.Initializer = null;
    }

    /// <summary>Takes a value out of the inputs; only one with an initializer or without uses can go.</summary>
    public void RemoveInput(Value value)
    {
        if (value.Initializer is null && value.IsUsed)
        {
            throw new InvalidOperationException($"input {value} is still used");
        }
        _inputs.Remove(value);
        value.IsGraphInput = false;
    }

    /// <summary>Appends a graph output.</summary>
    public void AddOutput(Value value)
    {
        _outputs.Add(value);
        value.GraphOutputs++;
    }

    /// <summary>Appends results of nodes that the graph keeps to itself, so that a run gives them too.</summary>
    /// <param name="which">Which of them; what is an output already stays one.</param>
    public void AddOutputs(Func<Value, bool> which)
    {
        foreach (Value value in _nodes.SelectMany(n => n.Outputs).OfType<Value>().Where(v => !v.IsGraphOutput && which(v)).ToArray())
        {
            AddOutput(value);
        }
    }

    /// <summary>Takes output <paramref name="index"/> out of the list.</summary>
    public void RemoveOutput(int index)
    {
        _outputs[index].GraphOutputs--;
        _outputs.RemoveAt(index);
    }

    /// <summary>Inserts a node before <paramref name="before"/> (null: at the end) with fresh output names.</summary>
    /// <param name="outputs">Name hints of the outputs, one each; null leaves an output out.</param>
    public Node Insert(Node? before, Operator @operator, IEnumerable<Value?> inputs, params ReadOnlySpan<string?> outputs)
    {
        Node node = InsertBare(before, @operator, inputs);
        foreach (string? output in outputs)
        {
            AddNodeOutput(node, output is null ? null : NewValue(Names.Fresh(output), null));
        }
        return node;
    }

    /// <summary>Inserts a node with outputs of exactly these names (import); "" leaves an output out.</summary>
    public Node InsertNamed(Node? before, Operator @operator, IEnumerable<Value?> inputs, IEnumerable<string> outputs)
    {
        Node node = InsertBare(before, @operator, inputs);
        foreach (string output in outputs)
        {
            AddNodeOutput(node, output.Length == 0 ? null : NewValue(output, null));
        }
        return node;
    }

    /// <summary>Appends an input to a node.</summary>
    public static void AddInputOf(Node node, Value? value)
    {
        node.InputList.Add(value);
        value?.AddUse(node, node.InputList.Count - 1);
    }

    /// <summary>Lets input <paramref name="index"/> of a node read another value (null: left out).</summary>
    public static void SetInput(Node node, int index, Value? value)
    {
        node.InputList[index]?.RemoveUse(node, index);
        node.InputList[index] = value;
        value?.AddUse(node, index);
    }

    /// <summary>Gives a node these inputs in place of its own; absent ones at the end are dropped.</summary>
    public static void SetInputs(Node node, IReadOnlyList<Value?> inputs)
    {
        TruncateInputs(node, 0);
        foreach (Value? input in inputs)
        {
            AddInputOf(node, input);
        }
        TrimAbsent(node);
    }

    /// <summary>Drops the inputs from <paramref name="count"/> on.</summary>
    public static void TruncateInputs(Node node, int count)
    {
        for (int i = node.InputList.Count - 1; i >= count; i--)
        {
            node.InputList[i]?.RemoveUse(node, i);
            node.InputList.RemoveAt(i);
        }
    }

    /// <summary>Drops the ends of the lists of inputs and outputs that are left out, which mean nothing.</summary>
    public static void TrimAbsent(Node node)
    {
        int inputs = node.InputList.FindLastIndex(v => v is not null) + 1, outputs = node.OutputList.FindLastIndex(v => v is not null) + 1;
        node.InputList.RemoveRange(inputs, node.InputList.Count - inputs);
        node.OutputList.RemoveRange(outputs, node.OutputList.Count - outputs);
    }

    /// <summary>Changes the operator of a node in place.</summary>
    public static void SetOperator(Node node, Operator @operator) => node.Operator = @operator;

    /// <summary>Removes a node whose outputs nobody reads.</summary>
    public void Erase(Node node)
    {
        foreach (Value? output in node.Outputs)
        {
            if (output is { IsUsed: true })
            {
                throw new InvalidOperationException($"{node}: output {output} is still used");
            }
        }
        TruncateInputs(node, 0);
        foreach (Graph subgraph in node.Subgraphs)
        {
            subgraph.ReleaseCaptures();
        }
        _nodes.Remove(node);
    }

    /// <summary>
    /// Lets everyone who reads <paramref name="old"/> read <paramref name="with"/>, graph outputs included. A graph output
    /// keeps its name: the new value takes it over, or an Identity node carries it where the new value cannot be renamed.
    /// </summary>
    public void ReplaceAllUses(Value old, Value with)
    {
        if (ReferenceEquals(old, with))
        {
            return;
        }
        foreach (Use use in old.Uses.ToArray())
        {
            SetInput(use.Node, use.Index, with);
        }
        with.Type ??= old.Type;
        while (old.IsGraphOutput)
        {
            int index = _outputs.IndexOf(old);
            if (index < 0)
            {
                ReplaceInSubgraphOutput(old, with);
                continue;
            }
            Value output = with.Producer is not null && ReferenceEquals(with.Graph, this) && !with.IsGraphOutput ? with : CarryByIdentity(with, old);
            _outputs[index] = output;
            old.GraphOutputs--;
            output.GraphOutputs++;
            if (!old.IsGraphOutput)
            {
                (output.Name, old.Name) = (old.Name, Names.Fresh(old.Name));
                output.Type = old.Type ?? output.Type;
                output.Origin = old.Origin;
            }
        }
    }

    /// <summary>Brings the nodes into an order in which producers come first; stable for nodes already in order.</summary>
    /// <returns>A node on a cycle, or null if there is none.</returns>
    public Node? SortTopologically()
    {
        (List<Node> sorted, Node? stuck) = TopologicalOrder();
        if (stuck is null)
        {
            _nodes.Clear();
            _nodes.AddRange(sorted);
        }
        return stuck;
    }

    /// <summary>The nodes of a cycle, each read by the one before it; empty if there is none. The order stays as it is.</summary>
    public IReadOnlyList<Node> FindCycle()
    {
        (List<Node> sorted, Node? stuck) = TopologicalOrder();
        if (stuck is null)
        {
            return [];
        }
        // Every node left over reads another one left over, so walking along the producers must come back.
        var done = new HashSet<Node>(sorted);
        var path = new List<Node>();
        var seen = new HashSet<Node>();
        for (Node node = stuck; seen.Add(node);)
        {
            path.Add(node);
            node = ReadBy(node).Select(v => v.Producer).First(p => p is not null && ReferenceEquals(p.Graph, this) && !done.Contains(p))!;
            stuck = node;
        }
        path.RemoveRange(0, path.IndexOf(stuck));
        return path;
    }

    (List<Node> Sorted, Node? Stuck) TopologicalOrder()
    {
        var waiting = new Dictionary<Node, int>(_nodes.Count);
        var ready = new PriorityQueue<Node, int>();
        var position = new Dictionary<Node, int>(_nodes.Count);
        var readers = new Dictionary<Node, List<Node>>();
        for (int i = 0; i < _nodes.Count; i++)
        {
            position[_nodes[i]] = i;
        }
        foreach (Node node in _nodes)
        {
            int count = 0;
            foreach (Value value in ReadBy(node))
            {
                if (value.Producer is { } producer && ReferenceEquals(producer.Graph, this))
                {
                    count++;
                    (readers.TryGetValue(producer, out List<Node>? list) ? list : readers[producer] = []).Add(node);
                }
            }
            waiting[node] = count;
            if (count == 0)
            {
                ready.Enqueue(node, position[node]);
            }
        }
        var sorted = new List<Node>(_nodes.Count);
        while (ready.TryDequeue(out Node? node, out _))
        {
            sorted.Add(node);
            foreach (Node reader in readers.GetValueOrDefault(node) ?? [])
            {
                if (--waiting[reader] == 0)
                {
                    ready.Enqueue(reader, position[reader]);
                }
            }
        }
        return (sorted, sorted.Count < _nodes.Count ? _nodes.First(n => waiting[n] > 0) : null);
    }

    /// <summary>The values that a node reads: its inputs and what its subgraphs, at any depth, capture.</summary>
    public static IEnumerable<Value> ReadBy(Node node)
    {
        foreach (Value? input in node.Inputs)
        {
            if (input is not null)
            {
                yield return input;
            }
        }
        var pending = new Stack<Graph>(node.Subgraphs);
        while (pending.TryPop(out Graph? graph))
        {
            foreach (Node inner in graph.Nodes)
            {
                foreach (Value? input in inner.Inputs)
                {
                    if (input is not null && !ReferenceEquals(input.Graph, graph))
                    {
                        yield return input;
                    }
                }
                foreach (Graph deeper in inner.Subgraphs)
                {
                    pending.Push(deeper);
                }
            }
            foreach (Value output in graph.Outputs)
            {
                if (!ReferenceEquals(output.Graph, graph))
                {
                    yield return output;
                }
            }
        }
    }

    /// <summary>This graph and every subgraph of its nodes, at any depth.</summary>
    public IEnumerable<Graph> WithSubgraphs()
    {
        var pending = new Stack<Graph>([this]);
        while (pending.TryPop(out Graph? graph))
        {
            yield return graph;
            foreach (Node node in graph._nodes)
            {
                foreach (Graph subgraph in node.Subgraphs)
                {
                    pending.Push(subgraph);
                }
            }
        }
    }

    Value NewValue(string name, ValueType? type)
    {
        Names.Add(name);
        return new Value(this, name) { Type = type };
    }

    Node InsertBare(Node? before, Operator @operator, IEnumerable<Value?> inputs)
    {
        var node = new Node(this, @operator);
        foreach (Value? input in inputs)
        {
            AddInputOf(node, input);
        }
        int index = before is null ? _nodes.Count : _nodes.IndexOf(before);
        _nodes.Insert(index < 0 ? throw new ArgumentException($"{before} is not in this graph", nameof(before)) : index, node);
        return node;
    }

    static void AddNodeOutput(Node node, Value? output)
    {
        if (output is not null)
        {
            output.Producer = node;
            output.ProducerIndex = node.OutputList.Count;
        }
        node.OutputList.Add(output);
    }

    Value CarryByIdentity(Value value, Value output) => Insert(null, DataMovementOperators.Identity, [value], output.Name).Output;

    /// <summary>A subgraph may return a value of the graph around it as it is; its name there means nothing to the outside.</summary>
    void ReplaceInSubgraphOutput(Value old, Value with)
    {
        Graph inner = WithSubgraphs().First(g => g._outputs.Contains(old));
        inner._outputs[inner._outputs.IndexOf(old)] = with;
        old.GraphOutputs--;
        with.GraphOutputs++;
    }

    void ReleaseCaptures()
    {
        foreach (Graph graph in WithSubgraphs())
        {
            foreach (Node node in graph._nodes)
            {
                TruncateInputs(node, 0);
            }
            while (graph._outputs.Count > 0)
            {
                graph.RemoveOutput(graph._outputs.Count - 1);
            }
        }
    }
}
