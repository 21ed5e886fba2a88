using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;
using static Qcc.Onnx.Tests.Integer.OneKernel;

namespace Qcc.Onnx.Tests.Integer;

/// <summary>
/// docs/integer-arithmetic.md 2.1: F32 is what the kernels of ONNX Runtime compute. The accumulators arrive as the bias of layers whose products
/// are zero, so every one of int32 can be asked for.
/// </summary>
public sealed class RequantizeKernelTests
{
    const int Channels = 4096;

    public static TheoryData<bool, bool, int> Cases() =>
        new(from isSigned in new[] { false, true } from perChannel in new[] { false, true } from seed in Enumerable.Range(0, 3) select (isSigned, perChannel, seed));

    /// <summary>Random ones of every width, ties of the multiplier, the ends of int32 and both sides of 2^24.</summary>
    static int[] AnyAccumulators(Random random, float multiplier)
    {
        int[] corners = [0, 1, -1, int.MinValue, int.MaxValue, int.MinValue + 1, 1 << 24, (1 << 24) + 1, -(1 << 24) - 1, (1 << 25) + 2, (1 << 30) + 33];
        return [.. Enumerable.Range(0, Channels).Select(i => i < corners.Length ? corners[i] : (i % 3) switch
        {
            0 => random.Next(int.MinValue, int.MaxValue) >> random.Next(31),
            // Next to half a code.
            1 => (int)Math.Clamp((random.Next(-300, 300) + 0.5) / multiplier + random.Next(-1, 2), int.MinValue, int.MaxValue),
            _ => random.Next(-(1 << 27), 1 << 27),
        })];
    }

    sealed record Layer(float[] WeightScales, float InputScale, float OutputScale, int ZeroPoint, int[] Accumulators)
    {
        public static Layer Of(Random random, bool isSigned, bool perChannel, bool hasTies)
        {
            float scale = hasTies ? MathF.ScaleB(1, -random.Next(2, 9)) : 0.001f + random.NextSingle() / 10;
            float[] weights = [.. Enumerable.Range(0, perChannel ? Channels : 1).Select(_ => hasTies ? MathF.ScaleB(1, -random.Next(4, 12)) : 0.0001f + random.NextSingle() / 100)];
            float output = hasTies ? MathF.ScaleB(1, -random.Next(1, 6)) : 0.01f + random.NextSingle();
            return new Layer(weights, scale, output, random.Next(256) - (isSigned ? 128 : 0), AnyAccumulators(random, Requantizer.MultiplierOf(scale, weights[0], output)));
        }

        public int Expected(int channel, bool isSigned) =>
            new F32Requantizer(Requantizer.MultiplierOf(InputScale, WeightScales[WeightScales.Length > 1 ? channel : 0], OutputScale), All(isSigned, ZeroPoint)).Apply(Accumulators[channel]);

        public string WeightScale => WeightScales.Length > 1 ? Scales(WeightScales) : Scale(WeightScales[0]);

        public string Bias => $"s32[{Channels}]{{{string.Join(',', Accumulators)}}}";

        public string WeightZero => WeightScales.Length > 1 ? $"s8[{Channels}]{{{string.Join(',', new int[Channels])}}}" : "s8[]{0}";
    }

    [Theory, MemberData(nameof(Cases))]
    public void QLinearConv(bool isSigned, bool perChannel, int seed)
    {
        Layer layer = Layer.Of(new Random(seed), isSigned, perChannel, hasTies: seed == 1);
        int[] codes = Run($"QLinearConv(%a, {Scale(layer.InputScale)}, {Zero(isSigned, 7)}, s8[{Channels},1,1,1]{{{string.Join(',', new int[Channels])}}}, {layer.WeightScale}, "
            + $"{layer.WeightZero}, {Scale(layer.OutputScale)}, {Zero(isSigned, layer.ZeroPoint)}, {layer.Bias})", Codes(isSigned, [100], 1, 1, 1, 1));
        Same(codes, i => layer.Expected(i, isSigned), $"{layer.InputScale}·{layer.WeightScales[0]} / {layer.OutputScale}");
    }

