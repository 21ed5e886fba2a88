using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;

namespace Qcc.EndToEnd.Tests.FusedKernels;

/// <summary>A small graph of the integer dialect, built node by node with tensors for inputs and run by the reference evaluator.</summary>
sealed class Evaluated
{
    readonly Graph _graph = new("kernel", new NameScope());
    readonly Dictionary<string, Tensor> _inputs = [];

    public Value Input(Tensor tensor)
    {
        Value value = _graph.AddInput($"x{_inputs.Count}", tensor.Type);
        _inputs[value.Name] = tensor;
        return value;
    }

    /// <summary>Appends a node.</summary>
    /// <param name="type">Element type and sizes of its result.</param>
    public Value Node(Operator @operator, (ElementType Element, IReadOnlyList<long> Shape) type, IEnumerable<KeyValuePair<string, AttributeValue>> attributes, params Value?[] inputs)
    {
        Node node = _graph.Insert(null, @operator, inputs, "y");
        foreach ((string name, AttributeValue value) in attributes)
        {
            node.Set(name, value);
        }
        node.Output.Type = TensorType.Of(type.Element, [.. type.Shape]);
        return node.Output;
    }

    public Tensor Run(Value result) => IntegerEvaluator.Run(_graph, _inputs)[result.Name];

    /// <summary>F32 of accumulators: the function of ONNX Runtime's kernels, one multiplier for all or constants that broadcast.</summary>
    public Value Requantize(Value accumulators, IReadOnlyList<long> shape, Tensor multipliers, CodeType codes) => Node(
        IntegerOperators.Requantize, (codes.Element, shape),
        [
            new("arithmetic", "F32"), new("to", (long)codes.Element), new("zero_point", (long)codes.ZeroPoint),
            new("low", codes.Element.Range().Low), new("high", codes.Element.Range().High),
        ],
        accumulators, Input(multipliers));

    /// <summary>One node on its own.</summary>
    public static Tensor One(Operator @operator, (ElementType, IReadOnlyList<long>) type, IEnumerable<KeyValuePair<string, AttributeValue>> attributes, params Tensor?[] inputs)
    {
        var graph = new Evaluated();
        return graph.Run(graph.Node(@operator, type, attributes, [.. inputs.Select(t => t is null ? null : graph.Input(t))]));
    }

    public static Tensor Transposed(Tensor tensor, params long[] permutation) => One(DataMovementOperators.Transpose,
        (tensor.Element, [.. permutation.Select(axis => tensor.Shape[(int)axis])]), [new("perm", permutation)], tensor);
}

/// <summary>Element type, scale and zero point of codes, as a kernel is given them.</summary>
sealed record CodeType(ElementType Element, float Scale, int ZeroPoint)
{
    public CodeRange Range => new(ZeroPoint, (int)Element.Range().Low, (int)Element.Range().High);

    /// <summary>A scale and a zero point; the zero point may be left out where the codes are u8.</summary>
    public static CodeType Of(Tensor scale, Tensor? zeroPoint) => new(zeroPoint?.Element ?? ElementType.U8, scale.Floats[0], (int)(zeroPoint?.ToInt64()[0] ?? 0));
}
