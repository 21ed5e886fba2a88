using Qcc.Check;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Core.Text;
using Qcc.Data;
using Qcc.Explain;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;
using Qcc.Passes.Lower;
using Qcc.Testing;

namespace Qcc.EndToEnd.Tests;

/// <summary>A file of operators on codes beside the same plan as Q/DQ.</summary>
public sealed class OperatorFormTests : IDisposable
{
    const int Samples = 8;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Models() =>
        [.. new[] { "fashion-resnet", "fashion-unet", "fashion-mobilenet", "digits-mlp" }.Select(n => $"nets/{n}/model.onnx"),
         .. Directory.EnumerateFiles(Repository.Path("testmodels", "blocks"), "*.onnx").Select(p => $"blocks/{Path.GetFileName(p)}").Order(StringComparer.Ordinal)];

    async Task<(CompileResult Result, string File)> Compile(string model, OnnxForm form)
    {
        string samples = Repository.Path("testmodels", Path.GetDirectoryName(model)!, "calib.npz");
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(Repository.Path("testmodels", model)),
            new() { Form = form, Preference = Preference.Size, CalibrationPath = File.Exists(samples) ? samples : null }, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        Assert.DoesNotContain(result.Diagnostics, d => d.Code == "QCC5003");
        string file = _folder[$"{form}.onnx"];
        await result.SaveAsync(file, TestContext.Current.CancellationToken);
        return (result, file);
    }

    /// <summary>ONNX Runtime makes the same kernels of the pairs, so outputs are equal bit by bit; Q and DQ stay around float operators alone.</summary>
    [Theory, MemberData(nameof(Models))]
    public async Task ItComputesWhatQdqDoes(string model)
    {
        (CompileResult qdq, string pairs) = await Compile(model, OnnxForm.Qdq);
        (CompileResult qoperator, string operators) = await Compile(model, OnnxForm.Qoperator);
        Assert.Equal(qdq.Plan!.Values.Select(v => (v.Value, v.Scale, v.ZeroPoint)), qoperator.Plan!.Values.Select(v => (v.Value, v.Scale, v.ZeroPoint)));
        Assert.Equal(qdq.Report!.Layers.Select(l => (l.Node, l.IsInteger, l.Kernel)), qoperator.Report!.Layers.Select(l => (l.Node, l.IsInteger, l.Kernel)));

        Graph graph = ModelImporter.Import(operators, new DiagnosticList()).Graph;
        Assert.Equal(qoperator.Report.Layers.Count(l => l.Kernel.Length > 0 && l.IsInteger), graph.Nodes.Count(n => n.Operator.Name is "QLinearConv" or "QGemm" or "QLinearMatMul" or "MatMulIntegerToFloat"));
        Assert.DoesNotContain(graph.Nodes, n => n.Operator.Name == "DequantizeLinear" && n.Constant(0) is not null);
        HashSet<string> planned = [.. qoperator.Plan.Nodes.Where(n => n.Placement == Placement.Integer).Select(n => n.Node)];
        Assert.DoesNotContain(graph.Nodes.Where(n => planned.Contains(n.Label)), n => n.Inputs.Any(i => i?.Producer?.Operator.Name == "DequantizeLinear") || n.Output.Uses.Any(u => u.Node.Operator.Name == "QuantizeLinear"));

        using OrtSession expected = OrtSession.Load(pairs, new OrtSessionOptions());
        using OrtSession fused = OrtSession.Load(operators, new OrtSessionOptions()), plain = OrtSession.Load(operators, new OrtSessionOptions { Optimization = OrtOptimization.None });
        await foreach (IReadOnlyDictionary<string, Tensor> inputs in Inputs(model))
        {
            using OrtOutputs reference = expected.Run(inputs), optimized = fused.Run(inputs), asWritten = plain.Run(inputs);
            for (int i = 0; i < reference.Count; i++)
            {
                Assert.Equal(reference.Bytes(i), optimized.Bytes(i));
                Assert.Equal(reference.Bytes(i), asWritten.Bytes(i));
            }
        }
    }

