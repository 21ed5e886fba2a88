using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Ops.Integer.Nonlinear;
using Qcc.Core.Quantization;

namespace Qcc.Core.Tests.Ops.Integer.Nonlinear;

/// <summary>Nodes of the integer graph compute what the forms compute whose constants they hold.</summary>
public sealed class NodeSemanticsTests
{
    /// <summary>The node's result for an input, and the type that the operator's rule gives it.</summary>
    static Tensor Run(Operator @operator, Tensor x, IEnumerable<Tensor> constants, params IEnumerable<(string Name, AttributeValue Value)> attributes)
    {
        var graph = new Graph("g", new NameScope());
        Node node = graph.Insert(null, @operator, [graph.AddInput("x", x.Type), .. constants.Select(c => graph.AddConstant("c", c))], "y");
        foreach ((string name, AttributeValue value) in attributes)
        {
            node.Set(name, value);
        }
        TensorType type = Assert.Single(@operator.Shapes(node)!);
        node.Output.Type = type;
        graph.AddOutput(node.Output);
        Tensor y = IntegerEvaluator.Run(graph, new Dictionary<string, Tensor> { ["x"] = x })[node.Output.Name];
        Assert.Equal(type.Element, y.Element);
        Assert.Equal(type.Shape!.Select(d => d.Size!.Value), y.Shape);
        return y;
    }

    static Tensor Codes(ElementType type, params long[] shape)
    {
        var random = new Random(shape.Length);
        (long low, long high) = type.Range();
        return IntegerValues.Pack(type, [.. Enumerable.Range(0, IntegerValues.CountOf(shape)).Select(_ => (int)random.NextInt64(low, high + 1))], shape);
    }

    static (string, AttributeValue)[] Result(QuantParams q) =>
        [("to", (int)q.Type), ("zero_point", q.ZeroPoint), ("low", q.Type.Range().Low), ("high", q.Type.Range().High)];

    [Theory]
    [InlineData(ElementType.S8, ElementType.U8)]
    [InlineData(ElementType.U8, ElementType.S16)]
    public void LookupIsTheTable(ElementType from, ElementType to)
    {
        CodeTable table = CodeTable.Create(UnaryFunctions.Gelu, UnaryCase.For(from, -4, 4), UnaryCase.For(to, -0.2, 4));
        Tensor x = Codes(from, 7, 300);
        Tensor y = Run(IntegerOperators.Lookup, x, [IntegerValues.Pack(to, [.. table.Entries], [256])]);
        Assert.Equal(IntegerValues.Of(x).Select(table.Apply), IntegerValues.Of(y));
    }

    [Fact]
    public void InterpolateIsTheInterpolatedTable()
    {
        QuantParams output = QuantParams.PerTensor(ElementType.S8, 1 / 127f, 3);
        InterpolatedTable table = InterpolatedTable.WithSegments(UnaryFunctions.Tanh, QuantParams.PerTensor(ElementType.S16, 1e-4f, 77), output, 8);
        Tensor x = IntegerValues.Pack(ElementType.S16, [.. Enumerable.Range(-32768, 65536)], [65536]);
        Tensor y = Run(IntegerOperators.Interpolate, x, [Tensor.Of(ElementType.S32, table.Entries.ToArray(), table.Entries.Length)],
            [("segment_bits", table.SegmentsLog2), ("guard_bits", table.GuardBits), .. Result(output)]);
        Assert.Equal(IntegerValues.Of(x).Select(table.Apply), IntegerValues.Of(y));
    }

