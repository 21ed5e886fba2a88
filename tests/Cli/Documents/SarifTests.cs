using System.Text.Json.Nodes;

namespace Qcc.Cli.Tests.Documents;

public sealed class SarifTests : ModelFiles
{
    [Fact]
    public async Task A_log_has_each_message_with_its_place_and_its_rule()
    {
        string model = WriteModel();
        CliRun run = await CliRun.Of(model, "-o", PathOf("out.onnx"), "--sarif", PathOf("log.sarif"));
        Assert.Equal(ExitCode.Done, run.Exit);
        JsonNode log = JsonNode.Parse(File.ReadAllText(PathOf("log.sarif")))!;
        Assert.Equal("2.1.0", (string)log["version"]!);
        JsonNode results = log["runs"]![0]!["results"]!, rules = log["runs"]![0]!["tool"]!["driver"]!["rules"]!;
        JsonNode missing = results.AsArray().Single(r => (string)r!["ruleId"]! == "QCC2051")!;
        Assert.Equal("warning", (string)missing["level"]!);
        Assert.Equal("QCC2051", (string)rules[(int)missing["ruleIndex"]!]!["id"]!);
        Assert.Equal(new Uri(model).AbsoluteUri, (string)missing["locations"]![0]!["physicalLocation"]!["artifactLocation"]!["uri"]!);
        Assert.True((bool)log["runs"]![0]!["invocations"]![0]!["executionSuccessful"]!);
    }

    [Fact]
    public async Task A_run_that_fails_leaves_a_log_too()
    {
        CliRun run = await CliRun.Of(PathOf("none model.onnx"), "--sarif", PathOf("log.sarif"));
        JsonNode log = JsonNode.Parse(File.ReadAllText(PathOf("log.sarif")))!;
        Assert.Equal((int)run.Exit, (int)log["runs"]![0]!["invocations"]![0]!["exitCode"]!);
        Assert.Equal("error", (string)log["runs"]![0]!["results"]![0]!["level"]!);
        Assert.EndsWith("/none%20model.onnx", (string)log["runs"]![0]!["results"]![0]!["locations"]![0]!["physicalLocation"]!["artifactLocation"]!["uri"]!, StringComparison.Ordinal);
        // The next run replaces it; nothing else is.
        Assert.Equal(ExitCode.Done, (await CliRun.Of("inspect", WriteModel(), "--sarif", PathOf("log.sarif"))).Exit);
        Assert.Empty(JsonNode.Parse(File.ReadAllText(PathOf("log.sarif")))!["runs"]![0]!["results"]!.AsArray());
        CliRun refused = await CliRun.Of("inspect", WriteModel(), "--sarif", PathOf("model.onnx"));
        Assert.Equal(ExitCode.InputOutput, refused.Exit);
        Assert.Contains("QCC6004", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_is_told_once()
    {
        CliRun run = await CliRun.Of("inspect", WriteModel(), "--sarif", Folder);
        Assert.Equal(ExitCode.InputOutput, run.Exit);
        Assert.Equal(2, run.Error.Split("error QCC6022").Length);
    }

    [Fact]
    public async Task A_call_that_was_not_understood_leaves_a_log()
    {
        CliRun run = await CliRun.Of("inspect", "--frobnicate", "x", "--sarif", PathOf("log.sarif"));
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Contains("QCC0101", File.ReadAllText(PathOf("log.sarif")), StringComparison.Ordinal);
    }
}
