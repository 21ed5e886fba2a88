using Qcc.Benchmarks.TestModels;
using Qcc.Core.Quantization;
using Qcc.Testing;

namespace Qcc.EndToEnd.Tests;

/// <summary>The generated models of <c>testmodels</c> are what their generator writes, and each runs in integers.</summary>
public sealed class GeneratedModelTests
{
    public static TheoryData<string> Names() => [.. TestModel.All.Select(m => m.File)];

    [Theory, MemberData(nameof(Names))]
    public void TheCommittedFileIsWhatTheGeneratorWrites(string file)
    {
        byte[] expected = TestModel.All.Single(m => m.File == file).ToArray();
        Assert.True(expected.AsSpan().SequenceEqual(File.ReadAllBytes(Repository.Path("testmodels", file))),
            $"testmodels/{file} is stale: dotnet run --project tests/Benchmarks -- test-models testmodels");
        Assert.InRange(expected.Length, 1, 30_000);
    }

    [Fact]
    public void EveryCommittedFileHasAGenerator() => Assert.Equal(
        TestModel.All.Select(m => m.File).Order(StringComparer.Ordinal),
        new[] { "ops", "blocks" }.SelectMany(folder => Directory.EnumerateFiles(Repository.Path("testmodels", folder), "*.onnx")
            .Select(path => $"{folder}/{Path.GetFileName(path)}")).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Names))]
    public async Task ItRunsInIntegers(string file)
    {
        string path = Repository.Path("testmodels", file);
        var options = new CompileOptions { Calibration = new SeededSamples(path, 16), Preference = Preference.Size, Threads = 1 };
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(path), options, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        Assert.Equal(result.Report!.Macs, result.Report.IntegerMacs);
        // Rounding a bell-shaped value to 8 bits leaves about 40 dB; a handful of such roundings in a row still leaves 30.
        Assert.InRange(result.Report.SqnrDb, 25, double.PositiveInfinity);
        Assert.DoesNotContain(result.Report.Layers, layer => layer.Planned == Placement.Integer && !layer.IsInteger);
    }
}
