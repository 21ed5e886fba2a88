using Qcc.Check;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;

namespace Qcc.Codegen.Onnx.Tests;

/// <summary>Which function a node calls, what a reader of the file sees, and that the comparison and the audit can fail.</summary>
public sealed class FormTests
{
    static Node Emitted(IntegerGraph g) => IntegerGraphEmitter.WithFunctions(g.Model()).Graph.Nodes[^1];

    /// <summary>Fast forms are taken where they are exact, and only there.</summary>
    [Theory]
    [InlineData(ElementType.U8, 12345, 20, "R31_32")]
    [InlineData(ElementType.S8, 12345, 23, "R31_32")]
    [InlineData(ElementType.S8, 12345, 24, "R31")]
    [InlineData(ElementType.U8, int.MaxValue, 40, "R31")]
    [InlineData(ElementType.S16, 12345, 16, "R31")]
    [InlineData(ElementType.U8, 12345, 12, "R31_Wide64")]
    [InlineData(ElementType.U8, int.MaxValue, 16, "R31_Wide64")]
    [InlineData(ElementType.U8, int.MaxValue, 62, "R31_Wide")]
    public void RequantizeTakesTheNarrowestWord(ElementType to, int multiplier, int shift, string overload)
    {
        var g = new IntegerGraph(1);
        g.Node(IntegerOperators.Requantize, [g.Input(ElementType.S32, 10), g.Scalar(multiplier), g.Scalar(shift)], IntegerGraph.Codes(to, 0, null, null, ("arithmetic", "R31")));
        Assert.Equal(overload, Emitted(g).Overload);
    }

    /// <summary>s8 weights stay signed where no pair of them saturates on a processor without VNNI: 255·(64 + 64) is below 2^15, 255·(64 + 65) is not.</summary>
    [Theory]
    [InlineData(64, "u8_s8_pairs_unbiased")]
    [InlineData(65, "u8_s8_unbiased")]
    public void MatMulKeepsSignedWeightsWhosePairsFit(int weight, string overload)
    {
        var g = new IntegerGraph(4);
        g.Node(IntegerOperators.MatMul, [g.Input(ElementType.U8, 3, 5), g.Constant(IntegerGraph.Pack(ElementType.S8, [1, -64, 64, 3, 64, -64, weight, 64, 0, -127], 5, 2))]);
        Assert.Equal(overload, Emitted(g).Overload);
    }

    [Fact]
    public void NodesOfTheDialectStayAndKeepTheirAttributes()
    {
        var g = new IntegerGraph(2);
        Value x = g.Input(ElementType.U8, 1, 3, 5, 5);
        Value sums = g.Node(IntegerOperators.Conv, [x, g.Weights(ElementType.S8, 2, 3, 3, 3), g.Constant(1, 2)], ("x_zero_point", 3L));
        Value codes = g.Node(IntegerOperators.Requantize, [sums, g.Scalar(1 << 20), g.Scalar(30)], IntegerGraph.Codes(ElementType.U8, 9, null, null, ("arithmetic", "R31")));
        g.Node(IntegerOperators.Add, [codes, codes], IntegerGraph.Codes(ElementType.U8, 9, null, null, ("a_multiplier", 1L << 20), ("b_multiplier", 1L << 20), ("shift", 21L)));
        Model emitted = IntegerGraphEmitter.WithFunctions(g.Model());
        Assert.Equal(["qcc.Conv", "qcc.Requantize", "qcc.Add"], emitted.Graph.Nodes.Select(n => n.Operator.ToString()));
        Assert.Equal("R31", emitted.Graph.Nodes[1].Text("arithmetic", ""));
        Assert.All(emitted.Graph.Nodes, n => Assert.Contains(emitted.Functions, f => f.Name == n.Operator.Name && f.Overload == n.Overload));
        Assert.Equal(emitted.Functions.Count, emitted.Functions.Select(f => (f.Name, f.Overload)).Distinct().Count());
        // What was emitted is the same integer graph still.
        using var stream = new MemoryStream();
        IntegerGraphEmitter.Emit(g.Model(), "int8-integer", "1").WriteTo(stream);
        Assert.All(emitted.Functions, f => Assert.All(f.Body.Nodes, n => Assert.True(n.Operator.IsKnown || n.Operator.Domain == "qcc", n.ToString())));
    }

    [Fact]
    public void TheTallyCountsWhatDiffers()
    {
        Tensor x = Tensor.Of(ElementType.S16, new short[] { 1, 2, 3 }, 3), y = Tensor.Of(ElementType.S16, new short[] { 1, -2, 259 }, 3);
        TwinTally tally = TwinTally.Of("a", x, x) + TwinTally.Of("b", x, y) + TwinTally.Of("c", x.Reshaped(1, 3), x) + TwinTally.Of("b", x, y);
        Assert.Equal((4L, 12L, 7L), (tally.Tensors, tally.Elements, tally.Mismatches));
        Assert.Equal("4 tensors, 12 elements compared, 7 mismatches in b (4), c (3)", tally.ToString());
    }

    /// <summary>A network of integers between its edges has no float; with a requantizer in float32, the audit names what is inside of its function.</summary>
    [Fact]
    public void TheAuditFindsFloatsInsideOfFunctions()
    {
        IReadOnlyList<string> floats(params (string, AttributeValue)[] arithmetic)
        {
            var g = new IntegerGraph(3);
            Value scale = g.Constant(Tensor.Scalar(0.1f)), zero = g.Constant(IntegerGraph.Pack(ElementType.U8, [3]));
            Value x = g.Node(QuantizationOperators.QuantizeLinear, [g.Input(Tensor.Of(new float[75], 1, 3, 5, 5)), scale, zero]);
            Value sums = g.Node(IntegerOperators.Conv, [x, g.Weights(ElementType.S8, 2, 3, 3, 3), g.Constant(1, 2)], ("x_zero_point", 3L));
            bool isF32 = arithmetic[0].Item2.Equals("F32");
            Value codes = g.Node(IntegerOperators.Requantize, isF32 ? [sums, g.Constant(Tensor.Scalar(0.001f))] : [sums, g.Scalar(1 << 20), g.Scalar(30)],
                IntegerGraph.Codes(ElementType.U8, 3, null, null, arithmetic));
            Value wide = g.Node(IntegerOperators.Requantize, [codes, g.Scalar(1 << 20), g.Scalar(12)], IntegerGraph.Codes(ElementType.S16, 0, null, null, ("arithmetic", "R31"), ("x_zero_point", 3L)));
            Value pooled = g.Node(PoolingOperators.MaxPool, [wide], ("kernel_shape", new long[] { 2, 2 }));
            g.Node(QuantizationOperators.DequantizeLinear, [pooled, scale, g.Constant(IntegerGraph.Pack(ElementType.S16, [0]))]);
            Model emitted = IntegerGraphEmitter.WithFunctions(g.Model());
            emitted.IrVersion = QdqEmitter.IrVersion;
            return FloatTensors.In(emitted, new OrtRuntime("test.onnx"));
        }
        Assert.Empty(floats(("arithmetic", "R31")));
        IReadOnlyList<string> found = floats(("arithmetic", "F32"));
        Assert.Contains(found, name => name.StartsWith("Mul:", StringComparison.Ordinal));
        Assert.Contains(found, name => name.StartsWith("Round:", StringComparison.Ordinal));
        Assert.Contains(found, name => name.StartsWith("initializer:", StringComparison.Ordinal));
    }
}
