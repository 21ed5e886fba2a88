using System.Diagnostics;

namespace Qcc.Cli.Tests;

public sealed class CompletionsVerbTests : ModelFiles
{
    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task A_script_asks_the_command_line(string shell)
    {
        CliRun run = await CliRun.Of("completions", shell);
        Assert.Equal(ExitCode.Done, run.Exit);
        Assert.Contains("[suggest:", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', run.Out);
    }

    [Fact]
    public async Task An_unknown_shell_is_refused()
    {
        CliRun run = await CliRun.Of("completions", "fisch");
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Contains("did you mean fish?", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("qcc compl", "completions")]
    [InlineData("qcc list pa", "passes")]
    [InlineData("qcc compile --observer mi", "min-max")]
    [InlineData("qcc --target int8-c", "int8-cpu")]
    [InlineData("qcc dump m.onnx --after FoldBatchNormIntoConvT", "FoldBatchNormIntoConvTranspose")]
    public async Task What_may_follow_is_suggested(string line, string expected)
    {
        CliRun run = await CliRun.Of($"[suggest:{line.Length}]", line);
        Assert.Equal([expected], run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    /// <summary>The script in a real bash, called as bash calls it; where nothing is suggested bash completes files.</summary>
    [Theory]
    [InlineData("qcc compi", "compi", "compile")]
    [InlineData("qcc compile --observer=mi", "mi", "min-max")]
    [InlineData("qcc compile model.onnx --save-", "--save-", "--save-config --save-plan")]
    [InlineData("qcc list ", "", "ops passes targets")]
    [InlineData("qcc compile ", "", "")]
    [InlineData("qcc mod", "mod", "")]
    public async Task Bash_completes(string line, string word, string expected)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "there is no bash");
        await File.WriteAllTextAsync(PathOf("completions.bash"), (await CliRun.Of("completions", "bash")).Out);
        string script = $$"""
            qcc() { dotnet exec '{{typeof(Application).Assembly.Location}}' "$@"; }
            source '{{PathOf("completions.bash")}}'
            complete -p qcc >&2
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}}
            _qcc qcc '{{word}}' ''
            echo "${COMPREPLY[*]}"
            """;
        using Process bash = Process.Start(new ProcessStartInfo("/bin/bash", ["--norc", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), error = await bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal((expected, "complete -o bashdefault -o default -F _qcc qcc"), (output.Trim(), error.Trim()));
    }
}
