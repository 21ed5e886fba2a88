using System.Text.Json;
using System.Text.Json.Nodes;
using Qcc.Cli.Configuration;
using Qcc.Cli.Tests.Documents;
using Qcc.Testing;

namespace Qcc.Cli.Tests.Configuration;

/// <summary>qcc.json: found, merged below the command line and the environment, and never with a word about what is written.</summary>
public sealed class ConfigurationTests : ModelFiles
{
    static readonly string Data = Repository.Path("testmodels", "nets", "tiny-mlp", "calib.npz");

    static IReadOnlyList<ConfigKey> Keys => ConfigKey.All(CommandTree.Create(new Host(new Terminal(TextWriter.Null, TextWriter.Null) { OpenOutput = () => Stream.Null })));

    /// <summary>A network in a folder of its own, with a configuration beside it.</summary>
    string WriteNet(string config)
    {
        File.Copy(Repository.Path("testmodels", "nets", "tiny-mlp", "model.onnx"), PathOf("model.onnx"));
        File.WriteAllText(PathOf("qcc.json"), config);
        return PathOf("model.onnx");
    }

    [Fact]
    public async Task The_configuration_beside_the_model_counts_and_the_line_wins()
    {
        File.Copy(Data, PathOf("calib.npz"));
        string model = WriteNet("""{ "$schema": "x", "calibrate": "calib.npz", "prefer": "size", "observer": "min-max", "verbose": true, "no-progress": true, "verify": false, }""");
        CliRun run = await CliRun.Of(model, "-o", PathOf("out.onnx"), "--observer", "percentile");
        Assert.Equal(ExitCode.Done, run.Exit);
        Assert.Contains($"\ncalibrate: {PathOf("calib.npz")} (config {PathOf("qcc.json")})\n", "\n" + run.Error, StringComparison.Ordinal);
        Assert.Contains($"\nprefer: size (config {PathOf("qcc.json")})\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("\nobserver: percentile (command line)\n", "\n" + run.Error, StringComparison.Ordinal);
        Assert.Contains("percentile ranges", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("verify", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("QCC2051", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environment_stands_between()
    {
        string model = WriteNet("""{ "threads": 3, "color": "always", "no-warn": ["QCC2051", "QCC3002", "QCC5001"] }""");
        string[] line = [model, "-o", PathOf("out.onnx"), "-v"];
        CliRun plain = await CliRun.Of(line);
        Assert.Contains("threads: 3 (config ", plain.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("warning", plain.Error, StringComparison.Ordinal);
        CliRun environment = await CliRun.With(name => name is "QCC_THREADS" ? "2" : null, line);
        Assert.Contains("threads: 2 (environment QCC_THREADS)", environment.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("threads: 3", environment.Error, StringComparison.Ordinal);
        CliRun given = await CliRun.With(name => name is "QCC_THREADS" ? "2" : null, [.. line, "-j", "1"]);
        Assert.Contains("threads: 1 (command line)", given.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_named_configuration_replaces_the_one_beside_the_model_and_an_empty_one_none()
    {
        string model = WriteNet("""{ "target": "int9" }""");
        CliRun beside = await CliRun.Of(model, "-o", PathOf("out.onnx"));
        Assert.Equal(ExitCode.Usage, beside.Exit);
        await File.WriteAllTextAsync(PathOf("empty.json"), "\n");
        CliRun named = await CliRun.Of(model, "-o", PathOf("out.onnx"), "--config", PathOf("empty.json"), "--no-warn", "QCC2051");
        Assert.Equal(ExitCode.Done, named.Exit);
        CliRun missing = await CliRun.Of(model, "--config", PathOf("none.json"));
        Assert.Equal((ExitCode.InputOutput, $"{PathOf("none.json")} : error QCC6001: "), (missing.Exit, missing.Error[..(PathOf("none.json").Length + 18)]));
    }

    [Fact]
    public async Task A_key_serves_the_verbs_that_have_it()
    {
        string model = WriteNet($$"""{ "data": "{{Data}}", "samples": 2, "prefer": "size", "json": true }""");
        CliRun compared = await CliRun.Of("compare", model, model);
        Assert.Equal((ExitCode.Done, 2), (compared.Exit, compared.Json["samples"]!.GetValue<int>()));
        Assert.Equal(ExitCode.Done, (await CliRun.Of("inspect", model)).Exit);
    }

    [Theory]
    [InlineData("""{ "calibrat": "x" }""", "there is no option 'calibrat'", "did you mean 'calibrate'?")]
    [InlineData("""{ "--target": "x" }""", "there is no option '--target'", "did you mean 'target'?")]
    [InlineData("""{ "output": "/etc/passwd" }""", "'output' cannot stand here", "write --output on the command line")]
    [InlineData("""{ "force": true }""", "'force' cannot stand here", "command line")]
    [InlineData("""{ "save-config": "x" }""", "there is no option 'save-config'", "")]
    [InlineData("""{ "verify": "yes" }""", "'verify' is true or false, not a text", "")]
    [InlineData("""{ "seed": null }""", "'seed' takes a number, not null", "")]
    [InlineData("""{ "seed": [1, 2] }""", "'seed' takes one value, not several", "")]
    [InlineData("""{ "seed": 1, "seed": 2 }""", "'seed' is there twice", "")]
    [InlineData("""{ "seed": "many" }""", "--seed takes a whole number, not 'many'", "")]
    [InlineData("""{ "observer": "best" }""", "--observer 'best' is none of auto, min-max", "")]
    [InlineData("""{ "target": """, "it is not JSON (line 1)", "")]
    [InlineData("[]", "it is no JSON object", "")]
    public async Task What_is_wrong_is_told_at_its_file(string config, string text, string remedy)
    {
        string model = WriteNet(config);
        CliRun run = await CliRun.Of(model, "-o", PathOf("out.onnx"));
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.StartsWith($"{PathOf("qcc.json")} : error QCC0105: in this configuration {text}", run.Error, StringComparison.Ordinal);
        Assert.Contains(remedy, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(PathOf("out.onnx")));
    }

    [Theory]
    [InlineData("""{ "target": "int9" }""", 2, "there is no target \"int9\" ('target' in {qcc.json})")]
    [InlineData("""{ "calibrate": "none.npz" }""", 7, "does not exist ('calibrate' in {qcc.json})")]
    [InlineData("""{ "keep-float": ["nothing*"] }""", 5, "--keep-float \"nothing*\" matches no node of the model ('keep-float' in {qcc.json})")]
    [InlineData("""{ "require-calibration": true }""", 4, "--require-calibration is set ('require-calibration' in {qcc.json})")]
    public async Task A_fault_of_a_value_is_told_with_its_key(string config, int exit, string text)
    {
        string model = WriteNet(config);
        CliRun run = await CliRun.Of(model, "-o", PathOf("out.onnx"));
        Assert.Equal(exit, (int)run.Exit);
        Assert.Contains(text.Replace("{qcc.json}", PathOf("qcc.json"), StringComparison.Ordinal), run.Error, StringComparison.Ordinal);
        CliRun line = await CliRun.Of(model, "-o", PathOf("out.onnx"), "--target", "int7");
        Assert.DoesNotContain("qcc.json", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_saved_configuration_says_the_same_again()
    {
        string model = WriteNet("{}");
        File.Delete(PathOf("qcc.json"));
        Directory.CreateDirectory(PathOf("saved"));
        string saved = PathOf("saved/qcc.json");
        CliRun run = await CliRun.Of(model, "-o", PathOf("out.onnx"), "-c", Data, "--prefer", "size", "--seed", "5", "--keep-float", "*", "--no-warn", "QCC3002", "--verify", "-q", "--save-config", saved);
        Assert.Equal(ExitCode.Done, run.Exit);
        JsonObject json = JsonNode.Parse(await File.ReadAllTextAsync(saved))!.AsObject();
        Assert.Equal(["calibrate", "keep-float", "no-warn", "prefer", "quiet", "seed", "verify"], json.Select(p => p.Key));
        Assert.Equal((5, true), (json["seed"]!.GetValue<int>(), json["verify"]!.GetValue<bool>()));
        Assert.Empty(JsonSchema.Violations(json, Schema(), "$"));
        byte[] first = await File.ReadAllBytesAsync(PathOf("out.onnx"));
        CliRun again = await CliRun.Of(model, "-o", PathOf("again.onnx"), "--config", saved, "--save-config", PathOf("saved/again.json"));
        Assert.Equal(ExitCode.Done, again.Exit);
        Assert.Equal(first, await File.ReadAllBytesAsync(PathOf("again.onnx")));
        Assert.Equal(await File.ReadAllTextAsync(saved), await File.ReadAllTextAsync(PathOf("saved/again.json")));

        await File.WriteAllTextAsync(PathOf("notes.json"), """{ "mine": 1 }""");
        CliRun foreign = await CliRun.Of(model, "--save-config", PathOf("notes.json"));
        Assert.Contains("error QCC6004: ", foreign.Error, StringComparison.Ordinal);
        Assert.Equal("""{ "mine": 1 }""", await File.ReadAllTextAsync(PathOf("notes.json")));
    }

    [Fact]
    public void The_committed_schema_is_what_the_options_say() =>
        CommittedPage.Check(["docs", "schema", "config.json"], Schema().ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n");

    static JsonObject Schema()
    {
        var properties = new JsonObject { ["$schema"] = new JsonObject { ["type"] = "string" } };
        foreach (ConfigKey key in Keys)
        {
            JsonObject one = key.IsFlag ? new JsonObject { ["type"] = "boolean" }
                : key.Choices is { Count: > 0 } choices ? new JsonObject { ["enum"] = new JsonArray([.. choices.Select(c => (JsonNode)c)]) }
                : new JsonObject { ["type"] = key.IsNumber ? "number" : new JsonArray("string", "number") };
            JsonObject rule = key.TakesMany ? new JsonObject { ["anyOf"] = new JsonArray(one, new JsonObject { ["type"] = "array", ["items"] = one.DeepClone() }) } : one;
            rule["description"] = key.Options[0].Description;
            properties.Add(key.Name, rule);
        }
        return new JsonObject { ["title"] = "qcc.json: options of qcc by their long names", ["type"] = "object", ["properties"] = properties };
    }
}
