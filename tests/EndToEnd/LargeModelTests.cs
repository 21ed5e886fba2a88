using Qcc.Calibrate;
using Qcc.Cli;
using Qcc.Cli.Documents;
using Qcc.Cli.Options;
using Qcc.Cli.Output;
using Qcc.Cli.Verbs;
using Qcc.Core.Diagnostics;
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
        Assert.Equal([temporary["out.onnx"], temporary["out.onnx.data"]], await large.SaveAsync(temporary["out.onnx"], TestContext.Current.CancellationToken));
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
        ModelExporter.Export(ModelImporter.Read(Repository.Path("testmodels", "nets", "fashion-resnet", "model.onnx"), new DiagnosticList())).WriteTo(model, externalThreshold: 1024);
        CompileResult result = await CompileAsync(model, 0);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        await result.SaveAsync(temporary["out.onnx"], TestContext.Current.CancellationToken);
        // The output does not need the model's data.
        File.Delete(model);
        File.Delete(model + ".data");
        using OrtSession session = OrtSession.Load(temporary["out.onnx"], new OrtSessionOptions());
        Assert.NotEmpty(session.Outputs);
    }

    [Fact]
    public async Task ABatchSaysWhatWasNotMeasured()
    {
        using var temporary = new TemporaryFolder();
        (BatchDocument answer, string[] lines, _) = await BatchAsync(temporary, new StringWriter());
        Assert.Equal((0, null), (answer.Exit, answer.Models.Single().Speed));
        Assert.Contains(", latency not measured, ", lines.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABatchOutlivesItsStandardOutput()
    {
        using var temporary = new TemporaryFolder();
        (BatchDocument answer, string[] lines, IReadOnlyList<Diagnostic> diagnostics) = await BatchAsync(temporary, new FullWriter());
        Assert.Empty(lines);
        Assert.True(File.Exists(answer.Models.Single().Output!.Path));
        Assert.Contains(diagnostics, d => d.Code == IoDiagnostics.Unwritable.Code);
    }

    [Fact]
    public async Task TheCommandPrintsWhatItWrote()
    {
        using var temporary = new TemporaryFolder();
        var request = new CompileRequest(Repository.Path("testmodels", "nets", "fashion-resnet", "model.onnx"))
        {
            Output = temporary["out.onnx"],
            Options = new CompileOptions { CalibrationPath = Repository.Path("testmodels", "nets", "fashion-resnet", "calib.npz"), Preference = Preference.Size, LargeModelBytes = 0 },
        };
        var shell = new Shell(new Terminal(TextWriter.Null, TextWriter.Null) { OpenOutput = () => Stream.Null }, new Settings());
        CompileDocument answer = await CompileVerb.RunAsync(request, shell, TestContext.Current.CancellationToken);
        Assert.Equal([(temporary["out.onnx"], new FileInfo(temporary["out.onnx"]).Length), (temporary["out.onnx.data"], new FileInfo(temporary["out.onnx.data"]).Length)],
            answer.Outputs.Select(o => (o.Path, o.Bytes)));
        // Its own files may be replaced, the data among them.
        answer = await CompileVerb.RunAsync(request, shell, TestContext.Current.CancellationToken);
        Assert.Equal(2, answer.Outputs.Count);
    }

    static async Task<(BatchDocument Answer, string[] Lines, IReadOnlyList<Diagnostic> Diagnostics)> BatchAsync(TemporaryFolder temporary, StringWriter output)
    {
        using (output)
        {
            var options = new CompileOptions { CalibrationPath = Repository.Path("testmodels", "nets", "tiny-mlp", "calib.npz"), Preference = Preference.Size, LargeModelBytes = 0 };
            BatchModel[] models = [new BatchModel(Repository.Path("testmodels", "nets", "tiny-mlp", "model.onnx"), "")];
            var shell = new Shell(new Terminal(output, TextWriter.Null) { OpenOutput = () => Stream.Null }, new Settings());
            BatchDocument answer = await BatchVerb.RunAsync(new(models, Shard.Whole, temporary["out"], 1, new CompileRequest(null) { Options = options }), shell, TestContext.Current.CancellationToken);
            return (answer, output.ToString().Split(output.NewLine, StringSplitOptions.RemoveEmptyEntries), shell.Diagnostics);
        }
    }

    /// <summary>A place without room.</summary>
    sealed class FullWriter : StringWriter
    {
        public override void WriteLine(string? value) => throw new IOException("no space left on device");
    }

    static Task<CompileResult> CompileAsync(string model, long largeBytes, string? plan = null)
    {
        var options = new CompileOptions { Calibration = new SeededSamples(model, 16), Preference = Preference.Size, Threads = 1, LargeModelBytes = largeBytes, PlanFile = plan };
        return Compiler.CompileAsync(ModelSource.FromFile(model), options, TestContext.Current.CancellationToken);
    }
}
