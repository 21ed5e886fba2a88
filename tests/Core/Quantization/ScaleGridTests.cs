using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Core.Tests.Quantization;

/// <summary>Scales that are powers of two.</summary>
public sealed class ScaleGridTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(0.5f, 0.5f)]
    [InlineData(0.6f, 1)]
    [InlineData(0.0078126f, 0.015625f)]
    [InlineData(1e-30f, 1.5777218e-30f)]
    public void TheNextPowerOfTwo(float scale, float power) => Assert.Equal((power, scale), (ScaleGrid.PowersOfTwo.Up(scale), ScaleGrid.Any.Up(scale)));

    [Fact]
    public void RangesAreCoveredToHalfAStep()
    {
        var random = new Random(1);
        for (int i = 0; i < 1000; i++)
        {
            var q = QuantParams.Unsigned8(-3 * random.NextSingle(), 5 * random.NextSingle());
            QuantParams raised = ScaleGrid.PowersOfTwo.Up(q);
            Assert.InRange(raised.Scale, q.Scale, 2 * q.Scale);
            Assert.True(raised.Range.Low <= q.Range.Low + raised.Scale / 2 && raised.Range.High >= q.Range.High - raised.Scale / 2, $"{q.Range} {raised.Range}");
        }
        Assert.Equal(QuantParams.PerTensor(ElementType.S16, 1 / 256f, 0), ScaleGrid.PowersOfTwo.Up(QuantParams.PerTensor(ElementType.S16, 0.003f, 0)));
    }

    [Fact]
    public void WeightsHaveTheirOwnPowers()
    {
        QuantizedWeight weight = QuantizedWeight.Create(Tensor.Of([1f, -2f, 0.3f, 0.1f], 2, 2), 0, 0.25f, [0.5f, 1f], grid: ScaleGrid.PowersOfTwo);
        Assert.Equal([1 / 32f, 1 / 256f], weight.Scales);
        Assert.Equal([32, -64, 77, 26], weight.Codes.Select(c => (int)c));
        Assert.Equal([64, 1024], weight.Bias!);
    }
}
