using System.Text.Json.Nodes;
using Qcc.Cli.Tests.Documents;
using Qcc.Testing;

namespace Qcc.Cli.Tests;

/// <summary>A compile of a shipped network from the command line.</summary>
public sealed class CompileVerbTests : ModelFiles
{
    static string Net(params string[] parts) => Repository.Path(["testmodels", "nets", "tiny-mlp", .. parts]);

    string Output => PathOf("out.onnx");

    [Fact]
    public async Task The_answer_is_the_path_and_the_summary_goes_to_standard_error()
    {
        CliRun run = await CliRun.Of(Net("model.onnx"), "-c", Net("calib.npz"), "-o", Output, "--prefer", "size", "--save-plan", PathOf("plan.json"));
        Assert.Equal(ExitCode.Done, run.Exit);
        Assert.Equal($"{Output}\n", run.Out);
        foreach (string line in new[] { "size", "operators", "in int8", "SQNR", "latency", "method", "ranges" })
        {
            Assert.Contains($"\n  {line} ", run.Error, StringComparison.Ordinal);
        }
        Assert.Contains(Read(Output).Metadata, m => m.Key == "qcc.version");
        Assert.Equal(["out.onnx", "plan.json"], Directory.GetFileSystemEntries(Folder).Select(Path.GetFileName).Order());

        // A file of ours is replaced without asking, and explain knows it.
        CliRun again = await CliRun.Of("compile", Net("model.onnx"), "-c", Net("calib.npz"), "-o", Output, "--prefer", "size", "--json");
        Assert.Equal(ExitCode.Done, again.Exit);
        Assert.Equal(Output, again.Json["outputs"]![0]!["path"]!.GetValue<string>());
        JsonNode schema = JsonNode.Parse(await File.ReadAllTextAsync(Repository.Path("docs", "schema", "compile.json")))!;
        Assert.Empty(JsonSchema.Violations(again.Json, schema, "$"));
        CliRun explained = await CliRun.Of("explain", Output, "--json");
        Assert.True(explained.Json["quantized"]!.GetValue<bool>());
        Assert.Equal(["Gemm QGemm integer", "Gemm QGemm integer", "Gemm QGemm integer", "Gemm QGemm integer", "Softmax Softmax float"],
            explained.Json["layers"]!.AsArray().Select(l => $"{l!["op"]} {l["kernel"]} {l["decision"]}"));
    }

    [Fact]
    public async Task Bytes_go_to_standard_output()
    {
        CliRun run = await CliRun.Of(Net("model.onnx"), "-c", Net("calib.npz"), "-o", "-", "-q");
        Assert.Equal(ExitCode.Done, run.Exit);
        Assert.Equal("", run.Out);
        await File.WriteAllBytesAsync(Output, run.Bytes);
        Assert.NotEmpty(Read(Output).Graph.Nodes);
    }

    [Fact]
    public async Task A_plan_goes_to_standard_output_and_replaces_a_plan()
    {
        CliRun run = await CliRun.Of(Net("model.onnx"), "-c", Net("calib.npz"), "-o", Output, "--save-plan", "-", "-q");
        Assert.Equal(ExitCode.Done, run.Exit);
        Assert.Equal("", run.Out);
        string plan = PathOf("plan.json");
        await File.WriteAllBytesAsync(plan, run.Bytes);
        CliRun again = await CliRun.Of(Net("model.onnx"), "--plan", plan, "-o", Output, "--save-plan", PathOf("again.json"), "-q");
        Assert.Equal(ExitCode.Done, again.Exit);
        CliRun replaced = await CliRun.Of(Net("model.onnx"), "-c", Net("calib.npz"), "-o", Output, "--save-plan", plan, "-q");
        Assert.Equal(ExitCode.Done, replaced.Exit);
    }

    [Theory]
    [InlineData(null, "error QCC6001: the file ", "does not exist; check the path")]
    [InlineData("no plan", "error QCC3011: ", "this is no quantization plan: not JSON (line 1); ")]
    [InlineData("{}", "error QCC3011: ", "this is no quantization plan: it has not the entries of a plan; ")]
    public async Task What_is_no_plan_is_told_without_words_of_the_parser(string? text, string start, string end)
    {
        string plan = PathOf("plan.json");
        if (text is not null)
        {
            await File.WriteAllTextAsync(plan, text);
        }
        CliRun run = await CliRun.Of(Net("model.onnx"), "--plan", plan, "-o", Output);
        Assert.Contains(start, run.Error, StringComparison.Ordinal);
        Assert.Contains(end, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Output));
    }

    [Fact]
    public async Task A_warning_made_an_error_writes_nothing()
    {
        CliRun run = await CliRun.Of(Net("model.onnx"), "-o", Output, "--warn-as-error=QCC2051");
        Assert.Equal(ExitCode.BadData, run.Exit);
        Assert.Contains(" : error QCC2051: ", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Output));
        Assert.Equal("", run.Out);
    }

    [Fact]
    public async Task Missing_calibration_can_be_an_error()
    {
        CliRun run = await CliRun.Of(Net("model.onnx"), "-o", Output, "--require-calibration");
        Assert.Equal(ExitCode.BadData, run.Exit);
        Assert.False(File.Exists(Output));
    }

    [Fact]
    public async Task Names_that_match_nothing_are_an_error()
    {
        CliRun run = await CliRun.Of(Net("model.onnx"), "-c", Net("calib.npz"), "-o", Output, "--keep-float", "nowhere*", "--json");
        Assert.Equal(ExitCode.Unsupported, run.Exit);
        Assert.Equal("QCC3001", run.Json["diagnostics"]!.AsArray().Single(d => d!["severity"]!.GetValue<string>() == "error")!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_long_form_of_an_operator_suggests_its_name()
    {
        string model = Repository.Path("testmodels", "nets", "fashion-sr", "model.onnx");
        CliRun run = await CliRun.Of(model, "-o", Output, "--op-types", "Convolution");
        Assert.Equal(ExitCode.Unsupported, run.Exit);
        Assert.Contains("--op-types \"Convolution\" matches no node of the model; did you mean \"Conv\"?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_another_target_has_the_kernels_it_is_advised()
    {
        string model = Repository.Path("testmodels", "nets", "fashion-sr", "model.onnx");
        CliRun run = await CliRun.Of(model, "-o", Output, "--target", "int8-dynamic");
        Assert.Equal(ExitCode.Done, run.Exit);
        Assert.Matches("warning QCC3002: nothing became integer: no integer kernel for .*; --target int8-cpu has an integer kernel for Conv\n", run.Error);
    }

    [Fact]
    public async Task Where_nothing_becomes_integer_the_summary_says_why()
    {
        CliRun run = await CliRun.Of(Net("model.onnx"), "-c", Net("calib.npz"), "-o", Output, "--keep-float", "*");
        Assert.Equal(ExitCode.Done, run.Exit);
        Assert.Contains(" : warning QCC3002: nothing became integer: kept in float on request (4 nodes)", run.Error, StringComparison.Ordinal);
        Assert.Contains("\n  method     float: kept in float on request (4 nodes)", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("ranges", run.Error, StringComparison.Ordinal);
        CliRun again = await CliRun.Of(Net("model.onnx"), "-c", Net("calib.npz"), "-o", Output, "--keep-float", "*", "--json");
        Assert.Equal("float", again.Json["method"]!.GetValue<string>());
    }
}
