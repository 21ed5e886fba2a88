using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Measure;

/// <summary>Multiply-accumulates of the operators that do most of them: Conv, ConvTranspose, Gemm, MatMul and their integer forms.</summary>
public static class MacCount
{
    /// <summary>Position of the data and the weight among the inputs; quantized forms have scales and zero points between.</summary>
    static readonly Dictionary<string, (int Data, int Weight)> Inputs = new()
    {
        ["Conv"] = (0, 1), ["ConvTranspose"] = (0, 1), ["Gemm"] = (0, 1), ["MatMul"] = (0, 1), ["FusedConv"] = (0, 1),
        ["ConvInteger"] = (0, 1), ["MatMulInteger"] = (0, 1), ["QLinearConv"] = (0, 3), ["QLinearMatMul"] = (0, 3), ["QGemm"] = (0, 3),
    };

    /// <summary>Whether the operator is one of those counted.</summary>
    public static bool Counts(Operator @operator) => Inputs.ContainsKey(@operator.Name);

    /// <summary>
    /// The node's multiply-accumulates for one sample: an open first dimension counts as 1. Null where shapes are not known, 0 for
    /// other operators.
    /// </summary>
    public static long? Of(Node node)
    {
        if (!Inputs.TryGetValue(node.Operator.Name, out (int Data, int Weight) at))
        {
            return 0;
        }
        if (Sizes(node.Input(at.Data)) is not { } data || Sizes(node.Input(at.Weight)) is not { } weight)
        {
            return null;
        }
        if (node.Operator.Name == "ConvTranspose")
        {
            // Every input element meets all weights of its input channel.
            return data.Length < 2 || weight.Length < 2 || weight[0] == 0 ? null : checked(Product(data) * (Product(weight) / weight[0]));
        }
        if (Sizes(node.Outputs.Count > 0 ? node.Outputs[0] : null) is not { } output)
        {
            return null;
        }
        return checked(Product(output) * Depth(node, data, weight));
    }

    /// <summary>Products that make one output element.</summary>
    static long Depth(Node node, long[] data, long[] weight) => node.Operator.Name switch
    {
        "Conv" or "FusedConv" or "ConvInteger" or "QLinearConv" => weight.Length > 0 && weight[0] > 0 ? Product(weight) / weight[0] : 0,
        "Gemm" or "QGemm" => data.Length == 2 ? data[node.Int("transA", 0) != 0 ? 0 : 1] : 0,
        _ => data.Length > 0 ? data[^1] : 0,
    };

    /// <summary>The sizes of a value; null where one other than the first is open.</summary>
    static long[]? Sizes(Value? value)
    {
        if ((value?.Initializer?.Type ?? value?.TensorType) is not { Shape: { } shape })
        {
            return null;
        }
        var sizes = new long[shape.Count];
        for (int i = 0; i < sizes.Length; i++)
        {
            if (shape[i].Size is not { } size && i > 0)
            {
                return null;
            }
            sizes[i] = shape[i].Size ?? 1;
        }
        return sizes;
    }

    static long Product(long[] sizes) => sizes.Aggregate(1L, (product, size) => checked(product * size));
}
