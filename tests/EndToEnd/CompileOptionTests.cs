using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Text;
using Qcc.Data;
using Qcc.Onnx;
using Qcc.Testing;

namespace Qcc.EndToEnd.Tests;

/// <summary>Options of a compile do what they say, and what must not matter does not.</summary>
public sealed class CompileOptionTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static string Net(string file) => Repository.Path("testmodels", "nets", "fashion-resnet", file);

    static async Task<CompileResult> Compile(string model, CompileOptions options)
    {
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(model), options, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        return result;
    }

    static async Task<byte[]> Bytes(string model, CompileOptions options)
    {
        using var stream = new MemoryStream();
        await (await Compile(model, options)).SaveAsync(stream, TestContext.Current.CancellationToken);
        return stream.ToArray();
    }

    [Fact]
    public async Task TheNumberOfThreadsDoesNotMatter()
    {
        byte[] one = await Bytes(Net("model.onnx"), new() { CalibrationPath = Net("calib.npz"), Threads = 1 });
        foreach (int threads in new[] { 2, 5 })
        {
            Assert.Equal(one, await Bytes(Net("model.onnx"), new() { CalibrationPath = Net("calib.npz"), Threads = threads }));
        }
    }

    /// <summary>Folders list their files in the order of creation on some file systems, in any order on others.</summary>
    [Fact]
    public async Task TheOrderOfFilesInAFolderDoesNotMatter()
    {
        IReadOnlyList<ModelInput> inputs = ModelInput.Of(ModelImporter.Import(Net("model.onnx"), new DiagnosticList()).Graph);
        List<(string Name, Tensor Tensor)> files = [];
        await foreach (Sample sample in SampleFiles.Open(Net("calib.npz"), inputs, SampleOptions.Default, new DiagnosticList()).ReadAsync(TestContext.Current.CancellationToken))
        {
            Tensor tensor = sample.Copy().Inputs[inputs[0].Name];
            files.Add(($"sample{files.Count * 7 % 24:00}.npy", tensor));
            if (files.Count == 24)
            {
                break;
            }
        }
        byte[][] outputs = [await OfFolder("up", files), await OfFolder("down", Enumerable.Reverse(files))];
        Assert.Equal(outputs[0], outputs[1]);
    }

    async Task<byte[]> OfFolder(string name, IEnumerable<(string Name, Tensor Tensor)> files)
    {
        Directory.CreateDirectory(_folder[name]);
        foreach ((string file, Tensor tensor) in files)
        {
            await File.WriteAllBytesAsync(Path.Combine(_folder[name], file), Npy(tensor), TestContext.Current.CancellationToken);
        }
        return await Bytes(Net("model.onnx"), new() { CalibrationPath = _folder[name] });
    }

    static byte[] Npy(Tensor tensor)
    {
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Join(", ", tensor.Shape)},), }}";
        header = header.PadRight((header.Length + 10) / 64 * 64 + 64 - 11) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. header.Select(c => (byte)c), .. tensor.Bytes.Span];
    }

    [Fact]
    public async Task TheSeedChoosesTheSyntheticSamples()
    {
        byte[] first = await Bytes(Net("model.onnx"), new() { Seed = 1 });
        Assert.Equal(first, await Bytes(Net("model.onnx"), new() { Seed = 1 }));
        Assert.NotEqual(first, await Bytes(Net("model.onnx"), new() { Seed = 2 }));
    }

    [Fact]
    public async Task VerifyingChangesNothing() => Assert.Equal(await Bytes(Net("model.onnx"), new() { Seed = 1 }), await Bytes(Net("model.onnx"), new() { Seed = 1, Verify = true }));

    const string Open = """
        model ir=10 opset ""=21 {
        graph net(%x: f32[N,3,H,W]) -> (%y: f32[N,4,K,L]) {
          %y = Conv(%x, f32[4,3,1,1]{1,2,3,4,5,6,7,8,9,1,2,3})
        }
        }
        """;

    string Write(string text, string name = "model.onnx")
    {
        ModelExporter.Export(GraphParser.ParseModel(text)).WriteTo(_folder[name]);
        return _folder[name];
    }

    /// <summary>A full convolution pads by its window, which is fine; a few bytes more must not ask for hours of work.</summary>
    [Theory]
    [InlineData("pads=[2,2,2,2]", null)]
    [InlineData("pads=[0,0,30000,0]", "QCC3017")]
    [InlineData("pads=[0,0,0,1025], dilations=[1,50]", null)]
    public async Task PaddingBeyondAllWindowsIsRefused(string attributes, string? code)
    {
        string path = Write($"model ir=8 opset \"\"=17 {{\ngraph g(%x: f32[1,1,4,120]) -> (%y) {{\n%y = Conv(%x, f32[1,1,3,2]{{1,2,3,4,5,6}}) {{{attributes}}}\n}}\n}}");
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(path), new(), TestContext.Current.CancellationToken);
        Assert.Equal(code, result.Diagnostics.FirstOrDefault(d => d.Severity == Severity.Error)?.Code);
    }

    [Fact]
    public async Task AShapeFixesOpenSizes()
    {
        CompileResult result = await Compile(Write(Open), new() { Preference = Preference.Size, Shapes = new Dictionary<string, IReadOnlyList<long>> { ["x"] = [2, 3, 10, 20] } });
        // 2·4·10·20 results of 3 products each.
        Assert.Equal(4800, result.Report!.Macs);
    }

    [Theory]
    [InlineData("z", "1,3,8,8", "QCC2061")]
    [InlineData("x", "1,4,8,8", "QCC2062")]
    [InlineData("x", "3,8,8", "QCC2062")]
    public async Task AShapeThatDoesNotFitIsRefused(string input, string shape, string code)
    {
        var shapes = new Dictionary<string, IReadOnlyList<long>> { [input] = [.. shape.Split(',').Select(long.Parse)] };
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(Write(Open)), new() { Shapes = shapes }, TestContext.Current.CancellationToken);
        Assert.Equal(code, Assert.Single(result.Diagnostics, d => d.Severity == Severity.Error).Code);
    }

    /// <summary>Samples from files have shapes of their own: they must be those asked for.</summary>
    [Fact]
    public async Task AShapeHoldsForFilesToo()
    {
        string model = Write(Open), samples = _folder["x.npy"];
        await File.WriteAllBytesAsync(samples, Npy(Tensor.Of(new float[4 * 3 * 8 * 8], 4, 3, 8, 8)), TestContext.Current.CancellationToken);
        var shapes = new Dictionary<string, IReadOnlyList<long>> { ["x"] = [1, 3, 16, 16] };
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(model), new() { CalibrationPath = samples, Shapes = shapes }, TestContext.Current.CancellationToken);
        Assert.Equal("QCC2002", Assert.Single(result.Diagnostics, d => d.Severity == Severity.Error).Code);
    }

    /// <summary>y = x·w·v where a caller may replace w.</summary>
    [Theory]
    [InlineData(false, 2, 1)]
    [InlineData(true, 1, 2)]
    public async Task AnOverridableInputIsFrozenUnlessItIsToBeKept(bool keep, int integer, int inputs)
    {
        var graph = new Graph("net", new NameScope());
        Value x = graph.AddInput("x", TensorType.Of(ElementType.F32, 4, 16)), w = graph.AddInput("w", TensorType.Of(ElementType.F32, 16, 16));
        float[] ramp = [.. Enumerable.Range(0, 256).Select(i => (i * 37 % 101 - 50) / 50f)];
        graph.AddInitializer(w, Tensor.Of(ramp, 16, 16));
        Value first = graph.Insert(null, MatrixOperators.MatMul, [x, w], "first").Output;
        Value y = graph.Insert(null, MatrixOperators.MatMul, [first, graph.AddConstant("v", Tensor.Of(ramp, 16, 16))], "y").Output;
        y.Type = TensorType.Of(ElementType.F32, 4, 16);
        graph.AddOutput(y);
        var model = new Model(graph);
        model.SetOpset("", 21);
        ModelExporter.Export(model).WriteTo(_folder["model.onnx"]);

        CompileResult result = await Compile(_folder["model.onnx"], new() { KeepOverridable = keep, Preference = Preference.Size });
        Assert.Equal(integer, result.Report!.Layers.Count(l => l.Operator == "MatMul" && l.IsInteger));
        await result.SaveAsync(_folder["out.onnx"], TestContext.Current.CancellationToken);
        Assert.Equal(inputs, ModelImporter.Import(_folder["out.onnx"], new DiagnosticList()).Graph.Inputs.Count);
    }
}
