using System.Text.Json;
using Qcc.Core.Diagnostics;
using Qcc.Data;
using Qcc.Onnx;
using Qcc.Testing;

namespace Qcc.EndToEnd.Tests;

/// <summary>The networks of <c>testmodels/nets</c> and their data fit together without any option.</summary>
public sealed class ShippedNetworkTests
{
    public static TheoryData<string> Networks() => [.. Directory.EnumerateDirectories(Repository.Path("testmodels", "nets")).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Networks))]
    public async Task TheDataAreWhatTheNetworkReads(string network)
    {
        string folder = Repository.Path("testmodels", "nets", network);
        using JsonDocument meta = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "meta.json"), TestContext.Current.CancellationToken));
        IReadOnlyList<ModelInput> inputs = ModelInput.Of(ModelImporter.Import(Path.Combine(folder, "model.onnx"), new DiagnosticList()).Graph);
        foreach ((string file, string count) in new[] { ("calib.npz", "calib_samples"), ("eval.npz", "eval_samples") })
        {
            var diagnostics = new DiagnosticList();
            ICalibrationSource source = SampleFiles.Open(Path.Combine(folder, file), inputs, SampleOptions.Default, diagnostics);
            Assert.Equal(meta.RootElement.GetProperty(count).GetInt32(), await source.ReadAsync(TestContext.Current.CancellationToken).CountAsync(TestContext.Current.CancellationToken));
            Assert.DoesNotContain(diagnostics.Items, d => d.Severity != Severity.Info);
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void AFolderSaysWhereItComesFrom(string network)
    {
        string folder = Repository.Path("testmodels", "nets", network);
        Assert.Contains("**Weights", File.ReadAllText(Path.Combine(folder, "README.md")), StringComparison.Ordinal);
        Assert.All(Directory.EnumerateFiles(folder), file => Assert.InRange(new FileInfo(file).Length, 1, 1_000_000));
    }
}
