using Qcc.EndToEnd.Tests.Odd;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;
using Qcc.Testing;

namespace Qcc.EndToEnd.Tests;

/// <summary>
/// What is done with models of gigabytes, on a small one: weights stay in files, sessions map them, and the result has its data
/// beside it. <c>tests/Benchmarks -- huge</c> measures the memory.
/// </summary>
public sealed class LargeModelTests
{
    [Theory]
    [InlineData("fashion-resnet")]
    [InlineData("fashion-unet")]
    public async Task ItGivesWhatASmallOneGives(string name)
    {
        string model = Repository.Path("testmodels", "nets", name, "model.onnx");
        CompileResult large = await CompileAsync(model, 0);
        Assert.True(large.Succeeded, string.Join('\n', large.Diagnostics));
        Assert.InRange(large.Report!.SqnrDb, 25, double.PositiveInfinity);
        Assert.Contains(large.Report.Layers, l => l.IsInteger);
        Assert.True(double.IsNaN(large.Report.FloatMs));

        using var temporary = new TemporaryFolder();
        await large.SaveAsync(temporary["out.onnx"], TestContext.Current.CancellationToken);
        Assert.Equal(["out.onnx", "out.onnx.data"], Directory.GetFiles(Path.GetDirectoryName(temporary["out.onnx"])!).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        EmittedFile.AssertInterfaceKept(model, temporary["out.onnx"]);

        // The result is a model as any other: written as one file it is what the same plan gives without mapped weights.
        await Plans.PlanFile.SaveAsync(large.Plan!, temporary["plan.json"], TestContext.Current.CancellationToken);
        CompileResult small = await CompileAsync(model, long.MaxValue, temporary["plan.json"]);
        using MemoryStream ofLarge = new(), ofSmall = new();
        await large.SaveAsync(ofLarge, TestContext.Current.CancellationToken);
        await small.SaveAsync(ofSmall, TestContext.Current.CancellationToken);
        Assert.True(ofLarge.ToArray().AsSpan().SequenceEqual(ofSmall.ToArray()), "the files of one plan differ");
    }

    [Fact]
    public async Task ItMayHaveExternalData()
    {
        using var temporary = new TemporaryFolder();
        string model = temporary["net.onnx"];
        ModelExporter.Export(ModelImporter.Read(Repository.Path("testmodels", "nets", "fashion-resnet", "model.onnx"), new Core.Diagnostics.DiagnosticList())).WriteTo(model, externalThreshold: 1024);
        CompileResult result = await CompileAsync(model, 0);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        await result.SaveAsync(temporary["out.onnx"], TestContext.Current.CancellationToken);
        // The output does not need the model's data.
        File.Delete(model);
        File.Delete(model + ".data");
        using OrtSession session = OrtSession.Load(temporary["out.onnx"], new OrtSessionOptions());
        Assert.NotEmpty(session.Outputs);
    }

    static Task<CompileResult> CompileAsync(string model, long largeBytes, string? plan = null)
    {
        var options = new CompileOptions { Calibration = new SeededSamples(model, 16), Preference = Preference.Size, Threads = 1, LargeModelBytes = largeBytes, PlanFile = plan };
        return Compiler.CompileAsync(ModelSource.FromFile(model), options, TestContext.Current.CancellationToken);
    }
}
