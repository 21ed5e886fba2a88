using Qcc.Core.Ir;
using Qcc.Core.Text;
using Qcc.EndToEnd.Tests.Odd;
using Qcc.Onnx;
using Qcc.Testing;

namespace Qcc.EndToEnd.Tests;

/// <summary>Layers of float16, bfloat16 and double become integer as those of float32 do; the interface stays.</summary>
public sealed class FloatTypeTests
{
    [Theory]
    [InlineData("type-float16")]
    [InlineData("type-double")]
    public Task AnOddModelRunsInIntegers(string name) => CompileAsync(Repository.Path("testmodels", "odd", "valid", $"{name}.onnx"));

    [Theory]
    [InlineData("f16")]
    [InlineData("bf16")]
    [InlineData("f64")]
    public async Task ANetworkRunsInIntegers(string type)
    {
        string text = $$"""
            model ir=10 opset ""=21 {
            graph net(%x: {{type}}[1,4]) -> (%y: {{type}}[1,2]) {
              %m = MatMul(%x, {{type}}[4,3]{1,-1,0.5,-0.5,0.25,-0.25,2,-2,1,0.5,1,-1})
              %b = Add(%m, {{type}}[3]{1,2,-1})
              %r = Relu(%b)
              %y = MatMul(%r, {{type}}[3,2]{1,-1,0.5,-0.5,0.25,-0.25})
            }
            }
            """;
        using var temporary = new TemporaryFolder();
        ModelExporter.Export(GraphParser.ParseModel(text)).WriteTo(temporary["net.onnx"]);
        await CompileAsync(temporary["net.onnx"]);
    }

    /// <summary>ONNX Runtime has no Conv of double and no Relu of bfloat16: the float model to compare with is one of float32.</summary>
    [Fact]
    public async Task WhatHasNoKernelsIsComputedInFloat32()
    {
        using var temporary = new TemporaryFolder();
        ModelExporter.Export(GraphParser.ParseModel("""
            model ir=10 opset ""=21 {
            graph net(%x: f64[1,2,4,4]) -> (%y: f64) {
              %c = Conv(%x, f64[2,2,1,1]{1,-1,0.5,0.25})
              %y = Relu(%c)
            }
            }
            """)).WriteTo(temporary["conv.onnx"]);
        await CompileAsync(temporary["conv.onnx"]);
        ModelExporter.Export(GraphParser.ParseModel("""
            model ir=10 opset ""=22 {
            graph net(%x: bf16[1,3,8,8]) -> (%y: bf16) {
              %r = Relu(%x)
              %y = GlobalAveragePool(%r)
            }
            }
            """)).WriteTo(temporary["pool.onnx"]);
        CompileResult result = await CompileAnyAsync(temporary["pool.onnx"]);
        Assert.Equal(0, result.Report!.IntegerMacs);
    }

    static async Task<CompileResult> CompileAnyAsync(string path)
    {
        var options = new CompileOptions { Preference = Preference.Size, Threads = 1, Verify = true };
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(path), options, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        return result;
    }

    static async Task CompileAsync(string path)
    {
        CompileResult result = await CompileAnyAsync(path);
        Assert.True(result.Report!.IntegerMacs > 0);
        Assert.Equal(result.Report.Macs, result.Report.IntegerMacs);
        Assert.InRange(result.Report.SqnrDb, 25, double.PositiveInfinity);
        using var temporary = new TemporaryFolder();
        await result.SaveAsync(temporary["out.onnx"], TestContext.Current.CancellationToken);
        EmittedFile.AssertInterfaceKept(path, temporary["out.onnx"]);
    }
}
