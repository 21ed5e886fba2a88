using System.Text.Json.Nodes;
using Qcc.Cli.Tests.Documents;
using Qcc.Testing;

namespace Qcc.Cli.Tests;

public sealed class BatchVerbTests : ModelFiles
{
    /// <summary>zoo/a and zoo/b are networks with data beside them, zoo/bad.onnx is none.</summary>
    string WriteZoo()
    {
        foreach ((string folder, string net) in new[] { ("a", "tiny-mlp"), ("b", "digits-mlp") })
        {
            Directory.CreateDirectory(PathOf($"zoo/{folder}"));
            File.Copy(Repository.Path("testmodels", "nets", net, "model.onnx"), PathOf($"zoo/{folder}/model.onnx"));
            File.Copy(Repository.Path("testmodels", "nets", net, "calib.npz"), PathOf($"zoo/{folder}/model.npz"));
        }
        File.WriteAllText(PathOf("zoo/bad.onnx"), "no model");
        return PathOf("zoo");
    }

    string[] Written => [.. Directory.GetFiles(PathOf("out"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(PathOf("out"), f)).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task All_models_end_and_the_highest_code_counts()
    {
        string zoo = WriteZoo();
        CliRun run = await CliRun.Of("batch", zoo, "-c", "{dir}/{stem}.npz", "--output-dir", PathOf("out"), "--jobs", "2", "--no-warn", "QCC3002");
        Assert.Equal(ExitCode.BadModel, run.Exit);
        string[] lines = [.. run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
        Assert.Equal(3, lines.Length);
        Assert.StartsWith($"{zoo}/a/model.onnx -> {PathOf("out")}/a/model.int8-cpu.onnx: ", lines[0], StringComparison.Ordinal);
        Assert.Equal($"{zoo}/bad.onnx: exit 3, QCC1001", lines[2]);
        Assert.Equal(2, run.Error.Split("bad.onnx : error QCC1001: ").Length);
        Assert.EndsWith("3 models: 2 done, 1 with exit code 3\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(["a/model.int8-cpu.onnx", "b/model.int8-cpu.onnx"], Written);
    }

    [Fact]
    public async Task Shards_of_a_list_share_the_models()
    {
        WriteZoo();
        await File.WriteAllTextAsync(PathOf("list.txt"), "# models\nzoo/a/model.onnx\n\nnone.onnx\n");
        CliRun first = await CliRun.Of("batch", "--list", PathOf("list.txt"), "--shard", "1/2", "--output-dir", PathOf("out"), "--json", "-c", "{dir}/model.npz");
        CliRun second = await CliRun.Of("batch", "--list", PathOf("list.txt"), "--shard", "2/2", "--output-dir", PathOf("out"), "--json", "-c", "{dir}/model.npz");
        JsonNode schema = JsonNode.Parse(await File.ReadAllTextAsync(Repository.Path("docs", "schema", "batch.json")))!;
        Assert.All([first, second], run => Assert.Empty(JsonSchema.Violations(run.Json, schema, "$")));
        Assert.Equal((ExitCode.Done, ExitCode.InputOutput), (first.Exit, second.Exit));
        Assert.Equal([PathOf("zoo/a/model.onnx"), PathOf("none.onnx")], new[] { first, second }.Select(r => r.Json["models"]!.AsArray().Single()!["path"]!.GetValue<string>()));
        Assert.Equal("QCC6001", second.Json["models"]![0]!["error"]!["code"]!.GetValue<string>());
        Assert.Equal("QCC6001", second.Json["diagnostics"]!.AsArray().Last()!["code"]!.GetValue<string>());
        Assert.Equal(["model.int8-cpu.onnx"], Written);
    }

    [Fact]
    public async Task Results_are_not_compiled_again()
    {
        string zoo = WriteZoo();
        File.Delete(PathOf("zoo/bad.onnx"));
        CliRun first = await CliRun.Of("batch", zoo, "-c", "{dir}/{stem}.npz", "-O", zoo, "--no-warn", "QCC3002");
        Assert.Equal(ExitCode.Done, first.Exit);
        CliRun second = await CliRun.Of("batch", zoo, "-c", "{dir}/{stem}.npz", "-O", PathOf("out"), "--no-warn", "QCC3002");
        Assert.Equal(ExitCode.Done, second.Exit);
        Assert.Contains($"{zoo}/a/model.int8-cpu.onnx : info QCC0106: left out of the batch: ", second.Error, StringComparison.Ordinal);
        Assert.Equal(["a/model.int8-cpu.onnx", "b/model.int8-cpu.onnx"], Written);
    }

    [Fact]
    public async Task A_list_is_text()
    {
        File.WriteAllBytes(PathOf("list"), "a.onnx\nb\0.onnx\n"u8.ToArray());
        CliRun run = await CliRun.Of("batch", "--list", PathOf("list"), "-O", PathOf("out"));
        Assert.Equal((ExitCode.Usage, false), (run.Exit, Directory.Exists(PathOf("out"))));
        Assert.StartsWith($"{PathOf("list")} : error QCC0101: this is no list of models: it is not text (a zero byte in line 2); ", run.Error, StringComparison.Ordinal);
        CliRun folder = await CliRun.Of("batch", "--list", Folder);
        Assert.Equal(ExitCode.InputOutput, folder.Exit);
        Assert.Contains("it is a folder", folder.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_would_fail_for_every_model_is_told_once()
    {
        string zoo = WriteZoo();
        CliRun placeholder = await CliRun.Of("batch", zoo, "-c", "{dir}/{name}.npz", "-O", PathOf("out"));
        Assert.Equal((ExitCode.Usage, ""), (placeholder.Exit, placeholder.Out));
        Assert.Equal("qcc : error QCC0101: --calibrate has the unknown placeholder '{name}'; write {dir} for the model's folder, {stem} for its name\n", placeholder.Error);
        CliRun file = await CliRun.Of("batch", zoo, "-O", PathOf("zoo/bad.onnx"));
        Assert.Equal(ExitCode.InputOutput, file.Exit);
        Assert.Contains("it is a file, not a folder", file.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shard_without_models_says_so()
    {
        CliRun run = await CliRun.Of("batch", WriteZoo() + "/bad.onnx", "--shard", "2/2", "-O", PathOf("out"));
        Assert.Equal((ExitCode.Done, "no model falls to this shard\n"), (run.Exit, run.Error));
    }

    [Fact]
    public async Task A_refused_output_names_the_option_of_the_batch()
    {
        WriteZoo();
        Directory.CreateDirectory(PathOf("out"));
        File.WriteAllText(PathOf("out/model.int8-cpu.onnx"), "mine");
        CliRun run = await CliRun.Of("batch", PathOf("zoo/a/model.onnx"), "-O", PathOf("out"));
        Assert.Equal(ExitCode.InputOutput, run.Exit);
        Assert.Contains("choose another --output-dir, or replace it with --force", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_models_never_share_an_output()
    {
        string zoo = WriteZoo();
        CliRun run = await CliRun.Of("batch", $"{zoo}/a/model.onnx", $"{zoo}/b/model.onnx", "--output-dir", PathOf("out"));
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Contains($"{zoo}/a/model.onnx and {zoo}/b/model.onnx would both become ", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(PathOf("out")));
    }

    [Theory]
    [InlineData("batch", 2)]
    [InlineData("batch --list none.txt", 7)]
    [InlineData("batch x.onnx --jobs 0", 2)]
    [InlineData("batch x.onnx -t int9", 2)]
    public async Task Calls_that_cannot_be_met_are_refused(string line, int exit) => Assert.Equal(exit, (int)(await CliRun.Of(line.Split(' '))).Exit);
}
