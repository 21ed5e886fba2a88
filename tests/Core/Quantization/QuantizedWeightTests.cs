using CsCheck;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Core.Tests.Quantization;

/// <summary>docs/integer-arithmetic.md 1.3, 1.5, 1.6.</summary>
public sealed class QuantizedWeightTests
{
    static readonly Gen<(int Seed, int Channels, int Depth, int Axis)> Shapes = Gen.Select(Gen.Int[0, 1 << 30], Gen.Int[1, 6], Gen.Int[1, 30], Gen.Int[0, 1]);

    static QuantizedWeight Quantize(float[] weights, int channels, int axis, float inputScale, float[]? bias)
    {
        long depth = weights.Length / channels;
        return QuantizedWeight.Create(Tensor.Of(weights, axis == 0 ? [channels, depth] : [depth, channels]), axis, inputScale, bias);
    }

    static int ChannelOf(int i, int length, int channels, int axis) => axis == 0 ? i / (length / channels) : i % channels;

    static void Holds(QuantizedWeight q, float[] weights, int channels, int axis, float inputScale, float[]? bias)
    {
        Assert.Equal(channels, q.Scales.Length);
        Assert.All(q.Scales, s => Assert.True(float.IsNormal(s) && s > 0));
        for (int i = 0; i < weights.Length; i++)
        {
            float scale = q.Scales[ChannelOf(i, weights.Length, channels, axis)];
            Assert.Equal(Math.Clamp(MathF.Round(weights[i] / scale, MidpointRounding.ToEven), -127, 127), q.Codes[i]);
            // No weight is clamped by more than the rounding of its scale.
            Assert.InRange(Math.Abs(weights[i] - (double)scale * q.Codes[i]), 0, scale * 0.50001);
        }
        for (int c = 0; c < channels; c++)
        {
            double biasCode = bias is null ? 0 : bias[c] / (double)(inputScale * q.Scales[c]);
            Assert.InRange(Math.Abs(biasCode), 0, 1 << 30);
            Assert.Equal(bias is null ? null : (int)Math.Round(biasCode, MidpointRounding.ToEven), q.Bias?[c]);
            long sum = q.Codes.Where((_, i) => ChannelOf(i, weights.Length, channels, axis) == c).Sum(code => (long)Math.Abs(code));
            Assert.InRange(255 * sum + Math.Abs((long)Math.Round(biasCode)), 0, int.MaxValue);
        }
    }

    /// <summary>Codes chosen otherwise keep scales and bias; those that a kernel could not take are told apart.</summary>
    [Fact]
    public void OtherCodesAreTakenWhereTheyFit()
    {
        QuantizedWeight nearest = Quantize([1, -2, 3, 0.5f], 2, 0, 0.1f, [1, 2]), rounded = nearest.Rounded([1, -127, 127, 2]);
        Assert.Equal(new sbyte[] { 1, -127, 127, 2 }, rounded.Codes);
        Assert.Equal((nearest.Scales, nearest.Bias), (rounded.Scales, rounded.Bias));
        Assert.Same(nearest, nearest.Rounded(null));
        bool Accepts(sbyte[] codes, bool pairs, int axis = 0) => QuantizedWeight.Accepts(codes, axis == 0 ? [1, 4] : [4, 1], axis, pairs);
        Assert.All(new[] { 0, 1 }, axis =>
        {
            Assert.True(Accepts([127, 1, -127, 127], pairs: true, axis));
            Assert.False(Accepts([127, 2, 0, 0], pairs: true, axis));
            Assert.False(Accepts([0, 0, -100, -29], pairs: true, axis));
            Assert.True(Accepts([0, 100, 100, 0], pairs: true, axis));
            Assert.True(Accepts([127, 127, -127, -127], pairs: false, axis));
            Assert.False(Accepts([-128, 0, 0, 0], pairs: false, axis));
            Assert.False(Accepts([1, 2, 3], pairs: false, axis));
        });
        // A deeper channel could sum up beyond 32 bits.
        int depth = QuantizedWeight.DepthThatFits;
        Assert.True(QuantizedWeight.Accepts(new sbyte[depth], [depth, 1], 1, pairsFit16Bits: false));
        Assert.False(QuantizedWeight.Accepts(new sbyte[depth + 1], [depth + 1, 1], 1, pairsFit16Bits: false));
    }

    /// <summary>Taps, then channels: with two channels of three taps the pairs are the channels of each tap.</summary>
    [Fact]
    public void NeighboursFollowTheOrderOfProducts()
    {
        Assert.Equal(new[] { 3, 4, 5, 0, 1, 2 }, QuantizedWeight.Neighbours([8, 2, 3], 0));
        Assert.Equal(new[] { 1, 0, -1 }, QuantizedWeight.Neighbours([3, 8], 1));
        Assert.Equal(new[] { 1, 0, 3, 2 }, QuantizedWeight.Neighbours([8, 4], 0));
    }

