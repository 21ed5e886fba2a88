using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;

namespace Qcc.Core.Tests.Ops.Integer;

/// <summary>docs/integer-arithmetic.md 1.6 and 2.5 for whole layers.</summary>
public sealed class RequantizedLayerTests
{
    static readonly QuantParams Input = QuantParams.PerTensor(ElementType.U8, 0.021f, 13), Output = QuantParams.PerTensor(ElementType.U8, 0.037f, 101);

    static sbyte[] Weights(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (sbyte)random.Next(-127, 128))];
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void TheRangeOfAChannelIsThatOfItsWeights(int axis)
    {
        const int Channels = 5, Depth = 700;
        sbyte[] codes = Weights(Channels * Depth, 1);
        int[] bias = [100, -2000, 3, 0, 1 << 20];
        Tensor weights = axis == 0 ? Tensor.Of(ElementType.S8, codes, Channels, Depth) : Tensor.Of(ElementType.S8, codes, Depth, Channels);
        AccumulatorRange[] ranges = AccumulatorRange.OfChannels(weights, axis, Tensor.Of(ElementType.S32, bias, Channels), CodeRange.U8(13));
        for (int c = 0; c < Channels; c++)
        {
            sbyte[] own = [.. Enumerable.Range(0, Depth).Select(k => axis == 0 ? codes[c * Depth + k] : codes[k * Channels + c])];
            Assert.Equal(AccumulatorRange.Of(own, CodeRange.U8(13), bias[c]), ranges[c]);
        }
    }

    [Fact]
    public void EveryChannelIsProvedOrSaysThatItIsNot()
    {
        const int Channels = 40, Depth = 1500;
        var random = new Random(7);
        float[] scales = [.. Enumerable.Range(0, Channels).Select(_ => 0.0005f + random.NextSingle() / 500)];
        Tensor weights = Tensor.Of(ElementType.S8, Weights(Channels * Depth, 2), Channels, Depth, 1, 1);
        RequantizedLayer layer = RequantizedLayer.Of(Input, weights, scales, 0, null, Output);

        NudgedScale?[] proofs = [.. Enumerable.Range(0, layer.Count).Select(c => layer.Nudged(c, 31))];

        Assert.Contains(proofs, p => p!.Units == 0);
        Assert.Contains(proofs, p => p!.Units != 0);
        for (int c = 0; c < Channels; c++)
        {
            NudgedScale proof = proofs[c]!;
            Assert.Equal(proof.Units == 0, proof.F32 == layer.F32(c));
            Assert.Equal(proof.Units == 0 ? proof.R31 : null, layer.Equal(c, 31));
            Assert.InRange(proof.WeightScale / (double)scales[c] - 1, -EqualRequantizer.LargestChange, EqualRequantizer.LargestChange);
            Assert.True(EqualRequantizer.Prove(proof.F32, proof.R31, layer.Ranges[c]));
        }
        // Eight bits are too few for accumulators of 24.
        Assert.Contains(null, Enumerable.Range(0, layer.Count).Select(c => layer.Equal(c, 8)));
    }

    [Fact]
    public void OneScaleForAllChannelsHasOneRequantizer()
    {
        const int Channels = 3;
        Tensor weights = Tensor.Of(ElementType.S8, Weights(Channels * 900, 3), 900, Channels);
        AccumulatorRange[] ranges = AccumulatorRange.OfChannels(weights, 1, null, CodeRange.U8(13));
        int moved = 0;
        for (int i = 0; i < 40; i++)
        {
            RequantizedLayer layer = RequantizedLayer.Of(Input, weights, [0.0011f + i * 1e-5f], 1, null, Output);
            Assert.Equal(1, layer.Count);
            NudgedScale proof = layer.Nudged(0, 31)!;
            Assert.All(ranges, range => Assert.True(EqualRequantizer.Prove(proof.F32, proof.R31, range)));
            moved += proof.Units == 0 ? 0 : 1;
        }
        Assert.InRange(moved, 1, 39);
    }

    [Fact]
    public void SumsThatLeave32BitsAreNotProved()
    {
        var codes = new sbyte[70000];
        Array.Fill(codes, (sbyte)127);
        RequantizedLayer layer = RequantizedLayer.Of(Input with { ZeroPoints = [0] }, Tensor.Of(ElementType.S8, codes, 1, 70000), [0.001f], 0, null, Output);
        Assert.Null(layer.Equal(0, 31));
        Assert.Null(layer.Nudged(0, 31));
    }

    [Theory]
    [InlineData(1f, 167)]
    [InlineData(1.9999f, 335)]
    [InlineData(0.001f, 171)]
    public void MovesStayBelowTwoInAHundredThousand(float scale, int units)
    {
        Assert.Equal(units, EqualRequantizer.MaxUnits(scale));
        Assert.Equal([0, 1, -1, 2, -2], NudgedScale.Steps(2));
    }

    [Theory]
    [InlineData(49, 49)]
    [InlineData(3136, 3136)]
    [InlineData(49, 1)]
    public void AMeanIsALayerOfOneChannel(int taps, int divisor)
    {
        RequantizedLayer layer = RequantizedLayer.OfMean(Input, taps, divisor, Output);
        Assert.Equal(new F32Requantizer(Input.Scale / (Output.Scale * divisor), CodeRange.U8(Output.ZeroPoint)), layer.F32(0));
        Assert.Equal([new AccumulatorRange(-13 * taps, 242 * taps)], layer.Ranges);
    }
}
