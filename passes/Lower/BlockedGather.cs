using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Lower;

/// <summary>Writes rows taken from a constant table of bytes in blocks along its rows, as GatherBlockQuantized of ONNX Runtime (docs/int4-cpu.md).</summary>
public static class BlockedGather
{
    /// <summary>y = GatherBlockQuantized(codes u8 [N, K], indices, s [N, blocks], z [N, blocks]). <see cref="Kernel.Write"/>.</summary>
    public static string Write(Node node, NodeDecision decision, KernelTable kernels)
    {
        (WeightGrid grid, MatrixWeights weights) = (decision.WeightGrid!, new MatrixWeights(node));
        string name = node.Inputs[0]!.Name;
        int blocks = grid.Blocks(weights.Depth);
        byte[] codes = [.. decision.SignedWeightCodes()!.Select(c => (byte)(c + grid.Offset))];
        byte[] zeroPoints = grid.ZeroPoints ?? [.. Enumerable.Repeat((byte)grid.Offset, weights.Outputs * blocks)];
        Value table = node.Graph.AddConstant($"{name}_quantized", Tensor.Of(ElementType.U8, codes, weights.Outputs, weights.Depth));
        Value scales = node.Graph.AddConstant($"{name}_scale", Tensor.Of(grid.Scales, weights.Outputs, blocks));
        Value zero = node.Graph.AddConstant($"{name}_zero_point", Tensor.Of(ElementType.U8, zeroPoints, weights.Outputs, blocks));
        Graph.SetOperator(node, ContribOperators.GatherBlockQuantized);
        Graph.SetInputs(node, [table, node.Inputs[1], scales, zero]);
        node.Set("axis", null);
        node.Set("gather_axis", 0L);
        node.Set("quantize_axis", 1L);
        node.Set("block_size", (long)grid.BlockSize);
        node.Set("bits", (long)grid.Bits);
        return table.Name;
    }
}
