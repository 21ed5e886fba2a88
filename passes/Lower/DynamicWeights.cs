using Qcc.Core.Ir;

namespace Qcc.Passes.Lower;

/// <summary>Weights of layers that quantize their input at each run.</summary>
static class DynamicWeights
{
    /// <summary>Codes, scales and zero points as constants, named after the input that they stand for.</summary>
    public static Value[] Constants(Node node, int input, Tensor codes, Tensor scales)
    {
        string name = node.Inputs[input]!.Name;
        return
        [
            node.Graph.AddConstant($"{name}_quantized", codes), node.Graph.AddConstant($"{name}_scale", scales),
            node.Graph.AddConstant($"{name}_zero_point", Tensor.Of(ElementType.S8, new sbyte[scales.Count], [.. scales.Shape])),
        ];
    }
}
