using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Text;

namespace Qcc.Core.Tests.Ops.Integer;

/// <summary>Limits and refusals of the evaluator; what it computes is compared with ONNX Runtime in tests/Codegen.Onnx.</summary>
public sealed class EvaluatorTests
{
    static Tensor Run(string node, params Tensor[] inputs)
    {
        string parameters = string.Join(", ", inputs.Select((t, i) => $"%x{i}: {t.Type}"));
        Graph graph = GraphParser.ParseGraph($"graph g({parameters}) -> () {{\n  %y = {node}\n}}", new ParseOptions());
        graph.Nodes[0].Output.Type = Assert.Single(graph.Nodes[0].Operator.Shapes(graph.Nodes[0])!);
        return IntegerEvaluator.Run(graph, inputs.Select((t, i) => (t, i)).ToDictionary(p => $"x{p.i}", p => p.t))["y"];
    }

    static Tensor Longs(params long[] values) => Tensor.Of(values, values.Length);

    /// <summary>docs/integer-arithmetic.md 3.10.</summary>
    [Theory]
    [InlineData(ElementType.Bool, new long[] { 0, 1, 1, 1, 1, 1, 1 })]
    [InlineData(ElementType.U8, new long[] { 0, 255, 0, 200, 126, 0, 255 })]
    [InlineData(ElementType.S8, new long[] { 0, -1, 0, -56, 126, 0, -1 })]
    [InlineData(ElementType.S16, new long[] { 0, -1, 256, 200, -130, 0, -1 })]
    [InlineData(ElementType.U32, new long[] { 0, 4294967295, 256, 200, 4294967166, 0, 4294967295 })]
    [InlineData(ElementType.S32, new long[] { 0, -1, 256, 200, -130, 0, -1 })]
    [InlineData(ElementType.S64, new long[] { 0, -1, 256, 200, -130, 1L << 32, long.MaxValue })]
    public void CastsWrap(ElementType to, long[] expected) =>
        Assert.Equal(expected, Run($"Cast(%x0) {{to={(int)to}}}", Longs(0, -1, 256, 200, -130, 1L << 32, long.MaxValue)).ToInt64());

    [Theory]
    [InlineData(3)]
    [InlineData(-4)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void AGatherOutsideOfItsAxisIsRefused(long index)
    {
        Tensor x = IntegerValues.Pack(ElementType.S8, [1, 2, 3, 4, 5, 6], [2, 3]);
        Assert.Equal([3, 1, 6, 4], IntegerValues.Of(Run("Gather(%x0, %x1) {axis=1}", x, Longs(2, -3))));
        Assert.Contains("size 3", Assert.Throws<ArgumentOutOfRangeException>(() => Run("Gather(%x0, %x1) {axis=1}", x, Longs(0, index))).Message, StringComparison.Ordinal);
    }

    /// <summary>Sums of a kernel of ones against prefix sums; a table of all reads would take 346 MB.</summary>
    [Theory]
    [InlineData("qcc.Conv(%x0, %x1) {pads=[15,15,15,15], x_zero_point=3}")]
    [InlineData("qcc.ConvTranspose(%x0, %x1) {pads=[15,15,15,15], x_zero_point=3}")]
    [InlineData("qcc.SumPool(%x0) {kernel_shape=[31,31], pads=[15,15,15,15], x_zero_point=3}")]
    [InlineData("MaxPool(%x0) {kernel_shape=[31,31], pads=[15,15,15,15]}")]
    public void MemoryDoesNotGrowWithTheKernel(string node)
    {
        const int Size = 300, Reach = 15;
        var random = new Random(1);
        int[] codes = [.. Enumerable.Range(0, Size * Size).Select(_ => random.Next(0, 200))];
        Tensor x = IntegerValues.Pack(ElementType.U8, codes, [1, 1, Size, Size]), w = IntegerValues.Pack(ElementType.S8, [.. Enumerable.Repeat(1, 31 * 31)], [1, 1, 31, 31]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Tensor y = node.Contains("%x1", StringComparison.Ordinal) ? Run(node, x, w) : Run(node, x);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64L * Size * Size);
        bool max = node.StartsWith("MaxPool", StringComparison.Ordinal);
        Func<IEnumerable<int>, int> fold = max ? line => line.Max() : line => line.Sum();
        int[] rows = Lines(max ? codes : [.. codes.Select(q => q - 3)], 1);
        Assert.Equal(Lines(rows, Size), IntegerValues.Of(y));

        // The kernel is a product: first along rows, then along columns.
        int[] Lines(int[] from, int step) => [.. Enumerable.Range(0, Size * Size).Select(i =>
        {
            int at = i / step % Size;
            return fold(Enumerable.Range(Math.Max(0, at - Reach), Math.Min(Size - 1, at + Reach) - Math.Max(0, at - Reach) + 1).Select(k => from[i + (k - at) * step]));
        })];
    }

    [Fact]
    public void ATensorThatIsTooLargeIsNamed()
    {
        Assert.Contains("[1,50000,50000]", Assert.Throws<OverflowException>(() => IntegerValues.CountOf([1, 50000, 50000])).Message, StringComparison.Ordinal);
        Assert.Throws<OverflowException>(() => IntegerValues.CountOf([long.MaxValue, long.MaxValue, long.MaxValue]));
        Assert.Equal(0, IntegerValues.CountOf([long.MaxValue, long.MaxValue, 0]));
    }

    [Fact]
    public void ScalesAlongAnAxis()
    {
        Tensor x = Tensor.Of([1f, 1, 1, -1, -1, -300], 2, 3);
        Tensor codes = Run("QuantizeLinear(%x0, f32[3]{1,0.5,0.25})", x);
        Assert.Equal(ElementType.U8, codes.Element);
        Assert.Equal([1, 2, 4, 0, 0, 0], IntegerValues.Of(codes));
        Assert.Equal([11, 2, 3, 9, -2, -128], IntegerValues.Of(Run("QuantizeLinear(%x0, f32[3]{1,0.5,0.25}, s8[3]{10,0,-1})", x)));
        Assert.Equal([1f, 1, 1, 0, 0, 0], Run("DequantizeLinear(%x0, f32[3]{1,0.5,0.25})", codes).Floats.ToArray());
        Assert.Equal([0f, 1, 3, 0, 0, 0], Run("DequantizeLinear(%x0, f32[2]{1,0.5}, u8[2]{1,0}) {axis=0}", codes).Floats.ToArray());
    }

    [Theory]
    [InlineData("DequantizeLinear(%x0, f32[2,1]{1,2}) {block_size=3}", typeof(NotSupportedException))]
    [InlineData("DequantizeLinear(%x0, f32[2,1]{1,2})", typeof(NotSupportedException))]
    [InlineData("DequantizeLinear(%x0, f32[2]{1,2})", typeof(ArgumentException))]
    [InlineData("DequantizeLinear(%x0, f32[3]{1,2,3}, u8[]{0})", typeof(ArgumentException))]
    [InlineData("DequantizeLinear(%x0, f32[3]{1,2,3}) {axis=2}", typeof(ArgumentException))]
    public void OtherScalesAreRefused(string node, Type exception) =>
        Assert.Throws(exception, () => Run(node, IntegerValues.Pack(ElementType.U8, [1, 2, 3, 4, 5, 6], [2, 3])));
}
