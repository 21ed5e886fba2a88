using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;

namespace Qcc.Passes.Lower.Integer;

/// <summary>
/// Moves weight scales s_w[c] by a few units in the last place, at most 2e-5 of themselves, so that an integer multiplier b / 2^c gives for every reachable
/// sum of the channel the code that ONNX Runtime's kernels compute in float32 (docs/integer-arithmetic.md 2.5). Weight and bias codes stay. The quantized
/// graph in ONNX Runtime and the integer graph that is made of it then compute the same integers behind its layers.
/// </summary>
/// <remarks>A channel that cannot be made equal keeps its scale; the trace names it. Only layers with 8-bit codes on both sides: ONNX Runtime has no others.</remarks>
/// <param name="width">Bits of the multipliers.</param>
public sealed class ProveRequantize(int width) : Pass
{
    public override string Summary => "moves weight scales by units in the last place until integer multipliers round as float32 does";

    public override Stage Stage => Stage.Lower;

    public override bool Run(Graph graph, PassContext context)
    {
        bool changed = false;
        foreach (Node quantize in graph.Nodes.Where(n => n.Operator == QuantizationOperators.QuantizeLinear).ToArray())
        {
            changed |= Move(quantize, context);
        }
        return changed;
    }

    bool Move(Node quantize, PassContext context)
    {
        if (quantize.Input(0)?.Producer is not { } node || AxisOf(node) is not { } axis || node.Inputs[1]?.Producer is not { } weights
            || IntegerOperands.Refusal(node.Inputs[0]) is not null || IntegerOperands.Parameters(quantize) is not { } result
            || CodeOperands.WeightRefusal(weights, axis) is not null || CodeOperands.BiasRefusal(node.Input(2), node.Inputs[0]!.Producer!, weights) is not null
            || IntegerOperands.Parameters(node.Inputs[0]!.Producer) is not { } input || input.Type.BitWidth() != 8 || result.Type.BitWidth() != 8)
        {
            return false;
        }
        RequantizedLayer layer = IntegerOperands.LayerOf(input, weights, axis, node.Input(2), result);
        // Scales that another layer reads too stay as they are.
        bool mayMove = weights.Output.IsUsedOnce && node.Input(2)?.IsUsedOnce != false;
        float[] scales = [.. layer.WeightScales];
        for (int c = 0; c < scales.Length; c++)
        {
            if (mayMove && layer.Nudged(c, width) is { } nudged)
            {
                scales[c] = nudged.WeightScale;
            }
            else if (layer.Equal(c, width) is null)
            {
                context.Declined(Name, quantize.Output, $"channel {c} has no multiplier of {width} bits that rounds as float32 does");
            }
        }
        if (scales.SequenceEqual(layer.WeightScales))
        {
            return false;
        }
        context.Step(Name, quantize.Output);
        IntegerOperands.SetScales(weights, scales);
        if (node.Input(2)?.Producer is { } bias)
        {
            IntegerOperands.SetScales(bias, Array.ConvertAll(scales, s => input.Scale * s));
        }
        return true;
    }

    /// <summary>The axis of a layer's weights along which its channels lie; null for other operators, and for forms that no layer of codes has.</summary>
    static int? AxisOf(Node node) => node.Operator == ConvolutionOperators.Conv ? 0
        : node.Operator == MatrixOperators.MatMul ? 1
        : node.Operator == MatrixOperators.Gemm && node.Int("transA", 0) == 0 && node.Float("alpha", 1) == 1 && node.Float("beta", 1) == 1 ? (node.Int("transB", 0) == 0 ? 1 : 0)
        : null;
}
