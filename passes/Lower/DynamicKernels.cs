using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Lower;

/// <summary>
/// Writes layers that quantize their input at each run, with the range that it has then: DynamicQuantizeMatMul and DynamicQuantizeLSTM of ONNX
/// Runtime, or the standard operators that it fuses to the former, one DynamicQuantizeLinear for each layer (docs/int8-cpu.md, section 1).
/// </summary>
sealed class DynamicKernels(Graph graph, OnnxForm form, KernelTable kernels)
{
    /// <summary>Rewrites a node in its place; returns the initializer that holds its weights' codes.</summary>
    public string Write(Node node) => node.Operator == RecurrentOperators.LSTM ? WriteLstm(node)
        : form == OnnxForm.Qdq ? WriteStandard(node)
        : WriteMatMul(node);

    /// <summary>y = DynamicQuantizeMatMul(x, W, s, z, b).</summary>
    string WriteMatMul(Node node)
    {
        Value[] weights = Weights(node);
        Value? bias = TakeBias(node);
        Graph.SetOperator(node, ContribOperators.DynamicQuantizeMatMul);
        Graph.SetInputs(node, [node.Inputs[0], .. weights, bias]);
        Clear(node);
        return weights[0].Name;
    }

    /// <summary>y = Cast(MatMulInteger(DynamicQuantizeLinear(x), W))·(s_x·s_W) + b.</summary>
    string WriteStandard(Node node)
    {
        Value x = node.Inputs[0]!;
        string name = node.Output.Name;
        Value[] weights = Weights(node);
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
        Clear(node);
        return weights[0].Name;
    }

    /// <summary>DynamicQuantizeLSTM with W [directions, inputs, 4·hidden] and R alike, transposed against LSTM, a scale per column.</summary>
    string WriteLstm(Node node)
    {
        Value[] w = Recurrent(node, 1), r = Recurrent(node, 2);
        Value?[] inputs = [.. Enumerable.Range(0, 8).Select(node.Input)];
        (inputs[1], inputs[2]) = (w[0], r[0]);
        Graph.SetOperator(node, ContribOperators.DynamicQuantizeLSTM);
        Graph.SetInputs(node, [.. inputs, w[1], w[2], r[1], r[2]]);
        return w[0].Name;
    }

    /// <summary>Codes [K, N], scales [N] and zero points [N].</summary>
    Value[] Weights(Node node)
    {
        QuantizedWeight weight = QuantizedWeight.Create(node.Constant(1)!, 1, 1, null, kernels.MustFit16Bits(node));
        return Constants(node.Inputs[1]!.Name, Tensor.Of(ElementType.S8, weight.Codes, [.. weight.Source.Shape]), Tensor.Vector(weight.Scales));
    }

    Value[] Recurrent(Node node, int input)
    {
        Tensor weight = node.Constant(input)!;
        (int directions, int columns, int depth) = ((int)weight.Shape[0], (int)weight.Shape[1], (int)weight.Shape[2]);
        ReadOnlySpan<float> w = weight.Floats;
        var (codes, scales) = (new sbyte[w.Length], new float[directions * columns]);
        for (int d = 0; d < directions; d++)
        {
            var transposed = new float[depth * columns];
            for (int i = 0; i < transposed.Length; i++)
            {
                transposed[i] = w[(d * columns + i % columns) * depth + i / columns];
            }
            QuantizedWeight quantized = QuantizedWeight.Create(Tensor.Of(transposed, depth, columns), 1, 1, null, kernels.PairsMustFit16Bits);
            quantized.Codes.CopyTo(codes, d * transposed.Length);
            quantized.Scales.CopyTo(scales, d * columns);
        }
        return Constants(node.Inputs[input]!.Name, Tensor.Of(ElementType.S8, codes, directions, depth, columns), Tensor.Of(scales, directions, columns));
    }

    Value[] Constants(string name, Tensor codes, Tensor scales) =>
    [
        graph.AddConstant($"{name}_quantized", codes), graph.AddConstant($"{name}_scale", scales),
        graph.AddConstant($"{name}_zero_point", Tensor.Of(ElementType.S8, new sbyte[scales.Count], [.. scales.Shape])),
    ];

    /// <summary>The bias of a Gemm, or the vector of the Add behind a MatMul, which goes.</summary>
    Value? TakeBias(Node node)
    {
        if (node.Operator == MatrixOperators.Gemm || BiasSlot.Of(node) is not { } slot)
        {
            return node.Input(2);
        }
        Tensor vector = slot.Holder.Constant(slot.Input)!;
        Value bias = graph.AddConstant(slot.Holder.Inputs[slot.Input]!.Name, Tensor.Of(vector.Floats.ToArray(), vector.Count));
        graph.ReplaceAllUses(slot.Holder.Output, node.Output);
        graph.Erase(slot.Holder);
        return bias;
    }

    static void Clear(Node node)
    {
        foreach (string name in node.Attributes.Select(a => a.Key).ToArray())
        {
            node.Set(name, null);
        }
    }
}
