using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Quantization;
using Qcc.Passes.Lower;
using Qcc.Passes.Quantize;

namespace Qcc.Passes.Tests.Lower;

/// <summary>Products with 4-bit weights in blocks, as written and as run by ONNX Runtime.</summary>
public sealed class BlockedProductTests
{
    const int Rows = 5;

    static readonly KernelTable Kernels = new([], _ => default);

    /// <summary>ONNX Runtime computes x·Q + b of the dequantized weights Q, whichever operators say so: exactly but for the order of float sums where it multiplies in float.</summary>
    [Theory]
    [InlineData(64, 32, BlockZero.Fixed, false)]
    [InlineData(64, 32, BlockZero.Chosen, false)]
    [InlineData(50, 16, BlockZero.Chosen, false)]
    [InlineData(33, 16, BlockZero.Fixed, false)]
    [InlineData(7, 128, BlockZero.Chosen, false)]
    [InlineData(96, 32, BlockZero.Chosen, true)]
    [InlineData(50, 16, BlockZero.Fixed, true)]
    public void TheRuntimeReadsTheCodes(int depth, int blockSize, BlockZero zero, bool standard)
    {
        foreach (string body in new[]
        {
            $"%y = MatMul(%x, {Observed.Weights(1, depth, 9)})",
            $"%p = MatMul(%x, {Observed.Weights(1, depth, 9)})\n%y = Add(%p, {Observed.Weights(2, 9)})",
            $"%y = Gemm(%x, {Observed.Weights(1, depth, 9)}, {Observed.Weights(2, 9)})",
            $"%y = Gemm(%x, {Observed.Weights(1, 9, depth)}, {Observed.Weights(2, 9)}) {{transB=1}}",
            $"%y = Gemm(%x, {Observed.Weights(1, depth, 9)})",
        })
        {
            var net = new Observed($"graph g(%x: f32[{Rows},{depth}]) -> (%y) {{\n{body}\n}}", Observed.Bell(Rows * depth, 4), opset: 21);
            Node layer = net.Graph.Nodes[0];
            NodeDecision decision = RoundBlocks.Nearest(new(layer.Output.Name, "", "", Placement.WeightOnly, ""), layer, new BlockForm(4, blockSize, zero), new ParallelOptions());
            decision = decision with { BiasCorrection = BiasSlot.Of(layer) is null ? null : Observed.Bell(9, 5) };
            float[] expected = Expected(net, layer, decision);
            Model lowered = net.Model.Copy();
            Node written = lowered.Graph.Nodes[0];
            string codes = standard ? BlockedProduct.WriteStandard(written, decision, Kernels) : BlockedProduct.WriteFused(written, decision, Kernels);
            Assert.Contains(lowered.Graph.Initializers, i => i.Name == codes);
            Assert.Equal(!standard, lowered.Graph.Nodes.Any(n => n.Operator == ContribOperators.MatMulNBits));
            lowered.SetOpset(ContribOperators.MatMulNBits.Domain, 1);
            lowered.IrVersion = 10;
            float[] actual = net.Run(lowered)["y"];
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i], actual[i], 1e-4f * depth);
            }
        }
    }

    /// <summary>Rows of a table of bytes: an element is off by half a step of its block at most.</summary>
    [Theory]
    [InlineData(16, 16)]
    [InlineData(40, 32)]
    [InlineData(300, 128)]
    public void RowsOfATableAreRead(int depth, int blockSize)
    {
        var net = new Observed($"graph g(%x: f32[1]) -> (%y) {{\n%g = Gather({Observed.Weights(1, 9, depth)}, s64[4]{{3,8,0,3}})\n%y = Mul(%g, %x)\n}}", [1], opset: 21);
        Node gather = net.Graph.Nodes[0];
        NodeDecision decision = RoundBlocks.Nearest(new("g", "", "", Placement.WeightOnly, ""), gather, new BlockForm(8, blockSize, BlockZero.Fixed), new ParallelOptions());
        float[] expected = net.Run(net.Model)["y"];
        Model lowered = net.Model.Copy();
        BlockedGather.Write(lowered.Graph.Nodes[0], decision, Kernels);
        lowered.SetOpset(ContribOperators.GatherBlockQuantized.Domain, 1);
        lowered.IrVersion = 10;
        float[] actual = net.Run(lowered)["y"];
        float step = decision.WeightGrid!.Scales.Max(MathF.Abs);
        Assert.All(expected.Zip(actual), p => Assert.InRange(p.First - p.Second, -0.75f * step, 0.75f * step));
    }

    static float[] Expected(Observed net, Node layer, NodeDecision decision)
    {
        var weights = new MatrixWeights(layer);
        (sbyte[] codes, WeightGrid grid) = (decision.SignedWeightCodes()!, decision.WeightGrid!);
        float[]? bias = BiasSlot.Of(layer) is { } slot ? slot.Holder.Constant(slot.Input)?.Floats.ToArray() ?? new float[weights.Outputs] : null;
        float[] x = Observed.Bell(Rows * weights.Depth, 4);
        var y = new float[Rows * weights.Outputs];
        for (int i = 0; i < y.Length; i++)
        {
            (int row, int n) = (i / weights.Outputs, i % weights.Outputs);
            double sum = bias is null ? 0 : bias[n] + decision.BiasCorrection![n];
            for (int k = 0; k < weights.Depth; k++)
            {
                int block = n * grid.Blocks(weights.Depth) + k / grid.BlockSize;
                sum += x[row * weights.Depth + k] * (double)grid.Scales[block] * (codes[weights.At(n, k)] - (grid.ZeroPoints is { } z ? z[block] - 8 : 0));
            }
            y[i] = (float)sum;
        }
        return y;
    }
}
