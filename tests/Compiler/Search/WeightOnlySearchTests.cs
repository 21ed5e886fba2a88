using Qcc.Bisect;
using Qcc.Calibrate;
using Qcc.Core.Quantization;
using Qcc.Onnx.Runtime;
using Qcc.Search;

namespace Qcc.Compiler.Tests.Search;

/// <summary>Codes and forms of 4-bit weights: by the weights alone without samples, else by what layers lose on them.</summary>
public sealed class WeightOnlySearchTests : SearchedNet
{
    const int Rows = 64, Width = 256;

    /// <summary>Rows that are sums of 16 directions: what a layer loses hangs on how the errors of its weights go together.</summary>
    static Samples Correlated { get; } = new([1, Rows, Width], random =>
    {
        Func<int, double> directions = Noise(1);
        double[] basis = [.. Enumerable.Range(0, 16 * Width).Select(directions)];
        var x = new float[Rows * Width];
        for (int row = 0; row < Rows; row++)
        {
            double[] share = [.. Enumerable.Range(0, 16).Select(_ => random.NextDouble() - 0.5)];
            for (int k = 0; k < Width; k++)
            {
                x[row * Width + k] = (float)Enumerable.Range(0, 16).Sum(d => share[d] * basis[d * Width + k]);
            }
        }
        return x;
    });

    /// <summary>Two products with weights of an element's size by its input.</summary>
    static string Net(Func<int, double> size)
    {
        Func<int, double> first = Noise(2), second = Noise(3);
        return $$"""
            graph net(%x: f32[1,{{Rows}},{{Width}}]) -> (%y) {
            %a = MatMul(%x, {{Constant(i => first(i) * size(i / Width), Width, Width)}})
            %b = Tanh(%a)
            %y = MatMul(%b, {{Constant(i => second(i) * size(i / 64), Width, 64)}})
            }
            """;
    }

    static CompileOptions Options => new() { Target = "int4-cpu", Calibration = Correlated };

    static WeightOnlySearch Search(BisectedCompile net, CalibrationResult calibration, CompileOptions options) =>
        new(calibration, net.Prepared.Target, net.Prepared.Selection, options, Cancellation);

    static WeightGrid[] Grids(QuantizationPlan plan) => [.. plan.Nodes.Where(n => n.Placement == Placement.WeightOnly).Select(n => n.WeightGrid!)];

    [Fact]
    public async Task CodesAreChosenTogetherByWhatSamplesShow()
    {
        using BisectedCompile net = await FollowAsync(Net(_ => 1), Options);
        CalibrationResult calibration = await net.CalibrateAsync();
        WeightOnlySearch search = Search(net, calibration, Options);
        PlannedModel planned = search.Run(net.Prepared.Model);
        Assert.Equal(2, search.Best.Count);
        Assert.EndsWith("nearest codes", search.Best[0].Plan.Method, StringComparison.Ordinal);
        Assert.Contains("codes chosen together", planned.Plan.Method, StringComparison.Ordinal);
        Assert.Same(search.Best[1].Plan, planned.Plan);
        Assert.True(search.Best[1].Score.LowestDb > search.Best[0].Score.LowestDb + 3, $"{search.Best[0].Score} and {search.Best[1].Score}");

        // The figure is that of the file.
        using OrtSession session = OrtSession.Load(EmittedModel.Of(planned.Model, planned.Plan, net.Prepared.Target, Notes.None).Model, new OrtSessionOptions(), "file");
        Assert.Equal(search.Best[1].Score.LowestDb, HeldOutError.Score(session, calibration, planned.Model.Graph).LowestDb, 1e-6);
    }

    [Fact]
    public async Task WithoutSamplesWeightsAloneDecide()
    {
        CompileOptions options = Options with { Calibration = null };
        using BisectedCompile net = await FollowAsync(Net(_ => 1), options);
        WeightOnlySearch search = Search(net, await net.CalibrateAsync(), options);
        PlannedModel planned = search.Run(net.Prepared.Model);
        Assert.Empty(search.Best);
        Assert.EndsWith("nearest codes", planned.Plan.Method, StringComparison.Ordinal);
        Assert.True(planned.Plan.LowersLike(search.Plain(net.Prepared.Model).Plan));
    }

    /// <summary>Weights of one size lose little in larger blocks, which take fewer scales; where each 32 rows have a size of their own, a common scale would lose the small ones.</summary>
    [Theory]
    [InlineData(false, 128)]
    [InlineData(true, 32)]
    public async Task TheFormIsTheSmallestThatLosesLittle(bool sizesDiffer, int blockSize)
    {
        using BisectedCompile net = await FollowAsync(Net(row => sizesDiffer ? Math.Pow(8, row / 32 % 4 - 3) : 1), Options);
        PlannedModel planned = Search(net, await net.CalibrateAsync(), Options).Run(net.Prepared.Model);
        Assert.All(Grids(planned.Plan), grid => Assert.Equal((4, blockSize), (grid.Bits, grid.BlockSize)));
    }

    [Fact]
    public async Task AFormThatIsAskedForIsTaken()
    {
        CompileOptions options = Options with { BlockSize = 16, ZeroPoints = ZeroPoints.Block };
        using BisectedCompile net = await FollowAsync(Net(_ => 1), options);
        PlannedModel planned = Search(net, await net.CalibrateAsync(), options).Run(net.Prepared.Model);
        Assert.All(Grids(planned.Plan), grid => Assert.Equal((16, true), (grid.BlockSize, grid.ZeroPoints is not null)));
    }
}
