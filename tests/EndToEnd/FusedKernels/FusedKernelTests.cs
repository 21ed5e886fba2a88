using Qcc.Testing;

namespace Qcc.EndToEnd.Tests.FusedKernels;

/// <summary>
/// A slice of what <c>tests/Benchmarks -- fused-kernels</c> compares: files of target int8-cpu compute in ONNX Runtime what the reference evaluator computes
/// in F32, every tensor bit for bit.
/// </summary>
public sealed class FusedKernelTests
{
    [Theory]
    [InlineData("digits-mlp", "QGemm QLinearSigmoid")]
    [InlineData("fashion-mobilenet", "QLinearAdd QLinearConv QLinearGlobalAveragePool QLinearMul")]
    [InlineData("fashion-unet", "NhwcMaxPool QLinearConv QLinearLeakyRelu QLinearSigmoid")]
    [InlineData("shakespeare-gru", "MatMulIntegerToFloat QuantizeLinear")]
    public async Task EveryKernelGivesTheEvaluatorsCodes(string network, string kernels)
    {
        string folder = Repository.Path("testmodels", "nets", network), samples = Path.Combine(folder, "calib.npz");
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(Path.Combine(folder, "model.onnx")),
            new CompileOptions { CalibrationPath = samples, Preference = Preference.Size, Threads = 1 }, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        using var temporary = new TemporaryFolder();
        await result.SaveAsync(temporary["out.onnx"], TestContext.Current.CancellationToken);

        KernelComparison comparison = KernelComparison.Of(temporary["out.onnx"], samples, 2);

        Assert.All(comparison.Kernels, k => Assert.Null(k.Value.First));
        Assert.All(comparison.Kernels, k => Assert.Equal(0, k.Value.Mismatches));
        Assert.Empty(comparison.Skipped);
        Assert.Subset(comparison.Kernels.Where(k => k.Value.Elements > 0).Select(k => k.Key).ToHashSet(), kernels.Split(' ').ToHashSet());
    }
}
