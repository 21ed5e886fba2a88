using Qcc.Core.Quantization;

namespace Qcc.Core.Tests.Quantization;

public sealed class QuantizationPlanTests
{
    static QuantizationPlan Plan(float scale = 0.5f, int zeroPoint = 3, Placement placement = Placement.Integer, float[]? correction = null, byte[]? codes = null, string reason = "min-max") => new()
    {
        Target = "int8-cpu",
        Method = reason,
        Nodes = [new("y", "conv", "Conv", placement, reason, correction, codes)],
        Values = [new("x", scale, zeroPoint, reason)],
    };

    [Fact]
    public void ReasonsDoNotMatterToLowering() => Assert.True(Plan(correction: [1, 2]).LowersLike(Plan(correction: [1, 2], reason: "MSE")));

    [Fact]
    public void EveryDecisionMattersToLowering()
    {
        foreach (QuantizationPlan other in new[] { Plan(scale: 0.25f), Plan(zeroPoint: 4), Plan(placement: Placement.Float), Plan(correction: [1]), Plan(codes: [1]), Plan() with { Values = [] }, Plan() with { Nodes = [] } })
        {
            Assert.False(Plan().LowersLike(other));
        }
    }
}
