using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Passes.Quantize;

namespace Qcc.Passes.Tests.Quantize;

public sealed class ChooseScalesTests
{
    static readonly string Filter = Observed.Weights(2, 2, 2, 1, 1);

    static (QuantizationPlan Plan, ActivationStatistics Statistics) Plan(string body, string output = "%y")
    {
        var model = new Observed($"graph g(%x: f32[1,2,4,4]) -> ({output}) {{\n{body}\n}}", Observed.Bell(32, 1));
        IReadOnlyList<QuantUnit> units = PartitionGraph.Run(model.Graph, model.Statistics, Observed.Kernels, Selection.Everything with { When = QuantizeWhen.ItCan });
        return (ChooseScales.Run(units, model.Statistics, RangeObserver.MinMax, ActivationWidths.ByReader, "test", "min-max"), model.Statistics);
    }

    static ValueDecision Of(QuantizationPlan plan, string value) => Assert.Single(plan.Values, v => v.Value == value);

    [Fact]
    public void MovedCodesShareTheUnionOfTheirRanges()
    {
        QuantizationPlan plan = Plan($"%a = Conv(%x, {Filter})\n%p = Pad(%a, s64[8]{{0,0,1,1,0,0,1,1}})\n%m = MaxPool(%p) {{kernel_shape=[2,2]}}\n%y = Conv(%m, {Filter})").Plan;
        ValueDecision a = Of(plan, "a");
        Assert.All(new[] { "p", "m" }, v => Assert.Equal((a.Scale, a.ZeroPoint), (Of(plan, v).Scale, Of(plan, v).ZeroPoint)));
        Assert.Contains("3 ranges", a.Reason, StringComparison.Ordinal);
        Assert.NotEqual(a.Scale, Of(plan, "x").Scale);
    }

    [Fact]
    public void AnAbsorbedActivationHasTheRangeOfItsResult()
    {
        (QuantizationPlan plan, ActivationStatistics _) = Plan($"%a = Conv(%x, {Filter})\n%r = Relu(%a)\n%y = Conv(%r, {Filter})");
        Assert.DoesNotContain(plan.Values, v => v.Value == "a");
        Assert.Equal(0, Of(plan, "r").ZeroPoint);
        Assert.Equal([("a", Placement.Integer), ("r", Placement.Absorbed), ("y", Placement.Integer)], plan.Nodes.Select(n => (n.Output, n.Placement)));
    }

    [Fact]
    public void AnAbsorbedActivationKeepsItsBoundsBesideAWiderBranch()
    {
        QuantizationPlan plan = Plan($"%a = Conv(%x, {Filter})\n%r = Relu(%a)\n%b = Conv(%x, {Filter})\n%c = Concat(%r, %b) {{axis=2}}\n%y = Conv(%c, {Filter})").Plan;
        // With the codes of the concatenation, which has negative values, the Relu that is gone would let them through.
        Assert.Equal(0, Of(plan, "r").ZeroPoint);
        Assert.NotEqual(0, Of(plan, "c").ZeroPoint);
        Assert.Equal((Of(plan, "c").Scale, Of(plan, "c").ZeroPoint), (Of(plan, "b").Scale, Of(plan, "b").ZeroPoint));
    }

    [Fact]
    public void SigmoidFillsZeroToOne()
    {
        QuantizationPlan plan = Plan($"%a = Conv(%x, {Filter})\n%s = Sigmoid(%a)\n%y = Conv(%s, {Filter})").Plan;
        Assert.Equal((1f / 256, 0), (Of(plan, "s").Scale, Of(plan, "s").ZeroPoint));
    }

    [Fact]
    public void AProductThatOnlyFloatReadsLeavesFloat()
    {
        string product = $"%a = Conv(%x, {Filter})\n%f = Flatten(%a)\n%g = Gemm(%f, {Observed.Weights(3, 32, 4)})\n";
        QuantizationPlan plan = Plan(product + "%y = Tanh(%g)").Plan;
        Assert.Equal(Placement.IntegerToFloat, plan.Nodes.Single(n => n.Output == "g").Placement);
        Assert.DoesNotContain(plan.Values, v => v.Value is "g" or "y");
        plan = Plan(product + $"%y = Gemm(%g, {Observed.Weights(4, 4, 4)})").Plan;
        Assert.Equal([Placement.Integer, Placement.IntegerToFloat], plan.Nodes.Where(n => n.Operator == "Gemm").Select(n => n.Placement));
        Assert.Contains(plan.Values, v => v.Value == "g");
    }

    [Fact]
    public void ConstantsHaveNoDecision() =>
        Assert.Equal(["a", "x", "y"], Plan($"%a = Conv(%x, {Filter})\n%y = Add(%a, f32[1,2,1,1]{{1,2}})").Plan.Values.Select(v => v.Value).Order());

    [Fact]
    public void AChosenWidthGoesBeforeWhatReadsTheValueAndReachesWhatSharesItsCodes()
    {
        var model = new Observed($"graph g(%x: f32[1,2,4,4]) -> (%y) {{\n%a = Conv(%x, {Filter})\n%t = MaxPool(%a) {{kernel_shape=[2,2]}}\n%y = Conv(%t, {Filter})\n}}", Observed.Bell(32, 1));
        IReadOnlyList<QuantUnit> units = PartitionGraph.Run(model.Graph, model.Statistics, Observed.Kernels, Selection.Everything with { When = QuantizeWhen.ItCan });
        var widths = new ActivationWidths(new Dictionary<string, WidthChoice> { ["a"] = new(ElementType.S16, "16 bits, since they were asked for") });
        QuantizationPlan plan = ChooseScales.Run(units, model.Statistics, RangeObserver.MinMax, widths, "test", "min-max");
        Assert.All(new[] { "a", "t" }, v => Assert.Equal((ElementType.S16, 0), (Of(plan, v).Type, Of(plan, v).ZeroPoint)));
        Assert.EndsWith("16 bits, since they were asked for", Of(plan, "t").Reason, StringComparison.Ordinal);
        // The layer that reads it does so in 8 bits.
        Assert.NotNull(Of(plan, "t").Narrow);
        Assert.Equal(ElementType.U8, Of(plan, "x").Type);
    }
}
