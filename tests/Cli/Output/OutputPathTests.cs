using Qcc.Cli.Options;
using Qcc.Cli.Output;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Tests.Output;

public sealed class OutputPathTests : ModelFiles
{
    string? CodeOf(string output, string model, Overwrite overwrite = Overwrite.OwnFiles)
    {
        string[] before = Directory.GetFileSystemEntries(Folder);
        try
        {
            OutputPath.Check(new CompileRequest(model) { Output = output, Overwrite = overwrite });
            return null;
        }
        catch (DiagnosticException e)
        {
            return e.Diagnostic.Code;
        }
        finally
        {
            Assert.Equal(before, Directory.GetFileSystemEntries(Folder));
        }
    }

    [Theory]
    [InlineData("model.onnx", "model.int8-cpu.onnx")]
    [InlineData("a/b/net.v2.onnx", "net.v2.int8-cpu.onnx")]
    [InlineData("NET.ONNX", "NET.int8-cpu.onnx")]
    [InlineData("model", "model.int8-cpu.onnx")]
    public void The_default_lies_in_the_working_directory(string model, string expected) => Assert.Equal(expected, OutputPath.Default(model, "int8-cpu"));

    [Fact]
    public void A_new_file_is_fine() => Assert.Null(CodeOf(PathOf("out.onnx"), WriteModel()));

    [Fact]
    public void The_model_is_never_overwritten()
    {
        string model = WriteModel();
        Directory.CreateDirectory(PathOf("sub"));
        File.CreateSymbolicLink(PathOf("link.onnx"), model);
        Directory.CreateSymbolicLink(PathOf("folder-link"), Folder);
        foreach (string alias in new[] { model, $"{Folder}/./model.onnx", $"{Folder}/sub/../model.onnx", PathOf("link.onnx"), PathOf("folder-link/model.onnx") })
        {
            Assert.Equal("QCC6021", CodeOf(alias, model, Overwrite.Anything));
        }
        Assert.Equal("QCC6021", CodeOf(model, PathOf("link.onnx"), Overwrite.Anything));
    }

