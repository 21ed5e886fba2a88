using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Passes.Equalize;

/// <summary>Layers whose constant weights can take a factor per channel on either side: Conv, ConvTranspose in one group, Gemm, MatMul.</summary>
static class LinearLayer
{
    /// <summary>Whether the node is one: float32 weights, and no bias or a constant vector.</summary>
    public static bool Is(Node node) => node.Constant(1) is { Element: ElementType.F32 } weight
        && ((node.Operator == ConvolutionOperators.Conv && weight.Rank >= 3)
            || (node.Operator == ConvolutionOperators.ConvTranspose && weight.Rank >= 3 && node.Int("group", 1) == 1)
            || (node.Operator == MatrixOperators.MatMul && weight.Rank == 2)
            || (node.Operator == MatrixOperators.Gemm && weight.Rank == 2 && node.Int("transA", 0) == 0 && node.Float("beta", 1) == 1 && node.Float("alpha", 1) == 1))
        && (node.Input(2) is null || (node.Constant(2) is { Element: ElementType.F32, Rank: 1 } bias && bias.Count == Outputs(node)));

    /// <summary>Whether positions beside each other enter a sum.</summary>
    public static bool IsConvolution(Node node) => node.Operator == ConvolutionOperators.Conv || node.Operator == ConvolutionOperators.ConvTranspose;

    /// <summary>The axis of the channels, in what the layer reads and in what it makes.</summary>
    public static int ChannelAxis(Node node, int rank) => IsConvolution(node) ? 1 : rank - 1;

    /// <summary>Output channels.</summary>
    public static long Outputs(Node node) => node.Constant(1)!.Shape[OutputAxis(node)];

    /// <summary>Input channels.</summary>
    public static long Inputs(Node node) => node.Constant(1)!.Shape[1 - OutputAxis(node)] * node.Int("group", 1);

    /// <summary>Whether the layer can divide its result by factors of the channels in this view.</summary>
    public static bool Makes(Node node, Value result, ChannelView view) => view.IsAlong(ChannelAxis(node, result.TensorType!.Rank!.Value)) && view.Classes.Length == Outputs(node);

    /// <summary>Whether the layer can take in factors of the channels in this view.</summary>
    public static bool Reads(Node node, Value input, ChannelView view) => view.IsAlong(ChannelAxis(node, input.TensorType!.Rank!.Value)) && view.Classes.Length == Inputs(node);

    /// <summary>W ← W·diag(factors), b ← b ∘ factors.</summary>
    public static void MultiplyOutputs(Node node, float[] factors)
    {
        SetConstant(node, 1, node.Constant(1)!.ScaleChannels(factors, OutputAxis(node)));
        if (node.Constant(2) is { } bias)
        {
            SetConstant(node, 2, bias.ScaleChannels(factors));
        }
    }

    /// <summary>W ← diag(factors)·W.</summary>
    public static void MultiplyInputs(Node node, float[] factors)
    {
        Tensor weight = node.Constant(1)!;
        if (node.Int("group", 1) == 1)
        {
            SetConstant(node, 1, weight.ScaleChannels(factors, 1 - OutputAxis(node)));
            return;
        }
        float[] scaled = weight.Floats.ToArray();
        int outputs = (int)weight.Shape[0], depth = (int)weight.Shape[1], taps = scaled.Length / outputs / depth, perGroup = outputs / (int)node.Int("group", 1);
        for (int i = 0; i < scaled.Length; i++)
        {
            scaled[i] *= factors[i / taps / depth / perGroup * depth + i / taps % depth];
        }
        SetConstant(node, 1, Tensor.Of(scaled, [.. weight.Shape]));
    }

    /// <summary>A constant may be shared with other nodes, so the node gets one of its own.</summary>
    public static void SetConstant(Node node, int input, Tensor tensor) =>
        Graph.SetInput(node, input, node.Graph.AddConstant(node.Inputs[input]!.Name, tensor));

    /// <summary>The axis of the weights that the output channels are.</summary>
    public static int OutputAxis(Node node) => node.Operator == ConvolutionOperators.Conv || node.Int("transB", 0) != 0 ? 0 : 1;
}
