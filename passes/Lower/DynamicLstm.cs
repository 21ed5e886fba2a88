using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Lower;

/// <summary>
/// Writes an LSTM as DynamicQuantizeLSTM of ONNX Runtime, which quantizes its input and its state at each step. W is [directions, inputs, 4·hidden], R
/// alike: transposed against LSTM, with a scale per column.
/// </summary>
public static class DynamicLstm
{
    /// <summary><see cref="Kernel.Write"/>.</summary>
    public static string Write(Node node, NodeDecision decision, KernelTable kernels)
    {
        Value[] w = Weights(node, 1, kernels), r = Weights(node, 2, kernels);
        Value?[] inputs = [.. Enumerable.Range(0, 8).Select(node.Input)];
        (inputs[1], inputs[2]) = (w[0], r[0]);
        Graph.SetOperator(node, ContribOperators.DynamicQuantizeLSTM);
        Graph.SetInputs(node, [.. inputs, w[1], w[2], r[1], r[2]]);
        return w[0].Name;
    }

    static Value[] Weights(Node node, int input, KernelTable kernels)
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
        return DynamicWeights.Constants(node, input, Tensor.Of(ElementType.S8, codes, directions, depth, columns), Tensor.Of(scales, directions, columns));
    }
}
