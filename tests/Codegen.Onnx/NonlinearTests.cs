using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Ops.Integer.Nonlinear;
using Qcc.Core.Quantization;

namespace Qcc.Codegen.Onnx.Tests;

/// <summary>Softmax, the normalizations and linear resize, in every form.</summary>
public sealed class NonlinearTests
{
    const int Rows = 40;

    /// <summary>Random rows, constant ones, one-hot ones and those of the corner codes.</summary>
    static int[] RowsOf(ElementType type, int n, int seed)
    {
        var random = new Random(seed);
        (long low, long high) = type.Range();
        var rows = new int[Rows * n];
        for (int r = 0; r < Rows; r++)
        {
            int kind = r % 8, spread = 1 << random.Next(1, type.BitWidth());
            long center = random.NextInt64(low, high + 1);
            for (int i = 0; i < n; i++)
            {
                rows[r * n + i] = (int)(kind switch
                {
                    0 => low,
                    1 => high,
                    2 => i == n / 2 ? high : low,
                    3 => i % 2 == 0 ? high : low,
                    4 => random.NextInt64(low, high + 1),
                    _ => Math.Clamp(center + random.Next(-spread, spread + 1), low, high),
                });
            }
        }
        return rows;
    }

    static Tensor RowsTensor(ElementType type, int n, int seed) => IntegerGraph.Pack(type, Array.ConvertAll(RowsOf(type, n, seed), v => (long)v), Rows / 2, 2, n);

    [Theory]
    [InlineData(ElementType.U8, ElementType.U8)]
    [InlineData(ElementType.S8, ElementType.S8)]
    [InlineData(ElementType.S8, ElementType.S16)]
    [InlineData(ElementType.S16, ElementType.U8)]
    [InlineData(ElementType.S16, ElementType.S16)]
    public void Softmax(ElementType from, ElementType to)
    {
        var g = new IntegerGraph(1);
        foreach (int n in new[] { 1, 50 })
        {
            Value x = g.Input(RowsTensor(from, n, 1));
            foreach (ExponentialForm form in Enum.GetValues<ExponentialForm>().Where(f => f != ExponentialForm.Table || from != ElementType.S16))
            {
                foreach (float scale in new[] { 0.0625f, 0.0371f })
                {
                    (IReadOnlyList<Tensor> tables, var attributes) = NonlinearSemantics.ConstantsOf(IntegerSoftmax.Create(QuantParams.PerTensor(from, scale, 0), form, to), to);
                    g.Node(IntegerOperators.Softmax, [x, .. tables.Select(g.Constant)], attributes);
                }
            }
        }
        g.AssertTwins();
    }

    [Theory]
    [InlineData(ElementType.U8, ElementType.U8)]
    [InlineData(ElementType.S8, ElementType.S16)]
    [InlineData(ElementType.S16, ElementType.S8)]
    [InlineData(ElementType.S16, ElementType.S16)]
    public void Normalizations(ElementType from, ElementType to)
    {
        var random = new Random(2);
        var g = new IntegerGraph(2);
        foreach (int n in new[] { 1, 3, 200 })
        {
            Value x = g.Input(RowsTensor(from, n, 3 + n));
            foreach ((float scale, double epsilon, float step) in new[] { (0.03f, 1e-5, 0.02f), (2f, 1e-6, 0.02f), (1e-4f, 1e-3, 1e-4f), (1e-7f, 1e-5, 1e-9f) })
            {
                QuantParams input = QuantParams.PerTensor(from, scale, from == ElementType.U8 ? 117 : 3), output = QuantParams.PerTensor(to, step, to == ElementType.U8 ? 128 : 0);
                float[] gamma = [.. Enumerable.Range(0, n).Select(_ => random.NextSingle() * 2 - 0.5f)], beta = [.. Enumerable.Range(0, n).Select(_ => random.NextSingle() - 0.5f)];
                var layer = IntegerLayerNorm.Create(input, gamma, beta, epsilon, output);
                g.Node(IntegerOperators.LayerNormalization, [x, .. Constants(layer.Affine).Select(g.Constant)], NonlinearSemantics.AttributesOf(layer.Epsilon, layer.GuardBits, layer.Affine, layer.Codes, to));
                var rms = IntegerRmsNorm.Create(input, gamma, epsilon, output);
                (string, AttributeValue)[] attributes = [("x_zero_point", (long)rms.ZeroPoint), .. NonlinearSemantics.AttributesOf(rms.Epsilon, rms.GuardBits, rms.Affine, rms.Codes, to)];
                g.Node(IntegerOperators.RmsNormalization, [x, .. Constants(rms.Affine).Select(g.Constant)], attributes);
                g.Node(IntegerOperators.RmsNormalization, [x, g.Constant(Constants(rms.Affine)[0])], attributes);
            }
        }
        g.AssertTwins();
    }

    [Theory]
    [InlineData(ElementType.U8)]
    [InlineData(ElementType.S8)]
    [InlineData(ElementType.S16)]
    public void ResizeLinear(ElementType type)
    {
        var g = new IntegerGraph(4);
        foreach ((int height, int width, int toHeight, int toWidth) in new[] { (5, 7, 10, 14), (8, 6, 3, 6), (1, 4, 3, 1) })
        {
            LinearResizeAxis rows = Axis(height, toHeight), columns = Axis(width, toWidth);
            (Tensor rowPlaces, Tensor rowWeights) = LinearResizeSemantics.ConstantsOf(rows);
            (Tensor columnPlaces, Tensor columnWeights) = LinearResizeSemantics.ConstantsOf(columns);
            g.Node(IntegerOperators.ResizeLinear, [g.Input(type, 2, 3, height, width), g.Constant(rowPlaces), g.Constant(rowWeights), g.Constant(columnPlaces), g.Constant(columnWeights)]);
        }
        g.AssertTwins();
    }

    /// <summary>Pixel centers.</summary>
    static LinearResizeAxis Axis(int from, int to) => LinearResizeAxis.Create(from, [.. Enumerable.Range(0, to).Select(i => (i + 0.5) * from / to - 0.5)]);

    static Tensor[] Constants(NormAffine affine) =>
        [Tensor.Of(ElementType.S32, affine.Gains.ToArray(), affine.Gains.Length), Tensor.Of(affine.Offsets.ToArray(), affine.Offsets.Length)];
}
