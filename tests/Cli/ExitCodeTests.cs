using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Tests;

public sealed class ExitCodeTests : ModelFiles
{
    [Theory]
    [InlineData("QCC0001", 1)]
    [InlineData("QCC0101", 2)]
    [InlineData("QCC0002", 9)]
    [InlineData("QCC1004", 3)]
    [InlineData("QCC2001", 4)]
    [InlineData("QCC2076", 75)]
    [InlineData("QCC3001", 5)]
    [InlineData("QCC4001", 5)]
    [InlineData("QCC5001", 8)]
    [InlineData("QCC6001", 7)]
    public void A_code_stands_for_an_exit_code(string code, int exit) => Assert.Equal(exit, (int)ExitCodes.Of(code));

    [Fact]
    public void Warnings_are_no_failure()
    {
        Diagnostic warning = new("QCC2001", Severity.Warning, new Place("m"), "a", "b"), error = warning with { Severity = Severity.Error, Code = "QCC1001" };
        Assert.Equal(ExitCode.Done, ExitCodes.Of([warning]));
        Assert.Equal(ExitCode.BadModel, ExitCodes.Of([warning, error]));
    }

    [Fact]
    public async Task A_missing_model_is_7()
    {
        CliRun run = await CliRun.Of("inspect", PathOf("none.onnx"));
        Assert.Equal(ExitCode.InputOutput, run.Exit);
        Assert.StartsWith($"{PathOf("none.onnx")} : error QCC6001: ", run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Out);
    }

    [Fact]
    public async Task A_file_that_is_no_model_is_3()
    {
        await File.WriteAllTextAsync(PathOf("page.onnx"), "<!DOCTYPE html><html>not found</html>");
        CliRun run = await CliRun.Of("inspect", PathOf("page.onnx"));
        Assert.Equal(ExitCode.BadModel, run.Exit);
        Assert.Equal(1, run.Error.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10 }, "a PNG picture")]
    [InlineData(new byte[] { 0xff, 0xd8, 0xff, 0xe0, 0, 16 }, "a JPEG picture")]
    [InlineData(new byte[] { (byte)'7', (byte)'z', 0xbc, 0xaf, 0x27, 0x1c }, "a 7z archive")]
    public async Task A_file_of_another_kind_is_named(byte[] bytes, string kind)
    {
        await File.WriteAllBytesAsync(PathOf("other.onnx"), bytes);
        CliRun run = await CliRun.Of("inspect", PathOf("other.onnx"));
        Assert.Equal(ExitCode.BadModel, run.Exit);
        Assert.Contains(kind, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list", "targets")]
    [InlineData("list", "targets", "--json")]
    [InlineData("--help")]
    [InlineData("[suggest:4]", "qcc ")]
    public async Task A_full_standard_output_is_7(params string[] words)
    {
        using var output = new Full();
        using var error = new StringWriter();
        int exit = await Application.RunAsync(words, new Terminal(output, error) { OpenOutput = () => Stream.Null });
        Assert.Equal(7, exit);
        Assert.Equal("- : error QCC6005: the file cannot be written: no space; check the folder, its permissions and the free space\n", error.ToString());
    }

    [Fact]
    public async Task A_full_standard_error_loses_no_answer()
    {
        using var output = new StringWriter();
        using var error = new Full();
        int exit = await Application.RunAsync(["list", "targets", "-v"], new Terminal(output, error) { OpenOutput = () => Stream.Null });
        Assert.Equal(0, exit);
        Assert.Contains("int8-cpu", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_read_is_7()
    {
        Assert.Equal(ExitCode.InputOutput, (await CliRun.Of("list", "targets", "--config", PathOf("none.json"))).Exit);
        await File.WriteAllTextAsync(PathOf("bad.json"), "{");
        Assert.Equal(ExitCode.Usage, (await CliRun.Of("list", "targets", "--config", PathOf("bad.json"))).Exit);
    }

    /// <summary>A device without space.</summary>
    sealed class Full : StringWriter
    {
        public override void Write(char value) => throw new IOException("no space");
        public override void Write(string? value) => throw new IOException("no space");
        public override void Write(char[] buffer, int index, int count) => throw new IOException("no space");
        public override void WriteLine(string? value) => throw new IOException("no space");
    }

    [Theory]
    [InlineData(129)]
    [InlineData(130)]
    [InlineData(143)]
    public async Task A_signal_ends_a_run_with_its_code(int signal)
    {
        using var error = new StringWriter();
        var terminal = new Terminal(TextWriter.Null, error) { OpenOutput = () => Stream.Null, Interruption = () => (ExitCode)signal };
        int exit = await Application.RunAsync(["dump", WriteModel(), "--after", "FoldConstants"], terminal, new CancellationToken(canceled: true));
        Assert.Equal(signal, exit);
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public async Task A_bug_is_1_and_one_line()
    {
        using var error = new StringWriter();
        var terminal = new Terminal(TextWriter.Null, error) { OpenOutput = () => Stream.Null, Environment = _ => throw new InvalidOperationException("no environment") };
        Assert.Equal(1, await Application.RunAsync(["model.onnx"], terminal));
        Assert.StartsWith("qcc : error QCC0001: internal error InvalidOperationException: no environment; ", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, error.ToString().Count(c => c == '\n'));
    }

    [Fact]
    public async Task A_bug_shows_its_stack_to_those_who_ask()
    {
        using var error = new StringWriter();
        var terminal = new Terminal(TextWriter.Null, error) { OpenOutput = () => Stream.Null, Environment = _ => throw new InvalidOperationException("no environment") };
        await Application.RunAsync(["model.onnx", "-vv", "--color", "never"], terminal);
        Assert.Contains("   at Qcc.Cli", error.ToString(), StringComparison.Ordinal);
    }
}