    /// <summary>Neighbours in the order of the products: k, or tap by tap the input channels.</summary>
    [Fact]
    public void PairsFit16Bits() => Gen.Select(Gen.Int[0, 1 << 30], Gen.Int[1, 4], Gen.Int[1, 9], Gen.Int[1, 4], Gen.Int[0, 1]).Sample((seed, channels, depth, taps, axis) =>
    {
        taps = axis == 0 ? taps : 1;
        float[] weights = new Draws(seed).Gauss(channels * depth * taps);
        Tensor tensor = Tensor.Of(weights, axis == 0 ? [channels, depth, taps] : [depth, channels]);
        QuantizedWeight narrow = QuantizedWeight.Create(tensor, axis, 1, null, pairsFit16Bits: true), wide = QuantizedWeight.Create(tensor, axis, 1, null);
        for (int c = 0; c < channels; c++)
        {
            sbyte[] column = [.. Enumerable.Range(0, depth * taps).Select(k => narrow.Codes[axis == 0 ? (c * depth + k % depth) * taps + k / depth : k * channels + c])];
            for (int k = 0; k + 1 < column.Length; k += 2)
            {
                Assert.InRange(Math.Max(column[k], (sbyte)0) + Math.Max(column[k + 1], (sbyte)0), 0, 128);
                Assert.InRange(Math.Min(column[k], (sbyte)0) + Math.Min(column[k + 1], (sbyte)0), -128, 0);
            }
            // At most one bit is lost, and none where no neighbours are large together.
            Assert.InRange(narrow.Scales[c] / wide.Scales[c], 1, 2.0001);
        }
    });

    [Fact]
    public void CodesAreRoundedQuotients() => Shapes.Sample((seed, channels, depth, axis) =>
    {
        var draws = new Draws(seed);
        (float[] weights, float[] bias) = (draws.Gauss(channels * depth), draws.Gauss(channels));
        QuantizedWeight q = Quantize(weights, channels, axis, 0.02f, bias);
        Holds(q, weights, channels, axis, 0.02f, bias);
        Assert.Null(Quantize(weights, channels, axis, 0.02f, null).Bias);
        for (int c = 0; c < channels; c++)
        {
            Assert.Equal(127, q.Codes.Where((_, i) => ChannelOf(i, weights.Length, channels, axis) == c).Max(code => Math.Abs((int)code)));
        }
    }, iter: 200);

    [Fact]
    public void AnyMagnitudeStaysWithinTheBounds() => Shapes.Sample((seed, channels, depth, axis) =>
    {
        var draws = new Draws(seed);
        (float[] weights, float[] bias) = (draws.AnyMagnitude(channels * depth, -149, 20), draws.AnyMagnitude(channels, -149, 20));
        float inputScale = MathF.Max(MathF.Abs(draws.AnyMagnitude(1, -90, 20)[0]), 1e-30f);
        Holds(Quantize(weights, channels, axis, inputScale, bias), weights, channels, axis, inputScale, bias);
    }, iter: 500);

    [Fact]
    public void ABiasFarAboveItsWeightsRaisesTheScale()
    {
        float[] weights = [1e-12f, -1e-12f, 0.5f, 0.25f], bias = [4, 4];
        QuantizedWeight q = Quantize(weights, 2, 0, 0.01f, bias);
        Holds(q, weights, 2, 0, 0.01f, bias);
        Assert.InRange(q.Bias![0], (1 << 30) - 4000, 1 << 30);
        Assert.Equal(0.5f / 127, q.Scales[1]);
    }

    [Fact]
    public void ChannelsOfZerosGetAHarmlessScale()
    {
        QuantizedWeight q = Quantize(new float[6], 2, 0, 0.01f, [0, -3]);
        Holds(q, new float[6], 2, 0, 0.01f, [0, -3]);
        Assert.Equal(1, q.Scales[0]);
        Assert.Equal(-3, q.Bias![1] * (double)(0.01f * q.Scales[1]), 1e-7);
    }

    /// <summary>66 312 products of 255·127 leave int32 (1.6).</summary>
    [Theory]
    [InlineData(33_001, 0f)]
    [InlineData(66_311, 0f)]
    [InlineData(66_312, 0f)]
    [InlineData(66_000, 1e5f)]
    [InlineData(200_000, -1e6f)]
    public void LongSumsStayWithinInt32(int depth, float bias)
    {
        float[] weights = new float[2 * depth];
        weights.AsSpan(0, depth).Fill(1);
        weights[^1] = 3;
        QuantizedWeight q = Quantize(weights, 2, 0, 0.01f, [bias, 1]);
        Holds(q, weights, 2, 0, 0.01f, [bias, 1]);
        Assert.Equal(3f / 127, q.Scales[1]);
    }

    /// <summary>Rows as long as several vectors, and the rest of one.</summary>
    [Fact]
    public void LongRowsAreRoundedQuotientsToo() => Gen.Select(Gen.Int[0, 1 << 30], Gen.Int[1, 200], Gen.Int[1, 3], Gen.Int[0, 1]).Sample((seed, length, other, axis) =>
    {
        float[] weights = new Draws(seed).Gauss(length * other);
        (int channels, _) = axis == 0 ? (other, length) : (length, other);
        Holds(Quantize(weights, channels, axis, 0.1f, null), weights, channels, axis, 0.1f, null);
    });
}
