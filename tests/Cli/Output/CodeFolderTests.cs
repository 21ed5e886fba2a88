using System.Text.Json.Nodes;
using Qcc.Testing;

namespace Qcc.Cli.Tests.Output;

/// <summary>Target c-mcu writes a folder: into which ones it writes, and what it leaves as it is.</summary>
public sealed class CodeFolderTests : ModelFiles
{
    static string Net(string file) => Repository.Path("testmodels", "nets", "tiny-mlp", file);

    string Target => PathOf("net");

    Task<CliRun> Compile(params string[] words) => CliRun.Of([Net("model.onnx"), "-c", Net("calib.npz"), "--target", "c-mcu", .. words]);

    /// <summary>Names of everything that lies beside the model.</summary>
    string[] Entries => [.. Directory.GetFileSystemEntries(Folder).Select(e => Path.GetFileName(e)!).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task A_project_is_written_and_replaced()
    {
        CliRun run = await Compile("-o", Target);
        Assert.Equal(ExitCode.Done, run.Exit);
        Assert.Equal(["net"], Entries);
        string[] files = [.. Directory.GetFiles(Target).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
        foreach (string file in new[] { "Makefile", "model.c", "model.h", "model_weights.c", "qcc_kernels.c", "test.c" })
        {
            Assert.Contains(file, files);
        }
        string code = await File.ReadAllTextAsync(Path.Combine(Target, "model.c"));
        // What the owner added stays, also in folders; what we wrote is written again.
        await File.WriteAllTextAsync(Path.Combine(Target, "main.c"), "int main(void)");
        Directory.CreateDirectory(Path.Combine(Target, "board"));
        await File.WriteAllTextAsync(Path.Combine(Target, "board", "start.s"), "reset:");
        await File.WriteAllTextAsync(Path.Combine(Target, "model.c"), "of an older compile");
        Assert.Equal(ExitCode.Done, (await Compile("-o", Target + "/", "-q")).Exit);
        Assert.Equal(["net"], Entries);
        Assert.Equal(files.Append("main.c").Order(StringComparer.Ordinal), Directory.GetFiles(Target).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        Assert.Equal("int main(void)", await File.ReadAllTextAsync(Path.Combine(Target, "main.c")));
        Assert.Equal("reset:", await File.ReadAllTextAsync(Path.Combine(Target, "board", "start.s")));
        Assert.Equal(code, await File.ReadAllTextAsync(Path.Combine(Target, "model.c")));
    }

    [Fact]
    public async Task A_folder_of_somebody_else_is_written_to_on_request_only()
    {
        Directory.CreateDirectory(Target);
        await File.WriteAllTextAsync(Path.Combine(Target, "thesis.tex"), "years of work");
        CliRun run = await Compile("-o", Target);
        Assert.Equal(ExitCode.InputOutput, run.Exit);
        Assert.Contains($"error QCC6004: {Target} exists and is no folder of code by qcc (it has no qcc_kernels.c); ", run.Error, StringComparison.Ordinal);
        Assert.Equal("years of work", await File.ReadAllTextAsync(Path.Combine(Target, "thesis.tex")));
        Assert.Equal(ExitCode.Done, (await Compile("-o", Target, "--force", "-q")).Exit);
        Assert.Equal("years of work", await File.ReadAllTextAsync(Path.Combine(Target, "thesis.tex")));
        Assert.True(File.Exists(Path.Combine(Target, "model.h")));
    }

    /// <summary>An empty folder is nobody's; a file is no folder.</summary>
    [Fact]
    public async Task An_empty_folder_is_filled()
    {
        Directory.CreateDirectory(Target);
        Assert.Equal(ExitCode.Done, (await Compile("-o", Target, "-q")).Exit);
        Assert.True(File.Exists(Path.Combine(Target, "model.h")));
        await File.WriteAllTextAsync(PathOf("notes"), "mine");
        Assert.Contains("is a file, or called like one, and the target writes a folder; name a folder with --output", (await Compile("-o", PathOf("notes"))).Error, StringComparison.Ordinal);
        Assert.Contains("is a file, or called like one, and the target writes a folder; name a folder with --output", (await Compile("-o", PathOf("notes"), "--force")).Error, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(PathOf("notes")));
        // Builds and people would take it for a model.
        Assert.Contains("QCC6025", (await Compile("-o", PathOf("net.onnx"))).Error, StringComparison.Ordinal);
        Assert.False(Path.Exists(PathOf("net.onnx")));
    }

    /// <summary>Not even on request: a file of ours could have the name of one that the call reads.</summary>
    [Theory]
    [InlineData("net/model.onnx", "net", "the folder of the model itself")]
    [InlineData("net/deep/model.onnx", "net", "the folder of the model itself")]
    [InlineData("model.onnx", ".", "the folder of the model itself")]
    public async Task A_folder_that_holds_the_model_is_never_written_to(string model, string output, string role)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(model))!);
        File.Copy(Net("model.onnx"), PathOf(model));
        CliRun run = await CliRun.Of(PathOf(model), "-c", Net("calib.npz"), "--target", "c-mcu", "-o", PathOf(output), "--force");
        Assert.Equal(ExitCode.InputOutput, run.Exit);
        Assert.Contains($"error QCC6021: the output {PathOf(output)} is {role}; ", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(PathOf(model)));
    }

