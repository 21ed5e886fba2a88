using Qcc.Core.Ir;

namespace Qcc.Passes.Quantize;

/// <summary>
/// Values that must share their quantization parameters (docs/algorithms.md C06), as a union-find forest; each group has the union
/// of its ranges, and the bounds that absorbed activations need its code range to keep.
/// </summary>
/// <param name="range">Range of a value of its own.</param>
/// <param name="bounds">Bounds that the code range of a value stands for, infinite where none.</param>
sealed class ScaleTies(Func<Value, (float Low, float High)> range, Func<Value, (float Low, float High)> bounds)
{
    readonly Dictionary<Value, Value> _parent = [];
    readonly Dictionary<Value, (float Low, float High)> _ranges = [], _bounds = [];

    public void Tie(Value a, Value b)
    {
        (Value from, Value to) = (Root(a), Root(b));
        if (ReferenceEquals(from, to))
        {
            return;
        }
        (_ranges[to], _bounds[to]) = (Union(RangeOf(from), RangeOf(to)), Intersection(BoundsOf(from), BoundsOf(to)));
        _parent[from] = to;
    }

    /// <summary>Ties two values unless the common range would let through what an absorbed activation of either cuts off.</summary>
    public void TieWhereHarmless(Value a, Value b)
    {
        (float low, float high) = Union(RangeOf(a), RangeOf(b));
        (float least, float greatest) = Intersection(BoundsOf(a), BoundsOf(b));
        if (low >= least && high <= greatest)
        {
            Tie(a, b);
        }
    }

    /// <summary>The value that stands for all values tied to this one.</summary>
    public Value Root(Value value)
    {
        while (_parent.TryGetValue(value, out Value? parent))
        {
            value = parent;
        }
        return value;
    }

    /// <summary>The union of the ranges of the value's group, zero included.</summary>
    public (float Low, float High) RangeOf(Value value) => Of(_ranges, Root(value), v => Union(range(v), (0, 0)));

    (float Low, float High) BoundsOf(Value value) => Of(_bounds, Root(value), bounds);

    static (float Low, float High) Of(Dictionary<Value, (float Low, float High)> known, Value root, Func<Value, (float Low, float High)> find) =>
        known.TryGetValue(root, out (float Low, float High) found) ? found : known[root] = find(root);

    static (float Low, float High) Union((float Low, float High) a, (float Low, float High) b) => (MathF.Min(a.Low, b.Low), MathF.Max(a.High, b.High));

    static (float Low, float High) Intersection((float Low, float High) a, (float Low, float High) b) => (MathF.Max(a.Low, b.Low), MathF.Min(a.High, b.High));
}
