using Qcc.Testing;

namespace Qcc.Cli.Tests;

public sealed class InspectVerbTests : ModelFiles
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

    [Fact]
    public async Task Given_sizes_fill_open_ones()
    {
        string model = WriteModel();
        CliRun open = await CliRun.Of("inspect", model, "--json"), given = await CliRun.Of("inspect", model, "--shape", "x=5,3", "--json");
        Assert.Equal("f32[N,4]", open.Json["outputs"]![0]!["type"]!.GetValue<string>());
        Assert.Equal(("f32[5,3]", "f32[5,4]", 5L * 3 * 4), (given.Json["inputs"]![0]!["type"]!.GetValue<string>(), given.Json["outputs"]![0]!["type"]!.GetValue<string>(), given.Json["macs"]!.GetValue<long>()));
        Assert.Contains("error QCC2061: ", (await CliRun.Of("inspect", model, "--shape", "z=5,3")).Error, StringComparison.Ordinal);
        Assert.Contains("error QCC2062: ", (await CliRun.Of("inspect", model, "--shape", "x=5,2")).Error, StringComparison.Ordinal);
    }
}
