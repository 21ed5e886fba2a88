using System.Text.Json.Nodes;
using Qcc.Cli.Tests.Documents;
using Qcc.Testing;

namespace Qcc.Cli.Tests;

public sealed class CalibrateVerbTests : ModelFiles
{
    static readonly string Model = Repository.Path("testmodels", "nets", "tiny-mlp", "model.onnx"), Data = Repository.Path("testmodels", "nets", "tiny-mlp", "calib.npz");

    [Fact]
    public async Task Shards_are_written_merged_and_used()
    {
        foreach (int i in new[] { 1, 2 })
        {
            CliRun shard = await CliRun.Of("calibrate", Model, "-c", Data, "--shard", $"{i}/2", "-o", PathOf($"{i}.qstats"), "--json");
            Assert.Equal(ExitCode.Done, shard.Exit);
            Assert.Equal($"{i}/2", shard.Json["shard"]!.GetValue<string>());
            JsonNode schema = JsonNode.Parse(await File.ReadAllTextAsync(Repository.Path("docs", "schema", "calibrate.json")))!;
            Assert.Empty(JsonSchema.Violations(shard.Json, schema, "$"));
        }
        CliRun missing = await CliRun.Of("calibrate", "--merge", PathOf("2.qstats"), "-o", PathOf("all.qstats"));
        Assert.Equal((ExitCode.Temporary, 75), (missing.Exit, (int)missing.Exit));
        Assert.False(File.Exists(PathOf("all.qstats")));
        CliRun merged = await CliRun.Of("calibrate", "--merge", PathOf("2.qstats"), PathOf("1.qstats"), "-o", PathOf("all.qstats"));
        Assert.Equal((ExitCode.Done, $"{PathOf("all.qstats")}\n"), (merged.Exit, merged.Out));
        string folder = Environment.CurrentDirectory;
        string stem = $"merged-{Guid.NewGuid():N}";
        File.Copy(PathOf("1.qstats"), PathOf($"{stem}.1-of-2.qstats"));
        try
        {
            CliRun named = await CliRun.Of("calibrate", "--merge", PathOf($"{stem}.1-of-2.qstats"), PathOf("2.qstats"));
            Assert.Equal((ExitCode.Done, $"{stem}.qstats\n"), (named.Exit, named.Out));
            Assert.Equal(await File.ReadAllBytesAsync(PathOf("all.qstats")), await File.ReadAllBytesAsync(Path.Combine(folder, $"{stem}.qstats")));
        }
        finally
        {
            File.Delete(Path.Combine(folder, $"{stem}.qstats"));
        }
        CliRun compiled = await CliRun.Of(Model, "--stats", PathOf("all.qstats"), "-c", Data, "-o", PathOf("out.onnx"), "--prefer", "size");
        Assert.Equal(ExitCode.Done, compiled.Exit);
        Assert.Contains($"from {PathOf("all.qstats")}, compared on", compiled.Error, StringComparison.Ordinal);

        CliRun bytes = await CliRun.Of("calibrate", Model, "-c", Data, "-o", "-", "-q");
        Assert.Equal(await File.ReadAllBytesAsync(PathOf("all.qstats")), bytes.Bytes);
    }

    [Theory]
    [InlineData("calibrate {model} -o {out}", 2, "QCC0101")]
    [InlineData("calibrate {model} -c {data} --shard 3/2", 2, "QCC0101")]
    [InlineData("calibrate {model} -c {data} --shard 0/2", 2, "QCC0101")]
    [InlineData("calibrate {model} -c {data} -o {model}", 7, "QCC6021")]
    [InlineData("calibrate {model} -c {data} -o {data}", 7, "QCC6021")]
    [InlineData("calibrate --merge {data} -o {out}", 4, "QCC2071")]
    [InlineData("calibrate --merge {out} -o {out}", 7, "QCC6021")]
    [InlineData("calibrate {model} --merge {out} -o {out}", 2, "QCC0103")]
    [InlineData("calibrate --merge a.qstats", 7, "QCC6021")]
    [InlineData("calibrate --merge -o {out}", 2, "QCC0101: --merge has no value")]
    [InlineData("{model} --stats none.qstats -o {out}", 7, "QCC6001")]
    public async Task Calls_that_cannot_be_met_are_refused(string line, int exit, string code)
    {
        CliRun run = await CliRun.Of([.. line.Split(' ').Select(w => w.Replace("{model}", Model, StringComparison.Ordinal).Replace("{data}", Data, StringComparison.Ordinal).Replace("{out}", PathOf("out.x"), StringComparison.Ordinal))]);
        Assert.Equal(exit, (int)run.Exit);
        Assert.Contains($"error {code}", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }
}