    /// <summary>What explain says of the file is what Check has seen of the plan.</summary>
    [Theory, MemberData(nameof(Models))]
    public async Task ExplainReadsIt(string model)
    {
        (CompileResult result, string file) = await Compile(model, OnnxForm.Qoperator);
        Explanation explanation = await Explanation.OfFileAsync(file, new(), new DiagnosticList(), TestContext.Current.CancellationToken);
        Dictionary<string, NodeExplanation> explained = explanation.Nodes.ToDictionary(n => n.Node);
        foreach (LayerReport layer in result.Report!.Layers.Where(l => l.Planned != Placement.Absorbed))
        {
            // A nameless node goes by its result, which quantization renames.
            if (explained.TryGetValue(layer.Node, out NodeExplanation? found))
            {
                Assert.Equal((layer.Node, layer.IsInteger, layer.Reason), (found.Node, found.Execution == Execution.Integer, found.Reason));
                Assert.True(layer.Kernel.Length == 0 || layer.Kernel == found.Kernel, $"{layer.Node}: {layer.Kernel} or {found.Kernel}");
            }
        }
        Assert.Equal(result.Report.Layers.Count(l => l.Kernel == "QLinearConv"), explanation.Nodes.Count(n => n is { Kernel: "QLinearConv", Execution: Execution.Integer }));
    }

    /// <summary>Codes are followed through any number of movements, in whatever layout.</summary>
    [Theory]
    [InlineData(OnnxForm.Qdq)]
    [InlineData(OnnxForm.Qoperator)]
    public async Task ChainsOfMovementsRunOnCodes(OnnxForm form)
    {
        string text = $$"""
            graph net(%x: f32[1,8,32,32]) -> (%y: f32[1,8,4,6]) {
              %a = Conv(%x, {{ProductFormTests.Weights(1, 0.2, 32, 8, 3, 3)}}) {kernel_shape=[3,3], pads=[1,1,1,1]} as c1
              %b = MaxPool(%a) {kernel_shape=[2,2], strides=[2,2]} as p1
              %c = MaxPool(%b) {kernel_shape=[2,2], strides=[2,2]} as p2
              %d = Pad(%c, s64[8]{0,0,1,1,0,0,0,0}) {mode="constant"} as pad
              %e = MaxPool(%d) {kernel_shape=[2,2]} as p3
              %f = Transpose(%e) {perm=[0,1,3,2]} as t
              %g = Slice(%f, s64[1]{0}, s64[1]{6}, s64[1]{2}) as s
              %r = Resize(%g, _, f32[4]{1,1,0.5,0.75}) {mode="nearest"} as r
              %y = Conv(%r, {{ProductFormTests.Weights(2, 0.2, 8, 32, 1, 1)}}) {kernel_shape=[1,1]} as c2
            }
            """;
        var model = new Model(GraphParser.ParseGraph(text)) { IrVersion = 10 };
        model.SetOpset("", 21);
        ModelExporter.Export(model).WriteTo(_folder["net.onnx"]);
        (CompileResult result, string file) = await Compile(_folder["net.onnx"], form);
        Explanation explanation = await Explanation.OfFileAsync(file, new(), new DiagnosticList(), TestContext.Current.CancellationToken);
        Assert.All(result.Report!.Layers, l => Assert.True(l.IsInteger, $"{l.Node}: {l.Reason}"));
        Assert.Equal(result.Report.Layers.Select(l => (l.Node, Execution.Integer)), explanation.Nodes.Select(n => (n.Node, n.Execution)));
    }

    static async IAsyncEnumerable<IReadOnlyDictionary<string, Tensor>> Inputs(string model)
    {
        IReadOnlyList<ModelInput> inputs = ModelInput.Of(ModelImporter.Import(Repository.Path("testmodels", model), new DiagnosticList()).Graph);
        string samples = Repository.Path("testmodels", Path.GetDirectoryName(model)!, "calib.npz");
        ICalibrationSource source = File.Exists(samples) ? SampleFiles.Open(samples, inputs, SampleOptions.Default, new DiagnosticList()) : new SeededSamples(Repository.Path("testmodels", model), Samples);
        await foreach (Sample sample in source.ReadAsync(TestContext.Current.CancellationToken).Take(Samples))
        {
            yield return sample.Copy().Inputs;
        }
    }
}
