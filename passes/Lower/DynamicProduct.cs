using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Lower;

/// <summary>
/// Writes products with constant weights that quantize their input at each run, with the range that it has then: a Gemm with transB 0 or a MatMul,
/// each with codes of its own (docs/int8-cpu.md, section 1).
/// </summary>
public static class DynamicProduct
{
    /// <summary>y = DynamicQuantizeMatMul(x, W, s, z, b), an operator of ONNX Runtime. <see cref="Kernel.Write"/>.</summary>
    public static string WriteFused(Node node, NodeDecision decision, KernelTable kernels)
    {
        Value[] weights = Weights(node, kernels);
        Value? bias = TakenBias.Of(node);
        Graph.SetOperator(node, ContribOperators.DynamicQuantizeMatMul);
        Graph.SetInputs(node, [node.Inputs[0], .. weights, bias]);
        node.ClearAttributes();
        return weights[0].Name;
    }

    /// <summary>
    /// y = Cast(MatMulInteger(DynamicQuantizeLinear(x), W))·(s_x·s_W) + b, standard operators of which ONNX Runtime makes the same kernel.
    /// <see cref="Kernel.Write"/>.
    /// </summary>
    public static string WriteStandard(Node node, NodeDecision decision, KernelTable kernels)
    {
        Graph graph = node.Graph;
        Value x = node.Inputs[0]!;
        string name = node.Output.Name;
        Value[] weights = Weights(node, kernels);
        Node quantize = graph.Insert(node, QuantizationOperators.DynamicQuantizeLinear, [x], $"{name}_codes", $"{name}_scale", $"{name}_zero_point");
        (Value codes, Value scale, Value zeroPoint) = (quantize.Outputs[0]!, quantize.Outputs[1]!, quantize.Outputs[2]!);
        Value sums = graph.Insert(node, QuantizationOperators.MatMulInteger, [codes, weights[0], zeroPoint, weights[2]], $"{name}_sums").Output;
        Node cast = graph.Insert(node, ElementwiseOperators.Cast, [sums], $"{name}_float");
        cast.Set("to", (long)ElementType.F32);
        Value scales = graph.Insert(node, ElementwiseOperators.Mul, [scale, weights[1]], $"{name}_scales").Output;
        Value? bias = node.Operator == MatrixOperators.Gemm ? node.Input(2) : null;
        Value product = cast.Output;
        if (bias is not null)
        {
            product = graph.Insert(node, ElementwiseOperators.Mul, [cast.Output, scales], $"{name}_product").Output;
        }
        Graph.SetOperator(node, bias is null ? ElementwiseOperators.Mul : ElementwiseOperators.Add);
        Graph.SetInputs(node, bias is null ? [product, scales] : [product, bias]);
        node.ClearAttributes();
        return weights[0].Name;
    }

    static Value[] Weights(Node node, KernelTable kernels)
    {
        QuantizedWeight weight = QuantizedWeight.Create(node.Constant(1)!, 1, 1, null, kernels.MustFit16Bits(node));
        return DynamicWeights.Constants(node, 1, Tensor.Of(ElementType.S8, weight.Codes, [.. weight.Source.Shape]), Tensor.Vector(weight.Scales));
    }
}
