using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Onnx.Import;

/// <summary>Channels and groups of convolutions, which ONNX Runtime checks at the first run only.</summary>
static class ConvolutionCheck
{
    /// <summary>What is wrong, or null. Only constant weights and the types of graph inputs are believed; value_info may be stale.</summary>
    public static string? Fault(Node node)
    {
        bool transposed = node.Operator == ConvolutionOperators.ConvTranspose;
        if ((!transposed && node.Operator != ConvolutionOperators.Conv) || node.Constant(1) is not { Rank: >= 2 } weight)
        {
            return null;
        }
        long group = node.Int("group", 1);
        if (group < 1)
        {
            return $"group is {group}";
        }
        long? channels = node.Input(0) is { IsGraphInput: true } x ? x.TensorType?.Size(1) : null;
        return transposed ? TransposedFault(weight, group, channels) : PlainFault(weight, group, channels);
    }

    // Weight [M, C/group, ...].
    static string? PlainFault(Tensor weight, long group, long? channels)
    {
        if (weight.Shape[0] % group != 0)
        {
            return $"{weight.Shape[0]} output channels are not divisible by group {group}";
        }
        return channels is { } found && (found % group != 0 || found / group != weight.Shape[1])
            ? $"the weight expects {weight.Shape[1]} channels in each of {group} groups, the input has {found}"
            : null;
    }

    // Weight [C, M/group, ...].
    static string? TransposedFault(Tensor weight, long group, long? channels)
    {
        if (weight.Shape[0] % group != 0)
        {
            return $"{weight.Shape[0]} input channels are not divisible by group {group}";
        }
        return channels is { } found && found != weight.Shape[0]
            ? $"the weight expects {weight.Shape[0]} channels, the input has {found}"
            : null;
    }
}
