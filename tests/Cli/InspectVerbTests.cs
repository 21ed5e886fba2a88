using Qcc.Testing;

namespace Qcc.Cli.Tests;

public sealed class InspectVerbTests
{
    [Fact]
    public async Task It_says_what_wrote_the_file()
    {
        string net = Repository.Path("testmodels", "nets", "fashion-resnet", "model.onnx");
        CliRun run = await CliRun.Of("inspect", net, "--json");
        string producer = run.Json["producer"]!.GetValue<string>(), version = run.Json["producer_version"]!.GetValue<string>();
        Assert.Equal("pytorch", producer);
        Assert.Contains($"\nproducer     {producer} {version}".TrimEnd(), (await CliRun.Of("inspect", net)).Out, StringComparison.Ordinal);
    }
}