    [Theory]
    [InlineData(ElementType.S8, 0.1f, ElementType.U8)]
    [InlineData(ElementType.U8, 0.125f, ElementType.S16)]
    [InlineData(ElementType.S16, 1e-3f, ElementType.S8)]
    [InlineData(ElementType.S16, 1f / 1024, ElementType.U8)]
    public void SoftmaxIsTheSoftmaxInEveryForm(ElementType from, float scale, ElementType to)
    {
        Tensor x = Codes(from, 5, 3, 40);
        foreach (ExponentialForm form in Enum.GetValues<ExponentialForm>().Where(f => f != ExponentialForm.Table || from != ElementType.S16))
        {
            IntegerSoftmax softmax = IntegerSoftmax.Create(QuantParams.PerTensor(from, scale, 0), form, to);
            (IReadOnlyList<Tensor> tables, (string, AttributeValue)[] attributes) = NonlinearSemantics.ConstantsOf(softmax, to);
            int[] expected = new int[x.Count];
            softmax.Apply(IntegerValues.Of(x), expected, 40);
            Assert.Equal(expected, IntegerValues.Of(Run(IntegerOperators.Softmax, x, tables, attributes)));
        }
    }

    [Theory]
    [InlineData(ElementType.U8, 0.03f)]
    [InlineData(ElementType.S16, 1e-3f)]
    [InlineData(ElementType.S8, 1e-9f)]
    public void NormalizationsAreTheNorms(ElementType from, float scale)
    {
        QuantParams input = QuantParams.PerTensor(from, scale, from == ElementType.U8 ? 99 : 0), output = QuantParams.PerTensor(ElementType.S8, 0.04f, -5);
        float[] gamma = [.. Enumerable.Range(0, 48).Select(i => 1 - i / 20f)], beta = [.. gamma.Select(g => g * g - 1)];
        Tensor x = Codes(from, 9, 48);
        IntegerLayerNorm layer = IntegerLayerNorm.Create(input, gamma, beta, 1e-5, output);
        IntegerRmsNorm rms = IntegerRmsNorm.Create(input, gamma, 1e-6, output);
        Holds(IntegerOperators.LayerNormalization, layer, layer.Epsilon, layer.GuardBits, [Tensor.Of(layer.Affine.Offsets.ToArray(), 48)], []);
        Holds(IntegerOperators.RmsNormalization, rms, rms.Epsilon, rms.GuardBits, [], [("x_zero_point", rms.ZeroPoint)]);

        void Holds(Operator @operator, IntegerNorm norm, long epsilon, int guardBits, Tensor[] offsets, (string, AttributeValue)[] attributes)
        {
            int[] expected = new int[x.Count];
            norm.Apply(IntegerValues.Of(x), expected);
            Tensor y = Run(@operator, x, [Tensor.Of(ElementType.S32, norm.Affine.Gains.ToArray(), 48), .. offsets],
                [.. attributes, .. NonlinearSemantics.AttributesOf(epsilon, guardBits, norm.Affine, norm.Codes, ElementType.S8)]);
            Assert.Equal(expected, IntegerValues.Of(y));
        }
    }

    [Theory]
    [InlineData(ElementType.U8)]
    [InlineData(ElementType.S8)]
    [InlineData(ElementType.S16)]
    public void ResizeLinearIsTheAxes(ElementType type)
    {
        LinearResizeAxis rows = LinearResizeAxis.Create(5, [0, 0.25, 1.5, 3.9, 4, 9]), columns = LinearResizeAxis.Create(3, [-1, 0.5, 1.7, 2]);
        Tensor x = Codes(type, 2, 3, 5, 3);
        (Tensor Places, Tensor Weights) r = LinearResizeSemantics.ConstantsOf(rows), c = LinearResizeSemantics.ConstantsOf(columns);
        Assert.Equal(rows, LinearResizeSemantics.AxisOf(r.Places, r.Weights));
        int[] y = IntegerValues.Of(Run(IntegerOperators.ResizeLinear, x, [r.Places, r.Weights, c.Places, c.Weights])), codes = IntegerValues.Of(x), plane = new int[24];
        for (int i = 0; i < 6; i++)
        {
            columns.Apply(rows, codes.AsSpan(i * 15, 15), 3, plane);
            Assert.Equal(plane, y[(i * 24)..(i * 24 + 24)]);
        }
    }
}
