using Qcc.Testing;

namespace Qcc.EndToEnd.Tests.Coverage;

/// <summary>Networks whose weights are one repeated number stay as small as they came.</summary>
public sealed class LightModelTests
{
    /// <summary>Bytes of the metadata that mark a file as ours.</summary>
    const int Mark = 256;

    [Theory]
    [InlineData("squeezenet")]
    [InlineData("shufflenet")]
    public Task ItDoesNotGrow(string name) => CompileAsync(name);

    [Theory, Trait("Category", "Slow")]
    [InlineData("bvlc_alexnet")]
    [InlineData("densenet121")]
    [InlineData("inception_v1")]
    [InlineData("inception_v2")]
    [InlineData("resnet50")]
    [InlineData("vgg19")]
    [InlineData("zfnet512")]
    public Task ALargeOneDoesNotGrow(string name) => CompileAsync(name);

    static async Task CompileAsync(string name)
    {
        string? light = Repository.Shared("kit", "light");
        Assert.SkipWhen(light is null, "the light networks (../shared/kit) are not here");
        string model = Path.Combine(light!, $"light_{name}.onnx");
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(model), new CompileOptions { Threads = 1 }, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        using var temporary = new TemporaryFolder();
        await result.SaveAsync(temporary["out.onnx"], TestContext.Current.CancellationToken);
        Assert.InRange(new FileInfo(temporary["out.onnx"]).Length, 1, new FileInfo(model).Length + Mark);
    }
}