    [Theory]
    [InlineData("net/plan.json", "the plan that --save-plan writes")]
    public async Task A_plan_is_not_written_into_the_folder(string plan, string role)
    {
        Assert.Equal(ExitCode.Done, (await Compile("-o", Target, "-q")).Exit);
        CliRun run = await Compile("-o", Target, "--save-plan", PathOf(plan));
        Assert.Equal(ExitCode.InputOutput, run.Exit);
        Assert.Contains($"is the folder of {role}", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Target, "model.h")));
    }

    [Fact]
    public async Task A_folder_does_not_go_to_standard_output()
    {
        CliRun run = await Compile("-o", "-");
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Contains("error QCC0103: --target c-mcu and -o - exclude each other: code is written as a folder; leave out --target c-mcu or -o -", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Bytes);
        Assert.Empty(Entries);
    }

    [Fact]
    public async Task Nothing_is_left_where_the_compile_fails()
    {
        CliRun run = await Compile("-o", Target, "--keep-float", "*", "-q");
        Assert.NotEqual(ExitCode.Done, run.Exit);
        Assert.Contains("error QCC4002: ", run.Error, StringComparison.Ordinal);
        Assert.Empty(Entries);
        CliRun missing = await Compile("-o", PathOf("none/net"));
        Assert.Contains("error QCC6023: ", missing.Error, StringComparison.Ordinal);
        Assert.Empty(Entries);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("32")]
    [InlineData("-1")]
    public async Task Multipliers_have_8_to_31_bits(string bits)
    {
        CliRun run = await Compile("-o", Target, "--multiplier-bits", bits);
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Contains("--multiplier-bits takes 8 to 31", run.Error, StringComparison.Ordinal);
        Assert.Empty(Entries);
    }

    /// <summary>The answer is the folder; of time on this machine nothing is said, since the code runs elsewhere.</summary>
    [Fact]
    public async Task The_folder_is_the_answer()
    {
        CliRun run = await Compile("-o", Target);
        Assert.Equal(Target, run.Out.Trim());
        Assert.DoesNotContain("latency", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("--keep-float", run.Error, StringComparison.Ordinal);
        JsonNode answer = JsonNode.Parse((await Compile("-o", Target, "--json")).Out)!;
        Assert.Equal(Target, (string?)answer["folder"]);
        Assert.Null(answer["speed"]);
        Assert.Contains(answer["outputs"]!.AsArray(), o => ((string)o!["path"]!).EndsWith("Makefile", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_batch_names_the_folder()
    {
        CliRun run = await CliRun.Of("batch", Net("model.onnx"), "-c", Net("calib.npz"), "--target", "c-mcu", "--output-dir", Folder);
        Assert.Equal(ExitCode.Done, run.Exit);
        Assert.Contains($" -> {PathOf("model.c-mcu")}: ", run.Out, StringComparison.Ordinal);
        Assert.Contains("latency not measured", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("c-mcu", "--isa", "avx2", "int8-cpu, int8-dynamic")]
    [InlineData("c-mcu", "--format", "qdq", "int8-cpu, int8-dynamic, int4-cpu")]
    [InlineData("int8-cpu", "--multiplier-bits", "15", "int8-integer, c-mcu")]
    [InlineData("int8-cpu", "--multiplier", "pot", "int8-integer, c-mcu")]
    public async Task Options_of_other_targets_are_warned_about(string target, string option, string value, string takers)
    {
        CliRun run = await CliRun.Of(Net("model.onnx"), "-c", Net("calib.npz"), "--target", target, option, value, "-o", Target);
        Assert.Equal(ExitCode.Done, run.Exit);
        Assert.Contains($"warning QCC3043: {option} changes nothing for target {target}; leave it out, or choose a target that takes it: {takers}", run.Error, StringComparison.Ordinal);
    }

    /// <summary>What a file takes and gives is promised or refused, not warned about.</summary>
    [Theory]
    [InlineData("int8-cpu")]
    [InlineData("int8-dynamic")]
    [InlineData("int4-cpu")]
    public async Task Codes_at_the_edges_are_refused_where_there_are_none(string target)
    {
        CliRun run = await CliRun.Of(Net("model.onnx"), "-c", Net("calib.npz"), "--target", target, "--integer-io", "-o", Target);
        Assert.Equal(ExitCode.Unsupported, run.Exit);
        Assert.Contains($"error QCC3044: --integer-io asks for inputs and outputs of codes, and those of target {target} are those of the model; leave it out, or choose a target without floats: int8-integer, c-mcu", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("int8-integer")]
    [InlineData("c-mcu")]
    public async Task Integer_only_targets_have_codes_at_the_edges(string target)
    {
        CliRun run = await CliRun.Of(Net("model.onnx"), "-c", Net("calib.npz"), "--target", target, "--integer-io", "-o", Target);
        Assert.Equal(ExitCode.Done, run.Exit);
        Assert.DoesNotContain("warning", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_counts_the_nodes_of_an_integer_graph()
    {
        await CliRun.Of(Net("model.onnx"), "-c", Net("calib.npz"), "--target", "int8-integer", "-o", PathOf("integer.onnx"));
        CliRun run = await CliRun.Of("inspect", PathOf("integer.onnx"));
        Assert.Contains("multiply-accumulates a sample", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("BitShift", run.Out, StringComparison.Ordinal);
    }
}
