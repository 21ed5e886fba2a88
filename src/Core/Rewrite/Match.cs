using Qcc.Core.Ir;

namespace Qcc.Core.Rewrite;

/// <summary>What the captures of a pattern hold at one place of the graph.</summary>
public sealed class Match
{
    readonly List<KeyValuePair<object, object>> _bindings;

    internal Match(Node root, IEnumerable<KeyValuePair<object, object>> bindings, IReadOnlyList<Node> nodes)
    {
        Root = root;
        _bindings = [.. bindings];
        Nodes = nodes;
    }

    /// <summary>The node at the top of the pattern, whose output is replaced.</summary>
    public Node Root { get; }

    /// <summary>All nodes of the match, the root first.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>The captured value.</summary>
    public Value this[Var capture] => (Value)Bound(capture)!;

    /// <summary>The captured constant's data.</summary>
    public Tensor this[Const capture] => ((Value)Bound(capture)!).Constant!;

    /// <summary>The captured node.</summary>
    public Node this[Matched capture] => (Node)Bound(capture)!;

    /// <summary>Whether an optional capture holds something.</summary>
    public bool Has(Operand capture) => Find(capture) is not null;

    /// <summary>The captured constant's data, or the alternative where the input is left out.</summary>
    public Tensor Or(Const capture, Func<Tensor> otherwise) => Find(capture) is Value value ? value.Constant! : otherwise();

    /// <summary>The captured constant's data, or null where the input is left out.</summary>
    public Tensor? OrNull(Const capture) => (Find(capture) as Value)?.Constant;

    /// <summary>The captured value, or null where the input is left out.</summary>
    public Value? OrNull(Var capture) => Find(capture) as Value;

    /// <summary>The initializer that a constant capture holds, or null where the input is left out.</summary>
    public Value? ValueOf(Const capture) => Find(capture) as Value;

    object? Find(object capture) => _bindings.Find(b => ReferenceEquals(b.Key, capture)).Value;

    object? Bound(object capture) => Find(capture) ?? throw new InvalidOperationException($"the pattern does not bind {capture}");
}
