using Qcc.Bisect;
using Qcc.Calibrate;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Onnx.Runtime;
using Qcc.Passes.Quantize;
using Qcc.Search;

namespace Qcc.Compiler.Tests.Search;

/// <summary>What files lose by their activations alone, measured on one session for plans that differ in scales.</summary>
public sealed class FloatWeightsTests : SearchedNet
{
    const int Rows = 32, Width = 64;

    /// <summary>An input that is always zero.</summary>
    const int Silent = 5;

    /// <summary>Rows with a value in a thousand that stands far out: ranges differ by who reads them.</summary>
    static CompileOptions Options { get; } = new() { Preference = Preference.Size, Calibration = new Samples([1, Rows, Width], random => [.. Enumerable.Range(0, Rows * Width).Select(i => (float)((2 * random.NextDouble() - 1) * (i % Width == Silent ? 0 : random.Next(1000) == 0 ? 30 : 1)))]) };

    /// <summary>Weights of which one a column is so large that 8 bits leave nothing of the others; it multiplies the silent input.</summary>
    static string Net()
    {
        Func<int, double> first = Noise(1), second = Noise(2);
        return $$"""
            graph net(%x: f32[1,{{Rows}},{{Width}}]) -> (%y) {
            %a = MatMul(%x, {{Constant(i => first(i) * (i / Width == Silent ? 1000 : 1), Width, Width)}})
            %b = Tanh(%a)
            %y = MatMul(%b, {{Constant(i => second(i), Width, Width)}})
            }
            """;
    }

    sealed record Setting(BisectedCompile Net, CalibrationResult Calibration) : IDisposable
    {
        public QuantizationPlan Plan(ChooseScales.RangeOf range, string? floatNode = null) => ChooseScales.Run(UnitsWith(floatNode), Calibration.Statistics, range, ActivationWidths.ByReader, Net.Prepared.Target.Name, "");

        public Footing Footing => new([], Net.Prepared.Model, Calibration.Statistics, [], UnitsWith(null)) { Selection = Net.Prepared.Selection };

        public FloatWeights Open(QuantizationPlan plan) => new(Footing, plan, Net.Prepared.Target, Calibration);

        public (double FewDb, double Db) Alone(QuantizationPlan plan)
        {
            using FloatWeights file = Open(plan);
            return file.Measure(plan, double.NegativeInfinity);
        }

        IReadOnlyList<QuantUnit> UnitsWith(string? floatNode) => PartitionGraph.Run(Net.Prepared.Model.Graph, Calibration.Statistics, Net.Prepared.Target.Kernels,
            Net.Prepared.Selection with { WhyFloat = n => n.Result?.Name == floatNode ? "the test wants it" : null });

        public void Dispose() => Net.Dispose();
    }

    async Task<Setting> SetUpAsync()
    {
        BisectedCompile net = await FollowAsync(Net(), Options);
        return new Setting(net, await net.CalibrateAsync());
    }

    [Fact]
    public async Task PlansOfOneShapeShareASessionAndKeepTheirFigures()
    {
        using Setting s = await SetUpAsync();
        QuantizationPlan[] plans = [s.Plan(RangeObserver.MinMax), s.Plan(v => RangeObserver.Mse(v)), s.Plan(v => RangeObserver.Percentile(v, 0.99))];
        using FloatWeights file = s.Open(plans[0]);
        double[] shared = [.. plans.Select(p => file.Measure(p, double.NegativeInfinity).Db)];
        Assert.Equal(plans.Select(p => s.Alone(p).Db), shared);
        Assert.Equal(3, shared.Distinct().Count());
    }

    [Fact]
    public async Task APlanWithOtherNodesIsMeasuredByItself()
    {
        using Setting s = await SetUpAsync();
        QuantizationPlan whole = s.Plan(RangeObserver.MinMax), partly = s.Plan(RangeObserver.MinMax, s.Net.Prepared.Model.Graph.Nodes[0].Output.Name);
        Assert.NotEqual(whole.Nodes.Count(n => n.Placement.IsInteger()), partly.Nodes.Count(n => n.Placement.IsInteger()));
        using FloatWeights file = s.Open(whole);
        Assert.Equal(s.Alone(partly).Db, file.Measure(partly, double.NegativeInfinity).Db);
        Assert.NotEqual(s.Alone(whole).Db, s.Alone(partly).Db);
    }

    [Fact]
    public async Task WeightsLoseNothing()
    {
        using Setting s = await SetUpAsync();
        QuantizationPlan plan = s.Plan(v => RangeObserver.Mse(v));
        using OrtSession session = OrtSession.Load(EmittedModel.Of(s.Net.Prepared.Model, plan, s.Net.Prepared.Target, Notes.None).Model, new OrtSessionOptions(), "file");
        double rounded = HeldOutError.Score(session, s.Calibration, s.Net.Prepared.Model.Graph).HeldOutDb;
        Assert.True(s.Alone(plan).Db > rounded + 3, $"{s.Alone(plan).Db} dB with float weights, {rounded} with rounded ones");
    }

    [Fact]
    public async Task WhatIsFarBehindOnFewSamplesIsNotRunOnMore()
    {
        using Setting s = await SetUpAsync();
        QuantizationPlan plan = s.Plan(RangeObserver.MinMax);
        using FloatWeights file = s.Open(plan);
        (double few, double all) = file.Measure(plan, double.NegativeInfinity);
        Assert.NotEqual(few, all);
        Assert.Equal((few, few), file.Measure(plan, few + 1));
    }
}