    [Theory, MemberData(nameof(Cases))]
    public void QGemm(bool isSigned, bool perChannel, int seed)
    {
        Layer layer = Layer.Of(new Random(seed + 10), isSigned, perChannel, hasTies: seed == 1);
        string node = $"com.microsoft.QGemm(%a, {Scale(layer.InputScale)}, {Zero(isSigned, 7)}, s8[1,{Channels}]{{{string.Join(',', new int[Channels])}}}, {layer.WeightScale}, "
            + $"{layer.WeightZero}, {layer.Bias}";
        Tensor input = Codes(isSigned, [100], 1, 1);
        int[] codes = Run($"{node}, {Scale(layer.OutputScale)}, {Zero(isSigned, layer.ZeroPoint)})", input);
        Same(codes, i => layer.Expected(i, isSigned), $"{layer.InputScale}·{layer.WeightScales[0]} / {layer.OutputScale}");
        // Without a quantized result: fl(fl(acc)·fl(s_x·s_w)).
        float[] floats = RunToFloats($"{node})", input);
        for (int i = 0; i < Channels; i++)
        {
            Assert.Equal(layer.Accumulators[i] * (layer.InputScale * layer.WeightScales[perChannel ? i : 0]), floats[i]);
        }
    }

    /// <summary>No bias here: 2048 products of up to 255·127, more than 2^24 in a third of the sums.</summary>
    [Theory, MemberData(nameof(Cases))]
    public void QLinearMatMul(bool isSigned, bool perChannel, int seed)
    {
        const int Rows = 3, Depth = 2048, Columns = 17;
        var random = new Random(seed + 20);
        int off = isSigned ? 128 : 0, za = random.Next(256) - off, zy = random.Next(256) - off;
        int[] a = [.. Enumerable.Range(0, Rows * Depth).Select(i => (i / Depth == 0 ? 255 : random.Next(256)) - off)];
        int[] b = [.. Enumerable.Range(0, Depth * Columns).Select(i => i % Columns < 6 ? (i % Columns < 3 ? 127 : -127) : random.Next(-127, 128))];
        float[] scales = [.. Enumerable.Range(0, perChannel ? Columns : 1).Select(_ => 0.001f + random.NextSingle() / 100)];
        float sa = 0.01f + random.NextSingle() / 10, sy = sa * scales[0] * 100000 * (1 + random.NextSingle());
        int[] codes = Run($"QLinearMatMul(%a, {Scale(sa)}, {Zero(isSigned, za)}, %b, {(perChannel ? Scales(scales) : Scale(scales[0]))}, "
            + $"{(perChannel ? $"s8[{Columns}]{{{string.Join(',', new int[Columns])}}}" : "s8[]{0}")}, {Scale(sy)}, {Zero(isSigned, zy)})", Codes(isSigned, a, Rows, Depth), Codes(true, b, Depth, Columns));
        int beyond = 0;
        Same(codes, i =>
        {
            (int row, int column) = (i / Columns, i % Columns);
            int sum = Enumerable.Range(0, Depth).Sum(k => (a[row * Depth + k] - za) * b[k * Columns + column]);
            beyond += Math.Abs(sum) > 1 << 24 ? 1 : 0;
            return new F32Requantizer(Requantizer.MultiplierOf(sa, scales[perChannel ? column : 0], sy), All(isSigned, zy)).Apply(sum);
        }, "QLinearMatMul");
        Assert.True(beyond > 0 || Math.Abs(255 - off - za) < 65);
    }

    /// <summary>The sum of all codes with the multiplier fl(s_x / fl(s_y·fl(n))) (3.4).</summary>
    [Theory]
    [InlineData(false, 49, false)]
    [InlineData(true, 49, false)]
    [InlineData(false, 3136, true)]
    [InlineData(false, 7, true)]
    public void QLinearGlobalAveragePool(bool isSigned, int count, bool channelsLast)
    {
        const int Pools = 64;
        var random = new Random(count);
        int off = isSigned ? 128 : 0, zx = random.Next(256) - off, zy = random.Next(256) - off;
        (float sx, float sy) = (0.01f + random.NextSingle() / 10, 0.005f + random.NextSingle() / 20);
        int[] x = [.. Enumerable.Range(0, Pools * count).Select(_ => random.Next(256) - off)];
        int[] codes = Run($"com.microsoft.QLinearGlobalAveragePool(%a, {Scale(sx)}, {Zero(isSigned, zx)}, {Scale(sy)}, {Zero(isSigned, zy)}) {{channels_last={(channelsLast ? 1 : 0)}}}",
            channelsLast ? Codes(isSigned, x, 1, count, 1, Pools) : Codes(isSigned, x, 1, Pools, count, 1));
        var mean = new F32Requantizer(sx / (sy * count), All(isSigned, zy));
        Same(codes, c => mean.Apply(Enumerable.Range(0, count).Sum(i => x[channelsLast ? i * Pools + c : c * count + i] - zx)), $"{count} taps");
    }
}
