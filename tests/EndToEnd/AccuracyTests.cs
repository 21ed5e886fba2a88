using Qcc.Core.Diagnostics;
using Qcc.Core.Quantization;
using Qcc.Data;
using Qcc.Measure;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;
using Qcc.Testing;

namespace Qcc.EndToEnd.Tests;

/// <summary>What the default options promise on the networks that come with qcc.</summary>
public sealed class AccuracyTests
{
    static string Net(string net, string file) => Repository.Path("testmodels", "nets", net, file);

    static async Task<(byte[] Bytes, QuantizationPlan Plan)> Compile(string net, int threads, Preference preference)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        var options = new CompileOptions { CalibrationPath = Net(net, "calib.npz"), RequireCalibration = true, Verify = true, Threads = threads, Preference = preference };
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(Net(net, "model.onnx")), options, cancellation);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        using var stream = new MemoryStream();
        await result.SaveAsync(stream, cancellation);
        return (stream.ToArray(), result.Plan!);
    }

    static async Task<double> Measure(OrtSession session, string net, Metric metric)
    {
        IReadOnlyList<ModelInput> inputs = ModelInput.Of(ModelImporter.Import(Net(net, "model.onnx"), new DiagnosticList()).Graph);
        LabelledSource source = LabelledSource.Open(Net(net, "eval.npz"), inputs, SampleOptions.Default, new DiagnosticList());
        return (await Evaluation.RunAsync(session, source, new EvaluationRequest(Net(net, "eval.npz"), metric), TestContext.Current.CancellationToken)).Value;
    }

    /// <summary>At most half a point of top-1 or 0.2 dB of PSNR is lost. The two small nets run fastest in float, and where depthwise kernels gain little the mobilenet too.</summary>
    [Theory]
    [InlineData("fashion-resnet", Metric.Top1, "Conv")]
    [InlineData("fashion-mobilenet", Metric.Top1, "Conv", Preference.Size)]
    [InlineData("fashion-sr", Metric.Psnr, "Conv")]
    [InlineData("fashion-unet", Metric.Psnr, "Conv")]
    [InlineData("tiny-mlp", Metric.Top1, null)]
    [InlineData("digits-mlp", Metric.Top1, null)]
    public async Task TheInterfaceIsKeptAndTheAnswersStay(string net, Metric metric, string? integer, Preference preference = Preference.Latency)
    {
        (byte[] compiled, QuantizationPlan plan) = await Compile(net, threads: 2, preference);
        Assert.Equal(compiled, (await Compile(net, threads: 1, preference)).Bytes);
        Assert.True(integer is null || plan.Nodes.Any(n => n.Placement == Placement.Integer && n.Operator == integer), plan.WhyNothingIsInteger());
        using OrtSession before = OrtSession.Load(Net(net, "model.onnx"), new OrtSessionOptions()), after = OrtSession.Load(compiled, new OrtSessionOptions(), "compiled");
        Assert.Equal(before.Inputs, after.Inputs);
        Assert.Equal(before.Outputs, after.Outputs);
        Assert.All(before.Inputs, i => Assert.Equal(before.InputType(i)!.ToString(), after.InputType(i)!.ToString()));
        Assert.All(before.Outputs, o => Assert.Equal(before.OutputType(o)!.Element, after.OutputType(o)!.Element));
        (double expected, double actual) = (await Measure(before, net, metric), await Measure(after, net, metric));
        double loss = metric == Metric.Top1 ? 0.005 : 0.2;
        Assert.True(actual >= expected - loss - 1e-9, $"{expected} in float, {actual} compiled");
    }
}