    [Fact]
    public void Folders_and_devices_are_no_files()
    {
        string model = WriteModel();
        Assert.Equal("QCC6022", CodeOf(Folder, model));
        Assert.Equal("QCC6022", CodeOf(PathOf("new/"), model));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal("QCC6022", CodeOf("/dev/null", model, Overwrite.Anything));
        }
    }

    [Fact]
    public void A_missing_folder_is_told_before_anything_runs() => Assert.Equal("QCC6023", CodeOf(PathOf("none/out.onnx"), WriteModel()));

    [Fact]
    public void Only_our_own_files_are_replaced()
    {
        string model = WriteModel(), other = WriteModel("other.onnx"), own = WriteModel("own.onnx", 1, new KeyValuePair<string, string>("qcc.version", "0.0.1"));
        File.WriteAllText(PathOf("notes.txt"), "not a model");
        Assert.Equal("QCC6004", CodeOf(other, model));
        Assert.Equal("QCC6004", CodeOf(PathOf("notes.txt"), model));
        Assert.Null(CodeOf(own, model));
        Assert.Null(CodeOf(other, model, Overwrite.Anything));
    }

    /// <summary>Two outputs in one file, however it is spelt, would leave the later one alone.</summary>
    [Fact]
    public async Task Outputs_are_different_files_and_none_that_the_call_reads()
    {
        string model = WriteModel(), a = PathOf("a.onnx"), alias = Path.Combine(Folder, ".", "a.onnx");
        File.WriteAllText(PathOf("qcc.json"), "{}");
        string[][] calls =
        [
            [model, "-o", a, "--depfile", alias], [model, "-o", a, "--save-plan", alias], [model, "-o", a, "--depfile", $"{a}.data"],
            [model, "-o", a, "--save-plan", PathOf("p.json"), "--depfile", PathOf("p.json")], [model, "-o", a, "--depfile", PathOf("qcc.json"), "--force"],
        ];
        foreach (string[] call in calls)
        {
            CliRun run = await CliRun.Of(call);
            Assert.Equal(ExitCode.InputOutput, run.Exit);
            Assert.Contains("QCC6021", run.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(a));
        }
        Assert.Equal("{}", await File.ReadAllTextAsync(PathOf("qcc.json")));
        Assert.Equal(ExitCode.Usage, (await CliRun.Of(model, "-o", "-", "--depfile", "-")).Exit);
        Assert.Equal(ExitCode.Usage, (await CliRun.Of("inspect", model, "--sarif", "-")).Exit);
    }

    [Fact]
    public void Data_beside_the_output_obey_the_same_rule()
    {
        string model = WriteModel("in.onnx"), data = PathOf("model.onnx.data");
        File.WriteAllText(data, "somebody's");
        Assert.Equal("QCC6004", CodeOf(PathOf("model.onnx"), model));
        Assert.Null(CodeOf(PathOf("model.onnx"), model, Overwrite.Anything));
        // Ours, but the weights lie in it: what lies beside it belongs to another.
        WriteModel("model.onnx", 1, new KeyValuePair<string, string>("qcc.version", "0.0.1"));
        Assert.Equal("QCC6004", CodeOf(PathOf("model.onnx"), model));
        WriteModelWithData(new KeyValuePair<string, string>("qcc.version", "0.0.1"));
        Assert.Null(CodeOf(PathOf("model.onnx"), model));
        WriteModelWithData();
        Assert.Equal("QCC6004", CodeOf(PathOf("model.onnx"), model));
    }

    [Fact]
    public async Task The_command_line_checks_before_it_compiles()
    {
        string model = WriteModel();
        CliRun run = await CliRun.Of(model, "-o", model);
        Assert.Equal(ExitCode.InputOutput, run.Exit);
        Assert.Contains("QCC6021", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.onnx", "the model itself")]
    [InlineData("./samples/../model.onnx", "the model itself")]
    [InlineData("plan.json", "the plan that --plan reads")]
    [InlineData("samples/a.npz", "a file that --calibrate reads")]
    [InlineData("link.npz", "a file that --calibrate reads")]
    [InlineData("eval.npz", "a file that --eval reads")]
    [InlineData("labels.npy", "the labels that --labels reads")]
    [InlineData("model.onnx.data", "a file of weights of the model")]
    public async Task Nothing_that_the_compile_reads_is_replaced(string name, string role)
    {
        string model = WriteModelWithData();
        Directory.CreateDirectory(PathOf("samples"));
        await File.WriteAllTextAsync(PathOf("samples/a.npz"), "a");
        await File.WriteAllTextAsync(PathOf("plan.json"), "p");
        await File.WriteAllTextAsync(PathOf("eval.npz"), "e");
        await File.WriteAllTextAsync(PathOf("labels.npy"), "l");
        File.CreateSymbolicLink(PathOf("link.npz"), PathOf("samples/a.npz"));
        byte[] before = await File.ReadAllBytesAsync(PathOf(name));
        foreach (string option in new[] { "--output", "--save-plan" })
        {
            CliRun run = await CliRun.Of([model, "-c", PathOf("samples"), "--plan", PathOf("plan.json"), "--eval", PathOf("eval.npz"), "--labels", PathOf("labels.npy"), .. option == "--output" ? [] : new[] { "-o", PathOf("out.onnx") }, option, PathOf(name), "--force"]);
            Assert.Equal(ExitCode.InputOutput, run.Exit);
            Assert.Contains($"error QCC6021: the output {PathOf(name)} is {role}; choose another {option}; ", run.Error, StringComparison.Ordinal);
            Assert.Equal(before, await File.ReadAllBytesAsync(PathOf(name)));
        }
    }

    [Theory]
    [InlineData(".", "QCC6022")]
    [InlineData("none/plan.json", "QCC6023")]
    [InlineData("notes.txt", "QCC6004: {path} exists and is no quantization plan; choose another --save-plan, or replace it with --force")]
    [InlineData("./samples/../out.onnx", "QCC6021")]
    public async Task A_plan_obeys_the_rules_of_outputs(string plan, string code)
    {
        string model = WriteModel();
        Directory.CreateDirectory(PathOf("samples"));
        await File.WriteAllTextAsync(PathOf("notes.txt"), "{}");
        CliRun run = await CliRun.Of(model, "-o", PathOf("out.onnx"), "--save-plan", PathOf(plan));
        Assert.Equal(ExitCode.InputOutput, run.Exit);
        Assert.Contains($" error {code.Replace("{path}", PathOf(plan), StringComparison.Ordinal)}", run.Error, StringComparison.Ordinal);
        Assert.Contains("--save-plan", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("--output,", run.Error, StringComparison.Ordinal);
        Assert.Equal("{}", await File.ReadAllTextAsync(PathOf("notes.txt")));
        Assert.False(File.Exists(PathOf("out.onnx")));
    }

    [Fact]
    public async Task Model_and_plan_cannot_share_standard_output()
    {
        CliRun run = await CliRun.Of(WriteModel(), "-o", "-", "--save-plan", "-");
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Contains("QCC0103: --output - and --save-plan - exclude each other", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_and_json_cannot_share_standard_output()
    {
        CliRun run = await CliRun.Of(WriteModel(), "-o", "-", "--json");
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Equal("QCC0103", run.Json["diagnostics"]![0]!["code"]!.GetValue<string>());
    }
}
