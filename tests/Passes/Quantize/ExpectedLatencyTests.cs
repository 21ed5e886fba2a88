using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Passes.Quantize;

namespace Qcc.Passes.Tests.Quantize;

/// <summary>Float nodes with a kernel take 10, integer ones 1, crossings 2, others nothing.</summary>
public sealed class ExpectedLatencyTests
{
    static readonly KernelTable Kernels = Observed.Kernels with { Crossing = _ => new CrossingCost(2, 2, 0) };

    static readonly string Filter = Observed.Weights(2, 2, 2, 1, 1);

    static double Of(string body, params string[] @float)
    {
        var model = new Observed($"graph g(%x: f32[1,2,4,4]) -> (%y) {{\n{body}\n}}", Observed.Bell(32, 1));
        Selection selection = Selection.Everything with { WhyFloat = n => @float.Contains(n.Output.Name) ? "asked for" : null };
        return ExpectedLatency.Of(PartitionGraph.Run(model.Graph, model.Statistics, Kernels, selection), model.Statistics, Kernels);
    }

    [Theory]
    [InlineData("%y = Conv(%x, {0})", 1 + 2 + 2)]
    [InlineData("%a = Conv(%x, {0})\n%y = Conv(%a, {0})", 1 + 1 + 2 + 2)]
    [InlineData("%a = Conv(%x, {0})\n%b = Exp(%a)\n%c = Tanh(%a)\n%d = Mul(%b, %c)\n%y = Add(%a, %d)", 1 + 1 + 2 + 2 + 2 + 2)]
    [InlineData("%f = Exp(%x)\n%y = Tanh(%f)", 0)]
    public void ValuesThatCrossAreChargedOnce(string body, double expected) => Assert.Equal(expected, Of(body.Replace("{0}", Filter, StringComparison.Ordinal)));

    [Fact]
    public void ALayerKeptInFloatCostsItsKernelAndTwoCrossings()
    {
        string body = $"%a = Conv(%x, {Filter})\n%b = Conv(%a, {Filter})\n%y = Conv(%b, {Filter})";
        Assert.Equal(3 + 4, Of(body));
        Assert.Equal(2 + 10 + 4 + 4, Of(body, "b"));
        Assert.Equal(30, Of(body, "a", "b", "y"));
    }
}
