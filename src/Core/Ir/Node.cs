using Qcc.Core.Ops;

namespace Qcc.Core.Ir;

/// <summary>One application of an operator. Inputs and outputs change only through <see cref="Graph"/>.</summary>
public sealed class Node
{
    internal readonly List<Value?> InputList = [];
    internal readonly List<Value?> OutputList = [];
    readonly List<KeyValuePair<string, AttributeValue>> _attributes = [];

    internal Node(Graph graph, Operator @operator)
    {
        Graph = graph;
        Operator = @operator;
    }

    /// <summary>The graph that owns the node.</summary>
    public Graph Graph { get; internal set; }

    public Operator Operator { get; internal set; }

    /// <summary>The node's name in the file; may be empty and need not be unique.</summary>
    public string Name { get; set; } = "";

    /// <summary>Which of the local functions of the operator's name the node calls; mostly empty.</summary>
    public string Overload { get; set; } = "";

    /// <summary>The inputs; null where an optional one is left out.</summary>
    public IReadOnlyList<Value?> Inputs => InputList;

    /// <summary>The outputs; null where an optional one is left out.</summary>
    public IReadOnlyList<Value?> Outputs => OutputList;

    /// <summary>The attributes in the order of the file.</summary>
    public IReadOnlyList<KeyValuePair<string, AttributeValue>> Attributes => _attributes;

    /// <summary>What the importer keeps of the source; opaque to everyone else.</summary>
    public object? Origin { get; set; }

    /// <summary>The first output, which every operator that qcc rewrites has.</summary>
    public Value Output => OutputList[0] ?? throw new InvalidOperationException($"{this} has no first output");

    /// <summary>The first output, or null where the node has none or leaves it out.</summary>
    public Value? FirstOutput => OutputList.Count > 0 ? OutputList[0] : null;

    /// <summary>The first output that is not left out (a recurrent layer may return its last state only), or null.</summary>
    public Value? Result => OutputList.FirstOrDefault(o => o is not null);

    /// <summary>Input <paramref name="index"/>, or null where it is left out or the list is shorter.</summary>
    public Value? Input(int index) => index < InputList.Count ? InputList[index] : null;

    /// <summary>The constant at input <paramref name="index"/>, or null.</summary>
    public Tensor? Constant(int index) => Input(index)?.Constant;

    /// <summary>The attribute, or null.</summary>
    public AttributeValue? Attribute(string name)
    {
        foreach (KeyValuePair<string, AttributeValue> attribute in _attributes)
        {
            if (attribute.Key == name)
            {
                return attribute.Value;
            }
        }
        return null;
    }

    /// <summary>An integer attribute, or the operator's default for it.</summary>
    public long Int(string name, long otherwise) => Attribute(name) is IntAttribute a ? a.Value : otherwise;

    /// <summary>A float attribute, or the operator's default for it.</summary>
    public float Float(string name, float otherwise) => Attribute(name) is FloatAttribute a ? a.Value : otherwise;

    /// <summary>A string attribute, or the operator's default for it.</summary>
    public string Text(string name, string otherwise) => Attribute(name) is StringAttribute a ? a.Text : otherwise;

    /// <summary>A list of integers, or null where the attribute is absent.</summary>
    public IReadOnlyList<long>? Ints(string name) => (Attribute(name) as IntsAttribute)?.Values;

    /// <summary>Sets, replaces or (null) removes an attribute.</summary>
    public void Set(string name, AttributeValue? value)
    {
        int index = _attributes.FindIndex(a => a.Key == name);
        if (value is null)
        {
            if (index >= 0)
            {
                _attributes.RemoveAt(index);
            }
        }
        else if (index >= 0)
        {
            _attributes[index] = new(name, value);
        }
        else
        {
            _attributes.Add(new(name, value));
        }
    }

    /// <summary>Removes all attributes.</summary>
    public void ClearAttributes() => _attributes.Clear();

    /// <summary>The graphs that the node runs (branches, bodies).</summary>
    public IEnumerable<Graph> Subgraphs
    {
        get
        {
            foreach ((_, AttributeValue value) in _attributes)
            {
                if (value is GraphAttribute one)
                {
                    yield return one.Value;
                }
                else if (value is GraphsAttribute many)
                {
                    foreach (Graph graph in many.Values)
                    {
                        yield return graph;
                    }
                }
            }
        }
    }

    /// <summary>Name or, for a nameless node, its first output: how diagnostics call it.</summary>
    public string Label => Name.Length > 0 ? Name : OutputList.FirstOrDefault(o => o is not null)?.Name ?? "";

    public override string ToString() => $"{Operator.Name} \"{Label}\"";
}
