using Qcc.Bisect;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Text;
using Qcc.Onnx;
using Qcc.Testing;

namespace Qcc.EndToEnd.Tests;

/// <summary>Models that somebody has quantized: their codes stay, or become floats again on request.</summary>
public sealed class QuantizedAlreadyTests
{
    static string PathOf(string name) => Repository.Path("testmodels", "odd", "valid", $"{name}.onnx");

    [Theory]
    [InlineData("already-partly-quantized", "")]
    [InlineData("already-integer", "")]
    [InlineData("already-int4", "1 MatMulNBits")]
    public async Task OnRequestItBecomesFloatFirst(string name, string left)
    {
        CompileResult result = await CompileAsync(PathOf(name), requantize: true);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        // What is compared with is rounded itself; a wrong function leaves 0 dB.
        Assert.InRange(result.Report!.SqnrDb, 20, double.PositiveInfinity);
        Assert.Equal(left.Length > 0 ? [left] : [], result.Diagnostics.Where(d => d.Code == "QCC3003").Select(d => d.Text.Split('(', ')')[1]));
        using BisectedCompile compile = await Compilation.FollowAsync(PathOf(name), new CompileOptions { Requantize = true }, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(compile.Prepared.Model.Graph.Nodes, n => QuantizationOperators.All.Contains(n.Operator));
    }

    [Fact]
    public async Task WhatIsQuantizedStaysInIntegers()
    {
        CompileResult result = await CompileAsync(PathOf("already-partly-quantized"), requantize: false);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        Assert.Contains(result.Diagnostics, d => d.Code == "QCC3003");
        // Both convolutions: the one that came quantized, and the one that was not.
        Assert.Equal(2, result.Report!.OperatorsAfter.GetValueOrDefault("QLinearConv"));
    }

    [Fact]
    public async Task ALayerThatDroppedItsReluKeepsIt()
    {
        // The codes begin at zero, so the quantizer has left the Relu out.
        const string Text = """
            model ir=10 opset ""=21 {
            graph net(%x: f32[1,4]) -> (%y: f32[1,2]) {
              %w = DequantizeLinear(s8[4,2]{100,-100,50,-50,25,-25,-100,100}, f32[]{0.01}) : f32[4,2]
              %q = QuantizeLinear(%x, f32[]{0.02}, u8[]{128}) : u8[1,4]
              %d = DequantizeLinear(%q, f32[]{0.02}, u8[]{128}) : f32[1,4]
              %m = MatMul(%d, %w) : f32[1,2]
              %mq = QuantizeLinear(%m, f32[]{0.02}, u8[]{0}) : u8[1,2]
              %y = DequantizeLinear(%mq, f32[]{0.02}, u8[]{0}) : f32[1,2]
            }
            }
            """;
        using var temporary = new TemporaryFolder();
        ModelExporter.Export(GraphParser.ParseModel(Text)).WriteTo(temporary["relu.onnx"]);
        CompileResult result = await CompileAsync(temporary["relu.onnx"], requantize: true);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        // Without the Relu half of the values would be wrong, which leaves about 0 dB.
        Assert.InRange(result.Report!.SqnrDb, 20, double.PositiveInfinity);
    }

    static Task<CompileResult> CompileAsync(string path, bool requantize)
    {
        var options = new CompileOptions { Calibration = new SeededSamples(path, 64), Preference = Preference.Size, Threads = 1, Verify = true, Requantize = requantize };
        return Compiler.CompileAsync(ModelSource.FromFile(path), options, TestContext.Current.CancellationToken);
    }
}
