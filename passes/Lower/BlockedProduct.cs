using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;

namespace Qcc.Passes.Lower;

/// <summary>
/// Writes products whose weights are 4-bit codes in blocks along their inputs: MatMulNBits of ONNX Runtime, or the DequantizeLinear and product that it
/// fuses to the former (docs/int4-cpu.md).
/// </summary>
public static class BlockedProduct
{
    /// <summary>Value of <c>accuracy_level</c> with which the kernel quantizes blocks of its input and multiplies in int8.</summary>
    public const long Int8Compute = 4;

    /// <summary>With this one it multiplies floats.</summary>
    const long FloatCompute = 1;

    /// <summary>y = MatMulNBits(x, codes [N, blocks, bytes], s [N, blocks], z [N, bytes], b), an operator of ONNX Runtime. <see cref="Kernel.Write"/>.</summary>
    public static string WriteFused(Node node, NodeDecision decision, KernelTable kernels)
    {
        (Graph graph, MatrixWeights weights) = (node.Graph, new MatrixWeights(node));
        WeightGrid grid = decision.WeightGrid!;
        string name = node.Inputs[1]!.Name;
        int blocks = grid.Blocks(weights.Depth), bytes = grid.BlockSize / 2;
        var packed = new byte[weights.Outputs * blocks * bytes];
        Pack(decision.SignedWeightCodes()!, grid, weights, packed);
        Value codes = graph.AddConstant($"{name}_quantized", Tensor.Of(ElementType.U8, packed, weights.Outputs, blocks, bytes));
        Value scales = graph.AddConstant($"{name}_scale", Tensor.Of(grid.Scales, weights.Outputs, blocks));
        Value? zeroPoints = grid.ZeroPoints is { } z ? graph.AddConstant($"{name}_zero_point", Tensor.Of(ElementType.U8, Packed(z, blocks), weights.Outputs, (blocks + 1) / 2)) : null;
        Value? bias = TakenBias.Of(node, decision.BiasCorrection);
        node.ClearAttributes();
        Graph.SetOperator(node, ContribOperators.MatMulNBits);
        Graph.SetInputs(node, bias is not null ? [node.Inputs[0], codes, scales, zeroPoints, null, bias] : zeroPoints is not null ? [node.Inputs[0], codes, scales, zeroPoints] : [node.Inputs[0], codes, scales]);
        node.Set("K", (long)weights.Depth);
        node.Set("N", (long)weights.Outputs);
        node.Set("bits", (long)grid.Bits);
        node.Set("block_size", (long)grid.BlockSize);
        node.Set("accuracy_level", grid.MultipliesInInt8 ? Int8Compute : FloatCompute);
        return codes.Name;
    }

    /// <summary>y = product(x, DequantizeLinear(codes [K, N], s [blocks, N], z [blocks, N])), blocks along axis 0: standard operators of which ONNX Runtime makes the same kernel. <see cref="Kernel.Write"/>.</summary>
    public static string WriteStandard(Node node, NodeDecision decision, KernelTable kernels)
    {
        (Graph graph, MatrixWeights weights) = (node.Graph, new MatrixWeights(node));
        (WeightGrid grid, sbyte[] codes) = (decision.WeightGrid!, decision.SignedWeightCodes()!);
        (int outputs, int depth, int blocks) = (weights.Outputs, weights.Depth, grid.Blocks(weights.Depth));
        var ordered = new byte[outputs * depth];
        for (int i = 0; i < ordered.Length; i++)
        {
            ordered[i] = (byte)(codes[weights.At(i % outputs, i / outputs)] & 15);
        }
        string name = node.Inputs[1]!.Name;
        Value packed = graph.AddConstant($"{name}_quantized", Tensor.Of(ElementType.S4, Packed(ordered, ordered.Length), depth, outputs));
        Value scales = graph.AddConstant($"{name}_scale", Tensor.Of(Transposed(grid.Scales, blocks), blocks, outputs));
        Value? zeroPoints = grid.ZeroPoints is { } z
            ? graph.AddConstant($"{name}_zero_point", Tensor.Of(ElementType.S4, Packed([.. Transposed(z, blocks).Select(p => (byte)((p - grid.Offset) & 15))], z.Length), blocks, outputs)) : null;
        Node dequantize = graph.Insert(node, QuantizationOperators.DequantizeLinear, zeroPoints is null ? [packed, scales] : [packed, scales, zeroPoints], $"{name}_dequantized");
        dequantize.Set("axis", 0L);
        dequantize.Set("block_size", (long)grid.BlockSize);
        if (decision.BiasCorrection is { } correction && BiasSlot.Of(node) is { } slot)
        {
            slot.Write(graph.AddConstant($"{name}_bias", TakenBias.Corrected(slot.Holder.Constant(slot.Input), correction)));
        }
        node.Set("transB", null);
        Graph.SetInput(node, 1, dequantize.Output);
        return packed.Name;
    }

    /// <summary>Unsigned codes of each output's blocks, low halves first; what a last block lacks is code 0, which the kernel multiplies with zeros.</summary>
    static void Pack(sbyte[] codes, WeightGrid grid, MatrixWeights weights, byte[] packed)
    {
        int row = packed.Length / weights.Outputs;
        for (int n = 0; n < weights.Outputs; n++)
        {
            Span<byte> bytes = packed.AsSpan(n * row, row);
            for (int k = 0; k < row * 2; k++)
            {
                int code = (k < weights.Depth ? codes[weights.At(n, k)] : 0) + grid.Offset;
                bytes[k / 2] |= (byte)(k % 2 == 0 ? code : code << 4);
            }
        }
    }

    /// <summary>Halves of bytes, in rows that start on a byte.</summary>
    static byte[] Packed(byte[] halves, int row)
    {
        int bytes = (row + 1) / 2;
        var packed = new byte[halves.Length / row * bytes];
        for (int i = 0; i < halves.Length; i++)
        {
            int at = i % row;
            packed[i / row * bytes + at / 2] |= (byte)(at % 2 == 0 ? halves[i] : halves[i] << 4);
        }
        return packed;
    }

    /// <summary>[N, columns] as [columns, N].</summary>
    static T[] Transposed<T>(T[] rows, int columns)
    {
        int count = rows.Length / columns;
        var transposed = new T[rows.Length];
        for (int i = 0; i < transposed.Length; i++)
        {
            transposed[i] = rows[i % count * columns + i / count];
        }
        return transposed;
    }
}
