using Qcc.Check;
using Qcc.Core.Diagnostics;
using Qcc.Core.Quantization;
using Qcc.Explain;
using Qcc.Targets;
using Qcc.Testing;

namespace Qcc.EndToEnd.Tests;

/// <summary>What explain says of a file is what ONNX Runtime runs.</summary>
public sealed class ExplainTests
{
    static readonly Target Int8Cpu = TargetRegistry.Find("int8-cpu")!;

    static Explanation Of(string path) => Explanation.OfFile(path, Int8Cpu, new DiagnosticList(), TestContext.Current.CancellationToken);

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
        var explained = Of(folder["out.onnx"]).Nodes.ToDictionary(n => n.Node);
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
        NodeExplanation[] swishes = [.. Of(folder["out.onnx"]).Nodes.Where(n => n.Operator == "HardSwish")];
        Assert.NotEmpty(swishes);
        Assert.All(swishes, n => Assert.Equal(Execution.Float, n.Execution));
    }

    [Theory]
    [InlineData("static-qdq-percentile.onnx", 20, 2)]
    [InlineData("dynamic.onnx", 20, null)]
    public void OfOtherPeoplesFilesItSaysWhatONNXRuntimeRuns(string file, int weighted, int? floats)
    {
        string? path = Repository.Shared("kit", "peers", "resnet20-cifar10", file);
        Assert.SkipWhen(path is null, "the peers' files are not beside this repository");
        Explanation found = Of(path);
        Assert.True(found.IsQuantized);
        Assert.Equal(weighted, found.Nodes.Count(n => n.Execution == Execution.Integer && KernelIsWeighted(n.Kernel)));
        Assert.True(floats is null || floats == found.Nodes.Count(n => n.Execution == Execution.Float));
    }

    static bool KernelIsWeighted(string kernel) => kernel is "QLinearConv" or "QGemm" or "ConvInteger" or "DynamicQuantizeMatMul";
}
