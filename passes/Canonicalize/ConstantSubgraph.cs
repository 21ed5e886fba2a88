using Qcc.Core.Ir;
using Qcc.Core.Ops;
using static Qcc.Core.Ops.ConstantOperators;
using static Qcc.Core.Ops.QuantizationOperators;

namespace Qcc.Passes.Canonicalize;

/// <summary>Finds the nodes that can be computed ahead without making the model greater.</summary>
sealed class ConstantSubgraph
{
    /// <summary>By how many bytes a result may exceed the constants that it replaces.</summary>
    const long Allowance = 64 * 1024;

    static readonly HashSet<Operator> Kept = [QuantizeLinear, DequantizeLinear, DynamicQuantizeLinear, Constant, DataMovementOperators.Identity];

    readonly Dictionary<Node, long> _limits = [];
    readonly HashSet<Value> _claimed = [];

    /// <summary>The foldable nodes with the greatest size, in bytes, that a result of theirs may have.</summary>
    public static Dictionary<Node, long> Find(Graph graph)
    {
        var search = new ConstantSubgraph();
        foreach (Node node in graph.Nodes)
        {
            search.Consider(node);
        }
        return search._limits;
    }

    void Consider(Node node)
    {
        bool computable = node.Operator.IsKnown && !node.Operator.IsRandom && !Kept.Contains(node.Operator) && !node.Subgraphs.Any()
            && node.Inputs.All(i => i is null || i.IsConstant || (i.Producer is { } p && _limits.ContainsKey(p)));
        if (!computable || ResultBytes(node) is not { } bytes)
        {
            return;
        }
        long limit = Allowance + node.Inputs.OfType<Value>().Where(v => Claim(v, node)).Sum(BytesOf);
        if (bytes <= limit)
        {
            _limits[node] = limit;
        }
    }

    /// <summary>
    /// The bytes of a constant are replaced once, by the last that reads it, and only where all its readers are folded; the bytes
    /// of an intermediate result likewise. So no chain of x ++ x can grow step by step, and a shared weight is not copied.
    /// </summary>
    bool Claim(Value value, Node reader) =>
        !value.IsGraphOutput && value.Uses.All(u => u.Node == reader || _limits.ContainsKey(u.Node)) && _claimed.Add(value);

    long BytesOf(Value value) => value.Constant is { } tensor ? tensor.Bytes.Length
        : value.Producer is { } producer && _limits.TryGetValue(producer, out long limit) ? Math.Min(limit - Allowance, TypeBytes(value.TensorType) ?? 0) : 0;

    /// <summary>Bytes of all outputs together, or null where they cannot be told without running the node.</summary>
    static long? ResultBytes(Node node)
    {
        if (node.Operator == ConstantOperators.Range)
        {
            return RangeBytes(node);
        }
        if (node.Operator.Shapes(node) is not { } types || types.Count < node.Outputs.Count)
        {
            return null;
        }
        long sum = 0;
        for (int i = 0; i < node.Outputs.Count; i++)
        {
            if (TypeBytes(types[i]) is not { } bytes || (sum += bytes) > int.MaxValue)
            {
                return null;
            }
            if (node.Outputs[i] is { } output)
            {
                output.Type = types[i];
            }
        }
        return sum;
    }

    static long? TypeBytes(TensorType? type) =>
        type?.Shape is { } shape && type.Element.BitWidth() > 0 && Core.Ops.Shape.Product(shape) is { } count and <= int.MaxValue ? type.Element.ByteSize(count) : null;

    static long? RangeBytes(Node node)
    {
        if (node.Constant(0) is not { Element: ElementType.S64, Count: 1 } start || node.Constant(1) is not { Element: ElementType.S64, Count: 1 } limit
            || node.Constant(2) is not { Element: ElementType.S64, Count: 1 } delta || delta.As<long>()[0] == 0)
        {
            return null;
        }
        Int128 count = ((Int128)limit.As<long>()[0] - start.As<long>()[0]) / delta.As<long>()[0] + 1;
        return count > int.MaxValue ? null : (long)Int128.Max(count, 0) * sizeof(long);
    }
}
