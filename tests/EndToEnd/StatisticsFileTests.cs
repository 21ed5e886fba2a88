using Qcc.Calibrate;
using Qcc.Core.Diagnostics;
using Qcc.Testing;

namespace Qcc.EndToEnd.Tests;

/// <summary>Statistics of a network as a file: shards merge to the bytes of the whole, and a compile takes its ranges from it.</summary>
public sealed class StatisticsFileTests
{
    static string Net(string net, string file) => Repository.Path("testmodels", "nets", net, file);

    static Task<StatisticsFile> Calibrate(string net, Shard shard, CompileOptions? options = null) =>
        Compiler.CalibrateAsync(ModelSource.FromFile(Net(net, "model.onnx")), (options ?? new()) with { CalibrationPath = Net(net, "calib.npz") }, shard, TestContext.Current.CancellationToken);

    static string Code(Action action) => Assert.Throws<DiagnosticException>(action).Diagnostic.Code;

    /// <summary>Channels of pictures are axis 1, those of sequences the last.</summary>
    [Theory]
    [InlineData("fashion-resnet")]
    [InlineData("shakespeare-gru")]
    public async Task ShardsMergeInAnyOrderToTheBytesOfTheWhole(string net)
    {
        byte[] whole = (await Calibrate(net, Shard.Whole, new() { Threads = 1 })).ToArray();
        StatisticsFile[] shards = [.. await Task.WhenAll(Enumerable.Range(1, 3).Select(i => Calibrate(net, new Shard(i, 3), new() { Threads = i })))];
        foreach (int[] order in new[] { new[] { 0, 1, 2 }, [2, 0, 1], [1, 2, 0] })
        {
            Assert.Equal(whole, StatisticsFile.Merge([.. order.Select(i => ($"s{i}", StatisticsFile.Parse(shards[i].ToArray())))]).ToArray());
        }
        Assert.Equal("QCC2076", Code(() => StatisticsFile.Merge([("a", shards[0]), ("b", shards[2])])));
        Assert.Equal("QCC2075", Code(() => StatisticsFile.Merge([("a", shards[0]), ("b", shards[2]), ("c", shards[0])])));
        Assert.Equal("QCC2074", Code(() => StatisticsFile.Merge([("a", shards[0]), ("b", shards[1] with { DataHash = shards[1].ModelHash })])));
        Assert.Equal("QCC2074", Code(() => StatisticsFile.Merge([("a", shards[0]), ("b", shards[1] with { Shard = new Shard(2, 4) })])));
    }

    [Fact]
    public async Task MoreShardsThanSamplesLeaveSomeEmpty()
    {
        StatisticsFile shard = await Calibrate("tiny-mlp", new Shard(90_000, 90_000));
        Assert.Equal(0, shard.Statistics.Samples);
        Assert.Equal(shard.ToArray(), StatisticsFile.Parse(shard.ToArray()).ToArray());
    }

    [Fact]
    public async Task ACompileTakesItsRangesFromTheFile()
    {
        using var folder = new TemporaryFolder();
        StatisticsFile statistics = await Calibrate("fashion-resnet", Shard.Whole);
        await statistics.SaveAsync(folder["s.qstats"], TestContext.Current.CancellationToken);
        ModelSource model = ModelSource.FromFile(Net("fashion-resnet", "model.onnx"));
        var options = new CompileOptions { StatisticsFile = folder["s.qstats"], Observer = Observer.MinMax, RequireCalibration = true };

        CompileResult alone = await Compiler.CompileAsync(model, options, TestContext.Current.CancellationToken);
        Assert.True(alone.Succeeded, string.Join('\n', alone.Diagnostics));
        Assert.Contains(alone.Diagnostics, d => d.Code == "QCC2077");
        CompileResult compared = await Compiler.CompileAsync(model, options with { CalibrationPath = Net("fashion-resnet", "calib.npz") }, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(compared.Diagnostics, d => d.Code == "QCC2077");
        Assert.True(compared.Report!.SqnrDb > 35, $"{compared.Report.SqnrDb} dB");

        // A value that is not equalized has the scale of its extremes.
        var decision = alone.Plan!.Values.First(v => alone.Plan.Equalization.All(e => !e.Values.Contains(v.Value)));
        (float low, float high) = Core.Quantization.RangeObserver.MinMax(statistics.Statistics.Values.Single(v => v.Key == decision.Value).Value);
        Assert.InRange(decision.Scale, (high - low) / 255 * 0.99f, (high - low) / 255 * 1.02f);
    }

    [Fact]
    public async Task StatisticsOfSomethingElseAreRefused()
    {
        using var folder = new TemporaryFolder();
        async Task<string> RefusedAs(StatisticsFile file, string net)
        {
            await file.SaveAsync(folder["s.qstats"], TestContext.Current.CancellationToken);
            CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(Net(net, "model.onnx")), new() { StatisticsFile = folder["s.qstats"] }, TestContext.Current.CancellationToken);
            return result.Diagnostics.Single(d => d.Severity == Severity.Error).Code;
        }
        StatisticsFile tiny = await Calibrate("tiny-mlp", Shard.Whole);
        Assert.Equal("QCC2072", await RefusedAs(tiny, "digits-mlp"));
        Assert.Equal("QCC2073", await RefusedAs(tiny with { Statistics = new() }, "tiny-mlp"));
        Assert.Equal("QCC2078", await RefusedAs(await Calibrate("tiny-mlp", new Shard(1, 2)), "tiny-mlp"));
        byte[] bytes = tiny.ToArray();
        bytes[^40] ^= 1;
        await File.WriteAllBytesAsync(folder["damaged.qstats"], bytes, TestContext.Current.CancellationToken);
        Assert.Equal("QCC2071", Code(() => StatisticsFile.Load(folder["damaged.qstats"])));
    }
}
