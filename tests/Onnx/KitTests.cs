using Qcc.Testing;

namespace Qcc.Onnx.Tests;

/// <summary>Models of the kit beside the repository; skipped where it is absent.</summary>
public sealed class KitTests
{
    [Theory]
    [InlineData("models")]
    [InlineData("light")]
    [InlineData("odd", "valid")]
    public void Kit_models_come_back_as_they_were(params string[] folder)
    {
        Assert.SkipWhen(Repository.Shared("kit") is null, "the kit (../shared/kit) is not here");
        AssertAllComeBack(Repository.Shared(["kit", .. folder])!);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Models_of_the_ONNX_backend_tests_come_back_as_they_were()
    {
        string? archive = Repository.Shared("kit", "conformance", "onnx-backend-1.22.0.tar.xz");
        Assert.SkipWhen(archive is null, "the ONNX backend tests (../shared/kit/conformance) are not here");
        string folder = Directory.CreateTempSubdirectory("qcc-conformance-").FullName;
        try
        {
            using (var tar = System.Diagnostics.Process.Start("tar", ["xJf", archive, "-C", folder]))
            {
                tar.WaitForExit();
                Assert.Equal(0, tar.ExitCode);
            }
            AssertAllComeBack(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void AssertAllComeBack(string root)
    {
        string[] models = Directory.GetFiles(root, "*.onnx", SearchOption.AllDirectories);
        var differences = new List<string>();
        foreach (string model in models)
        {
            if (RoundTrip.Difference(model) is { } difference)
            {
                differences.Add($"{Path.GetRelativePath(root, model)}: {difference}");
            }
        }
        Assert.NotEmpty(models);
        Assert.Empty(differences);
    }
}
