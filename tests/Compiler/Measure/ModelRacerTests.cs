using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Text;
using Qcc.Measure;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;

namespace Qcc.Compiler.Tests.Measure;

public sealed class ModelRacerTests
{
    static OrtSession Load(string graph) => OrtSession.Load(
        ModelExporter.Export(GraphParser.ParseModel($"model ir=10 opset \"\"=21 {{\n{graph}\n}}")).ToArray(), new OrtSessionOptions(), "net");

    static Dictionary<string, Tensor> Vector(params float[] x) => new() { ["x"] = Tensor.Vector(x) };

    /// <summary>Samples of several sizes, and an output whose size depends on the values: a shape of another run would end one with an error.</summary>
    [Fact]
    public void SamplesOfAnySizeTakeTurns()
    {
        using OrtSession session = Load("""
            graph net(%x: f32[N]) -> (%y: f32[N], %n: s64[1,K]) {
              %y = Relu(%x)
              %n = NonZero(%y)
            }
            """);
        using var racer = new ModelRacer(session, [Vector(1, -2, 3), Vector(0, 0, 0, 0, 5), Vector()]);
        for (int i = 0; i < 9; i++)
        {
            racer.RunNext();
        }
    }

    [Fact]
    public void AFailingNodeIsADiagnostic()
    {
        using OrtSession session = Load("""
            graph net(%x: f32[N]) -> (%y: f32[2,K]) {
              %y = Reshape(%x, s64[2]{2,-1})
            }
            """);
        using var racer = new ModelRacer(session, [Vector(1, 2, 3)]);
        Assert.Equal("QCC1091", Assert.Throws<DiagnosticException>(racer.RunNext).Diagnostic.Code);
    }
}
