using Qcc.Measure;

namespace Qcc.Compiler.Tests.Measure;

/// <summary>How much worse a file is, where figures are no plain numbers too.</summary>
public sealed class JudgedAccuracyTests
{
    static Evaluation Figure(Metric metric, double value) => new(metric, value, null, null, 10, 10, "y");

    [Theory]
    [InlineData(Metric.Top1, 0.9, 0.8, 0.1)]
    [InlineData(Metric.Top1, 0.8, 0.9, -0.1)]
    [InlineData(Metric.Psnr, 40, 38, 0.05)]
    [InlineData(Metric.Mse, 4, 5, 0.25)]
    [InlineData(Metric.Psnr, double.PositiveInfinity, double.PositiveInfinity, 0)]
    [InlineData(Metric.Mse, 4, double.NaN, double.PositiveInfinity)]
    [InlineData(Metric.Psnr, double.PositiveInfinity, 60, double.PositiveInfinity)]
    public void ADropIsHowMuchWorseTheFileIs(Metric metric, double real, double quantized, double drop) =>
        Assert.Equal(drop, JudgedAccuracy.Of(Figure(metric, real), Figure(metric, quantized)).Drop, 1e-12);
}
