namespace Qcc.Core.Ir;

/// <summary>Input <paramref name="Index"/> of <paramref name="Node"/> reads the value.</summary>
public readonly record struct Use(Node Node, int Index);

/// <summary>
/// A value of a graph: a graph input, an initializer, or an output of a node. Producer and uses are always consistent;
/// they change only through the methods of <see cref="Graph"/>.
/// </summary>
public sealed class Value
{
    readonly List<Use> _uses = [];

    internal Value(Graph graph, string name)
    {
        Graph = graph;
        Name = name;
    }

    /// <summary>The graph that defines the value; nodes of its subgraphs may read it too.</summary>
    public Graph Graph { get; internal set; }

    /// <summary>Unique among the values that are visible in its graph. Any text; the file decides.</summary>
    public string Name { get; internal set; }

    /// <summary>The type, or null where nobody has told it yet.</summary>
    public ValueType? Type { get; set; }

    /// <summary>The type if it is a tensor's.</summary>
    public TensorType? TensorType => Type as TensorType;

    /// <summary>The node that computes the value; null for graph inputs and initializers.</summary>
    public Node? Producer { get; internal set; }

    /// <summary>Which output of the producer this is.</summary>
    public int ProducerIndex { get; internal set; }

    /// <summary>The initializer's data, also where a graph input overrides it (then see <see cref="IsConstant"/>).</summary>
    public Tensor? Initializer { get; internal set; }

    public bool IsGraphInput { get; internal set; }

    /// <summary>Whether the graph returns this value.</summary>
    public bool IsGraphOutput => GraphOutputs > 0;

    internal int GraphOutputs { get; set; }

    /// <summary>Whether the value is an initializer that the caller cannot replace.</summary>
    public bool IsConstant => Initializer is not null && !IsGraphInput;

    /// <summary>The data of a constant, else null.</summary>
    public Tensor? Constant => IsConstant ? Initializer : null;

    /// <summary>The node inputs that read the value, in subgraphs too. Graph outputs are not uses; see <see cref="IsUsedOnce"/>.</summary>
    public IReadOnlyList<Use> Uses => _uses;

    /// <summary>Whether exactly one node input reads the value and the graph does not return it.</summary>
    public bool IsUsedOnce => _uses.Count == 1 && !IsGraphOutput;

    /// <summary>Whether anything reads the value.</summary>
    public bool IsUsed => _uses.Count > 0 || IsGraphOutput;

    /// <summary>What the importer keeps of the source (documentation, denotation, sparse data); opaque to everyone else.</summary>
    public object? Origin { get; set; }

    internal void SwapNameWith(Value other) => (Name, other.Name) = (other.Name, Name);

    /// <summary>Takes over the name of a value that is gone (an erased node's, a removed initializer).</summary>
    internal void TakeNameOf(Value gone)
    {
        if (!gone.IsUsed && !gone.IsGraphInput && gone.Initializer is null)
        {
            SwapNameWith(gone);
        }
    }

    internal void AddUse(Node node, int index) => _uses.Add(new Use(node, index));

    internal void RemoveUse(Node node, int index) => _uses.Remove(new Use(node, index));

    public override string ToString() => $"%{Name}";
}
