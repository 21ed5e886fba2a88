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
