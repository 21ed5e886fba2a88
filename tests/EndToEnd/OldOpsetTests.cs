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
        string folder = Directory.CreateTempSubdirectory("qcc-old-").FullName;
        try
        {
            string path = Path.Combine(folder, "old.onnx");
            ModelExporter.Export(GraphParser.ParseModel(Text)).WriteTo(path);
            var options = new CompileOptions { Calibration = new SeededSamples(path, 8), Preference = Preference.Size, Threads = 1 };
            CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(path), options, TestContext.Current.CancellationToken);
            Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
            Assert.Equal(21, result.Report!.Opset);
            // Rounding to 8 bits leaves about 40 dB; a softmax over the last axis alone would be off by a third of the largest value.
            Assert.InRange(result.Report.SqnrDb, 25, double.PositiveInfinity);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
