using Qcc.Core.Ir;
using Qcc.Core.Text;
using Qcc.Onnx;

namespace Qcc.EndToEnd.Tests;

/// <summary>A model whose operators changed their meaning since is raised before it is compiled.</summary>
public sealed class OldOpsetTests
{
    [Fact]
    public async Task ASoftmaxOfSeveralDimensionsComputesWhatItDid()
    {
        const string Text = """
            model ir=6 opset ""=11 {
            graph net(%x: f32[1,4,6]) -> (%y: f32[1,4,2]) {
              %e = Unsqueeze(%x) {axes=[0]}
              %s = Squeeze(%e) {axes=[0]}
              %c = Clip(%s, f32[]{-2}, f32[]{2})
              %p = Softmax(%c) {axis=1}
              %y = MatMul(%p, f32[6,2]{1,-2,0.5,1.5,-1,0.25,2,-0.5,-1.5,1,0.75,-1})
            }
            }
            """;
        CompileResult result = await CompileAsync(Text, Preference.Size);
        Assert.Equal(21, result.Report!.Opset);
        Assert.Equal(11, result.Report.InputOpset);
        // Rounding to 8 bits leaves about 40 dB; a softmax over the last axis alone would be off by a third of the largest value.
        Assert.InRange(result.Report.SqnrDb, 25, double.PositiveInfinity);
    }

    /// <summary>Where nothing becomes integer the file is the model as it came, local functions included: raising a copy leaves them alone.</summary>
    [Fact]
    public async Task AModelThatStaysFloatKeepsItsFunctions()
    {
        const string Text = """
            model ir=8 opset ""=11 opset "my.fn"=1 {
            function "my.fn" "Lin" = graph Lin(%a, %w) -> (%o) {
              %t = MatMul(%a, %w)
              %o = Softmax(%t) {axis=1}
            }
            graph net(%x: f32[1,3,2]) -> (%y: f32) {
              %y = my.fn.Lin(%x, f32[2,2]{1,-1,0.5,2})
            }
            }
            """;
        CompileResult result = await CompileAsync(Text, Preference.Latency);
        Assert.Equal(11, result.Report!.Opset);
        Assert.Equal(double.PositiveInfinity, result.Report.SqnrDb);
    }

    static async Task<CompileResult> CompileAsync(string text, Preference preference)
    {
        string folder = Directory.CreateTempSubdirectory("qcc-old-").FullName;
        try
        {
            string path = Path.Combine(folder, "old.onnx");
            Model model = GraphParser.ParseModel(text);
            for (int i = 0; i < model.Functions.Count; i++)
            {
                model.Functions[i] = new Function(model.Functions[i].Domain, model.Functions[i].Name, model.Functions[i].Body) { Opsets = [.. model.Opsets] };
            }
            ModelExporter.Export(model).WriteTo(path);
            var options = new CompileOptions { Calibration = new SeededSamples(path, 8), Preference = preference, Threads = 1 };
            CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(path), options, TestContext.Current.CancellationToken);
            Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
            return result;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
