using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Rewrite;

namespace Qcc.Check;

/// <summary>
/// The audit of an integer graph as ONNX: which tensors hold floats, in the graph and in the functions that it calls. Its edges may: inputs and what they
/// are quantized by, and dequantized outputs. Inside, f64 is allowed where it holds integers alone (docs/integer-arithmetic.md 5.5 and 6.1: a root
/// below 2^52, codes of 16 bits in a pooling), so that f64 counts as a float only behind an operator that can leave the integers.
/// </summary>
static class FloatTensors
{
    /// <summary>Operators that give integers for integers.</summary>
    static readonly Operator[] KeepIntegers =
    [
        ElementwiseOperators.Cast, PoolingOperators.MaxPool, ElementwiseOperators.Floor, ElementwiseOperators.Max, ElementwiseOperators.Min,
        DataMovementOperators.Reshape, DataMovementOperators.DepthToSpace, DataMovementOperators.SpaceToDepth,
    ];

    /// <summary>Names of float tensors between the quantized inputs and the dequantized outputs, as node:output.</summary>
    /// <param name="emitted">The emitted model with its functions.</param>
    /// <param name="runtime">Tells the types inside of functions.</param>
    public static IReadOnlyList<string> In(Model emitted, IFloatRuntime runtime)
    {
        Model flat = FunctionInlining.Inline(emitted);
        runtime.InferTypes(flat);
        Graph graph = flat.Graph;
        var floats = new List<string>();
        foreach (Node node in graph.Nodes)
        {
            foreach (Value output in node.Outputs.OfType<Value>())
            {
                if (!IsEdge(node, output) && IsFloat(node, output))
                {
                    floats.Add($"{node.Operator}:{output.Name}");
                }
            }
        }
        floats.AddRange(graph.Initializers.Where(v => v.TensorType is { } type && type.Element.IsFloat() && v.Uses.Any(u => !IsScale(u))).Select(v => $"initializer:{v.Name}"));
        return floats;
    }

    /// <summary>A dequantized output, or an input or output in another float type.</summary>
    static bool IsEdge(Node node, Value output) => EdgeSemantics.IsAtEdge(node)
        || (node.Operator == QuantizationOperators.DequantizeLinear && (output.IsGraphOutput ? output.Uses.Count == 0 : output.IsUsedOnce && output.Uses[0].Node is var next && next.Output.IsGraphOutput && EdgeSemantics.IsAtEdge(next)));

    static bool IsFloat(Node node, Value output) => output.TensorType is not { } type ? output.Type is null
        : type.Element == ElementType.F64 ? !KeepIntegers.Contains(node.Operator) && !IsFloored(output)
        : type.Element.IsFloat();

    /// <summary>A root that only Floor reads.</summary>
    static bool IsFloored(Value output) => output is { IsUsedOnce: true } && output.Uses[0].Node.Operator == ElementwiseOperators.Floor;

    static bool IsScale(Use use) => use.Index == 1 && (use.Node.Operator == QuantizationOperators.QuantizeLinear || use.Node.Operator == QuantizationOperators.DequantizeLinear);
}
