using System.Runtime.CompilerServices;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Core.Text;
using Qcc.Data;
using Qcc.Onnx;
using Qcc.Passes.Lower;
using Qcc.Plans;

namespace Qcc.EndToEnd.Tests;

/// <summary>Layers of target int8-cpu whose input has another range in each sample.</summary>
public sealed class RangesAtRunTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A product of inputs of any size, a normalization, and two products of what is always of one size.</summary>
    string Net()
    {
        string text = $$"""
            graph net(%x: f32[1,16,64]) -> (%y: f32[1,16,64]) {
              %p = MatMul(%x, {{ProductFormTests.Weights(1, 0.2, 64, 256)}})
              %n = LayerNormalization(%p, {{ProductFormTests.Weights(2, 1, 256)}}, {{ProductFormTests.Weights(3, 1, 256)}})
              %q = MatMul(%n, {{ProductFormTests.Weights(4, 0.1, 256, 256)}})
              %r = Relu(%q)
              %y = MatMul(%r, {{ProductFormTests.Weights(5, 0.1, 256, 64)}})
            }
            """;
        var model = new Model(GraphParser.ParseGraph(text)) { IrVersion = 10 };
        model.SetOpset("", 21);
        ModelExporter.Export(model).WriteTo(_folder["net.onnx"]);
        return _folder["net.onnx"];
    }

    /// <summary>Samples whose sizes lie between 1 and 1/<paramref name="times"/>, evenly by their logarithm.</summary>
    sealed class Scaled(float times) : ICalibrationSource
    {
        public int? Count => 30;

        public async IAsyncEnumerable<Sample> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            var random = new Random(7);
            for (int i = 0; i < Count; i++)
            {
                float size = MathF.Pow(times, -(i * 7 % 30) / 29f);
                float[] data = [.. Enumerable.Range(0, 16 * 64).Select(_ => size * (random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f))];
                yield return new Sample($"sample {i}", new Dictionary<string, Tensor> { ["x"] = Tensor.Of(data, 1, 16, 64) });
            }
            await Task.CompletedTask;
        }
    }

    Task<CompileResult> Compile(CompileOptions options) => Compiler.CompileAsync(ModelSource.FromFile(Net()), options, TestContext.Current.CancellationToken);

    static async Task<byte[]> Bytes(CompileResult result)
    {
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        using var stream = new MemoryStream();
        await result.SaveAsync(stream, TestContext.Current.CancellationToken);
        return stream.ToArray();
    }

    static NodeDecision Layer(CompileResult result, string output) => result.Plan!.Nodes.Single(n => n.Output == output);

    /// <summary>
    /// Steps of 1/255 of the largest sample leave nothing of one a hundred times smaller, which the normalization makes as large as the others;
    /// with steps of its own each keeps what 8-bit codes of three products leave, some 30 dB.
    /// </summary>
    [Theory]
    [InlineData(OnnxForm.Auto)]
    [InlineData(OnnxForm.Qdq)]
    [InlineData(OnnxForm.Qoperator)]
    public async Task ALayerWhoseRangeChangesAHundredfoldFindsItAtEachRun(OnnxForm form)
    {
        CompileResult result = await Compile(new() { Calibration = new Scaled(100), Form = form });
        byte[] file = await Bytes(result);
        Assert.Equal(Placement.Dynamic, Layer(result, "p").Placement);
        Assert.Contains("its range at each run: with fixed ranges of it the outputs lose", Layer(result, "p").Reason, StringComparison.Ordinal);
        Assert.True(Layer(result, "q").Placement is Placement.Integer, "the range behind the normalization does not change");
        Assert.True(result.Report!.SqnrDb > 30, $"{result.Report.SqnrDb} dB");
        Assert.All(result.Report.Layers.Where(l => l.Operator == "MatMul"), l => Assert.True(l.IsInteger, $"{l.Node} runs in {l.Kernel}"));

        await PlanFile.SaveAsync(result.Plan!, _folder["plan.json"], TestContext.Current.CancellationToken);
        Assert.Equal(file, await Bytes(await Compile(new() { PlanFile = _folder["plan.json"], Form = form })));
    }

    /// <summary>Where all samples are of one size a fixed range is as good and costs less.</summary>
    [Fact]
    public async Task AFixedRangeIsKeptWhereItLosesNothing()
    {
        CompileResult result = await Compile(new() { Calibration = new Scaled(1) });
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        Assert.DoesNotContain(result.Plan!.Nodes, n => n.Placement == Placement.Dynamic);
    }
}
