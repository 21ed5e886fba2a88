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
        string root = Repository.Shared(["kit", .. folder])!;
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
