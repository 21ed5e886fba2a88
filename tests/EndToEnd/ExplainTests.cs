using Qcc.Check;
using Qcc.Core.Diagnostics;
using Qcc.Core.Quantization;
using Qcc.Core.Text;
using Qcc.Explain;
using Qcc.Onnx;
using Qcc.Testing;

namespace Qcc.EndToEnd.Tests;

/// <summary>What explain says of a file is what ONNX Runtime runs.</summary>
public sealed class ExplainTests
{
    static Task<Explanation> Of(string path) => Explanation.OfFileAsync(path, new(), new DiagnosticList(), TestContext.Current.CancellationToken);

    public static TheoryData<string> Models() =>
        ["nets/fashion-resnet/model.onnx", "nets/fashion-mobilenet/model.onnx", .. Directory.EnumerateFiles(Repository.Path("testmodels", "blocks"), "*.onnx").Select(p => $"blocks/{Path.GetFileName(p)}").Order(StringComparer.Ordinal)];

    /// <summary>Check reads the kernels from the weights of its own lowering; explain has to find the same from the file alone.</summary>
    [Theory, MemberData(nameof(Models))]
    public async Task OfOurFilesItSaysWhatCheckHasSeen(string file)
    {
        using var folder = new TemporaryFolder();
        string model = Repository.Path("testmodels", file);
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(model), new() { Preference = Preference.Size }, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        await result.SaveAsync(folder["out.onnx"], TestContext.Current.CancellationToken);
        var explained = (await Of(folder["out.onnx"])).Nodes.ToDictionary(n => n.Node);
        foreach (LayerReport layer in result.Report!.Layers.Where(l => l.Planned != Placement.Absorbed))
        {
            // A nameless node goes by its result, which quantization renames.
            if (explained.TryGetValue(layer.Node, out NodeExplanation? found))
            {
                Assert.Equal((layer.Node, layer.IsInteger), (found.Node, found.Execution == Execution.Integer));
                Assert.Equal(layer.Reason, found.Reason);
                Assert.True(layer.Kernel.Length == 0 || layer.Kernel == found.Kernel, $"{layer.Node}: {layer.Kernel} or {found.Kernel}");
            }
        }
        // Every weighted layer that the plan made integer is there, whatever it is called.
        Assert.Equal(result.Report.Layers.Count(l => l.Operator == "Conv" && l.Kernel == "QLinearConv"), explained.Values.Count(n => n is { Operator: "Conv", Kernel: "QLinearConv", Execution: Execution.Integer }));
    }

    [Fact]
    public async Task ANodeThatONNXRuntimeWritesOutRunsInFloat()
    {
        using var folder = new TemporaryFolder();
        string model = Repository.Path("testmodels", "nets", "fashion-mobilenet", "model.onnx");
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(model), new() { Preference = Preference.Size }, TestContext.Current.CancellationToken);
        await result.SaveAsync(folder["out.onnx"], TestContext.Current.CancellationToken);
        NodeExplanation[] swishes = [.. (await Of(folder["out.onnx"])).Nodes.Where(n => n.Operator == "HardSwish")];
        Assert.NotEmpty(swishes);
        Assert.All(swishes, n => Assert.Equal(Execution.Float, n.Execution));
    }

    [Theory]
    [InlineData("static-qdq-percentile.onnx", 20, 2)]
    [InlineData("dynamic.onnx", 20, null)]
    public async Task OfOtherPeoplesFilesItSaysWhatONNXRuntimeRuns(string file, int weighted, int? floats)
    {
        string? path = Repository.Shared("kit", "peers", "resnet20-cifar10", file);
        Assert.SkipWhen(path is null, "the peers' files are not beside this repository");
        Explanation found = await Of(path);
        Assert.True(found.IsQuantized);
        Assert.Equal(weighted, found.Nodes.Count(n => n.Execution == Execution.Integer && KernelIsWeighted(n.Kernel)));
        Assert.True(floats is null || floats == found.Nodes.Count(n => n.Execution == Execution.Float));
    }

    /// <summary>The placements that a compile without equalization makes; only ranges need real samples.</summary>
    [Theory]
    [InlineData("fashion-resnet", Preference.Latency)]
    [InlineData("fashion-unet", Preference.Size)]
    [InlineData("shakespeare-gru", Preference.Latency)]
    public async Task OfAFloatFileItSaysWhatACompileDecides(string net, Preference preference)
    {
        string model = Repository.Path("testmodels", "nets", net, "model.onnx");
        var options = new CompileOptions { Preference = preference };
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(model), options, TestContext.Current.CancellationToken);
        Explanation found = await Explanation.OfFileAsync(model, options, new DiagnosticList(), TestContext.Current.CancellationToken);
        Assert.Null(found.Undecided);
        Assert.Equal(result.Plan!.Nodes.Select(n => (n.Node, n.Reason)), found.Nodes.Select(n => (n.Node, n.Reason)));
        Assert.Equal(result.Plan.Nodes.Count(n => n.Placement is Placement.Integer or Placement.IntegerToFloat), found.Nodes.Count(n => n.Execution == Execution.Integer));
    }

    /// <summary>No sample can be made up for text: the table of kernels is all that is known.</summary>
    [Fact]
    public async Task WhereNoSampleCanBeMadeUpItSaysWhy()
    {
        using var folder = new TemporaryFolder();
        ModelExporter.Export(GraphParser.ParseModel("""
            model ir=10 opset ""=21 {
            graph net(%x: f32[1,4], %t: string[1]) -> (%y: f32[1,4], %u: string[1]) {
              %y = MatMul(%x, f32[4,4]{1,2,3,4,5,6,7,8,9,1,2,3,4,5,6,7})
              %u = Identity(%t)
            }
            }
            """)).WriteTo(folder["text.onnx"]);
        Explanation found = await Of(folder["text.onnx"]);
        Assert.NotNull(found.Undecided);
        Assert.Equal(Execution.Integer, found.Nodes.Single(n => n.Operator == "MatMul").Execution);
    }

    static bool KernelIsWeighted(string kernel) => kernel is "QLinearConv" or "QGemm" or "ConvInteger" or "DynamicQuantizeMatMul";
}
