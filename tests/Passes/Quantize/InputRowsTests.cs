using CsCheck;
using Qcc.Core.Ir;
using Qcc.Passes.Quantize;

namespace Qcc.Passes.Tests.Quantize;

/// <summary>Rows times weights are what ONNX Runtime computes of the layer.</summary>
public sealed class InputRowsTests
{
    static float[] Product(Node layer, int axis, byte[] codes, int zeroPoint, long[] shape)
    {
        InputRows rows = InputRows.Of(layer, axis)!;
        long[] all = [.. Enumerable.Range(0, (int)rows.Count(shape)).Select(r => (long)r)];
        Tensor weight = layer.Constant(1)!;
        int outputs = (int)weight.Shape[axis], each = outputs / rows.Groups;
        var product = new float[outputs * all.Length];
        var columns = new float[all.Length * rows.Depth];
        for (int n = 0; n < outputs; n++)
        {
            rows.Read(codes, zeroPoint, shape, n / each, rows.Locate(shape, all), columns);
            for (int r = 0; r < all.Length; r++)
            {
                product[n * all.Length + r] = Enumerable.Range(0, rows.Depth).Sum(k => columns[k * all.Length + r] * weight.Floats[axis == 0 ? n * rows.Depth + k : k * outputs + n]);
            }
        }
        return product;
    }

    static byte[] Codes(int count, int seed)
    {
        var codes = new byte[count];
        new Random(seed).NextBytes(codes);
        return codes;
    }

    [Fact]
    public void ConvolutionsReadTheirWindows() => Gen.Select(Gen.Int[0, 1 << 20], Gen.Int[1, 3], Gen.Int[1, 2], Gen.Int[1, 3], Gen.Int[0, 2]).Sample((seed, groups, each, kernel, pad) =>
    {
        var random = new Random(seed);
        (int stride, int dilation, int zeroPoint) = (random.Next(1, 3), random.Next(1, 3), random.Next(0, 256));
        byte[] codes = Codes(2 * groups * each * 42, seed);
        Observed net = new($$"""
            graph g(%x: f32[2,{{groups * each}},7,6]) -> (%y) {
              %y = Conv(%x, {{Observed.Weights(seed, 2 * groups, each, kernel, 2)}}) {group={{groups}}, pads=[{{pad}},0,1,{{pad}}], strides=[{{stride}},1], dilations=[1,{{dilation}}]}
            }
            """, [.. codes.Select(c => (float)(c - zeroPoint))]);
        float[] expected = net.Run(net.Model)["y"], actual = Product(net.Graph.Nodes[0], 0, codes, zeroPoint, [2, groups * each, 7, 6]);
        int outputs = 2 * groups, plane = expected.Length / 2 / outputs;
        for (int i = 0; i < expected.Length; i++)
        {
            (int sample, int n, int at) = (i / plane / outputs, i / plane % outputs, i % plane);
            // At most 12 products of 255 and weights up to 1.5, in float32.
            Assert.Equal(expected[i], actual[n * 2 * plane + sample * plane + at], 0.01);
        }
    }, iter: 60);

    [Theory]
    [InlineData("MatMul(%x, {0})", 1)]
    [InlineData("Gemm(%x, {0})", 1)]
    [InlineData("Gemm(%x, {1}) {{transB=1}}", 0)]
    public void ProductsReadVectors(string layer, int axis)
    {
        byte[] codes = Codes(35, 1);
        string text = string.Format(System.Globalization.CultureInfo.InvariantCulture, layer, Observed.Weights(1, 7, 4), Observed.Weights(1, 4, 7));
        Observed net = new($"graph g(%x: f32[5,7]) -> (%y) {{\n%y = {text}\n}}", [.. codes.Select(c => (float)(c - 9))]);
        float[] expected = net.Run(net.Model)["y"], actual = Product(net.Graph.Nodes[0], axis, codes, 9, [5, 7]);
        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(expected[i], actual[i % 4 * 5 + i / 4], 0.01));
    }

    [Fact]
    public void OtherShapesHaveNoRows()
    {
        Observed net = new($"graph g(%x: f32[1,2,4,4]) -> (%y) {{\n%y = Conv(%x, {Observed.Weights(1, 3, 2, 3, 3)})\n}}", new float[32]);
        InputRows rows = InputRows.Of(net.Graph.Nodes[0], 0)!;
        Assert.Equal(4, rows.Count([1, 2, 4, 4]));
        Assert.All(new long[][] { [1, 3, 4, 4], [1, 2, 4], [1, 2, 2, 4] }, shape => Assert.Equal(0, rows.Count(shape)));
    }

    /// <summary>Every row where all are taken, different ones in order where some are, and not one column of a picture.</summary>
    [Fact]
    public void RowsAreSpreadOverAPicture()
    {
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), Enumerable.Range(0, 50).Select(i => InputRows.Spread(i, 50, 50)));
        long[] taken = [.. Enumerable.Range(0, 32).Select(i => InputRows.Spread(i, 1024, 32))];
        Assert.Equal(taken.Distinct().Order(), taken);
        Assert.InRange(taken[^1], 0, 1023);
        Assert.True(taken.Select(r => r % 32).Distinct().Count() > 16);
    }
}
