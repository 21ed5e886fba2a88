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
        string[] layers = [.. explained.Json["layers"]!.AsArray().Select(l => $"{l!["op"]} {l["kernel"]} {l["decision"]}")];
        Assert.Contains("com.microsoft.DynamicQuantizeMatMul DynamicQuantizeMatMul integer", layers);
        Assert.Contains("Softmax Softmax float", layers);
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
    public async Task Operator_types_may_be_patterns()
    {
        string model = Repository.Path("testmodels", "nets", "fashion-sr", "model.onnx");
        CliRun run = await CliRun.Of(model, "-c", Repository.Path("testmodels", "nets", "fashion-sr", "calib.npz"), "-o", Output, "--op-types", "Co?v*", "--no-auto");
        Assert.Equal(ExitCode.Done, run.Exit);
        Assert.DoesNotContain("QCC3002", run.Error, StringComparison.Ordinal);
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

    [Fact]
    public async Task A_class_and_a_list_of_what_was_read_go_beside_the_output()
    {
        string list = PathOf("read.txt"), config = PathOf("options.json");
        await File.WriteAllTextAsync(config, """{ "seed": 3 }""");
        string[] call = [Net("model.onnx"), "-c", Net("calib.npz"), "-o", Output, "--wrapper", "Demo.Tiny", "--depfile", list, "--config", config, "-q"];
        for (int times = 0; times < 2; times++)
        {
            // What is ours is replaced.
            Assert.Equal(ExitCode.Done, (await CliRun.Of(call)).Exit);
        }
        Assert.Equal(["# read by qcc", Net("model.onnx"), config, Net("calib.npz")], await File.ReadAllLinesAsync(list));
        string text = await File.ReadAllTextAsync(PathOf("Tiny.g.cs"));
        Assert.Contains("public sealed partial class Tiny", text, StringComparison.Ordinal);
        Assert.Contains("FileName = \"out.onnx\"", text, StringComparison.Ordinal);

        await File.WriteAllTextAsync(PathOf("Tiny.g.cs"), "somebody else's");
        CliRun foreign = await CliRun.Of(call);
        Assert.Equal(ExitCode.InputOutput, foreign.Exit);
        Assert.Contains("error QCC6004", foreign.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--wrapper takes a namespace and a class", "--wrapper", "Demo.class")]
    [InlineData("error QCC0103", "--wrapper", "Demo.Tiny", "-o", "-")]
    [InlineData("error QCC4012", "--wrapper", "Demo.Tiny", "--target", "c-mcu")]
    public async Task A_class_that_cannot_be_is_refused_before_the_compile(string expected, params string[] words)
    {
        CliRun run = await CliRun.Of([Net("model.onnx"), .. words]);
        Assert.NotEqual(ExitCode.Done, run.Exit);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    /// <summary>A plan and the options that it was made with make the same file again, though the options have no further effect.</summary>
    [Fact]
    public async Task The_plan_and_the_configuration_reproduce_the_file()
    {
        string resnet = Repository.Path("testmodels", "nets", "fashion-resnet");
        string plan = PathOf("plan.json"), config = PathOf("options.json"), again = PathOf("again.onnx");
        CliRun first = await CliRun.Of(Path.Combine(resnet, "model.onnx"), "-c", Path.Combine(resnet, "calib.npz"), "--observer", "mse", "--format", "qdq", "--keep-float", "*fc*", "-o", Output, "--save-plan", plan, "--save-config", config);
        Assert.True(first.Exit == ExitCode.Done, first.Error);
        CliRun second = await CliRun.Of(Path.Combine(resnet, "model.onnx"), "--config", config, "--plan", plan, "-o", again);
        Assert.True(second.Exit == ExitCode.Done, second.Error);
        Assert.Equal(await File.ReadAllBytesAsync(Output), await File.ReadAllBytesAsync(again));
        Assert.Contains(Read(Output).Metadata, m => m.Key == "qcc.options_sha256");
    }

    [Fact]
    public async Task A_provider_that_the_library_lacks_is_named_with_those_that_it_has()
    {
        CliRun run = await CliRun.Of("eval", Net("model.onnx"), "--data", Net("eval.npz"), "--ep", "cuda");
        Assert.SkipWhen(run.Exit == ExitCode.Done, "this library has it");
        Assert.Equal(ExitCode.ToolMissing, run.Exit);
        Assert.Matches("error QCC000[56]: .*CUDA", run.Error);
        Assert.Equal(ExitCode.Done, (await CliRun.Of("eval", Net("model.onnx"), "--data", Net("eval.npz"), "--ep", "cpu")).Exit);
    }
}
