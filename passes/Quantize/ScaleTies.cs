using Qcc.Core.Ir;

namespace Qcc.Passes.Quantize;

/// <summary>Values that must share their quantization parameters (docs/algorithms.md C06), as a union-find forest.</summary>
sealed class ScaleTies
{
    readonly Dictionary<Value, Value> _parent = [];

    public void Tie(Value a, Value b) => _parent[Root(a)] = Root(b);

    /// <summary>The value that stands for all values tied to this one.</summary>
    public Value Root(Value value)
    {
        while (_parent.TryGetValue(value, out Value? parent) && !ReferenceEquals(parent, value))
        {
            value = parent;
        }
        return value;
    }
}
