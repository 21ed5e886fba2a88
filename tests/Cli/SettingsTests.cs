using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Tests;

public sealed class SettingsTests
{
    static readonly Diagnostic Warning = new("QCC2001", Severity.Warning, new Place("m.onnx"), "text", "remedy");

    static Terminal Tty(params (string Name, string Value)[] environment) => new(TextWriter.Null, TextWriter.Null)
    {
        OpenOutput = () => Stream.Null,
        ErrorIsTerminal = true,
        Environment = name => environment.FirstOrDefault(e => e.Name == name).Value,
    };

    [Fact]
    public void Progress_is_for_people_at_a_terminal()
    {
        Assert.True(new Settings().ShowsProgress(Tty()));
        Assert.False(new Settings().ShowsProgress(Tty() with { ErrorIsTerminal = false }));
        Assert.False(new Settings().ShowsProgress(Tty(("CI", "true"))));
        Assert.False(new Settings().ShowsProgress(Tty(("TERM", "dumb"))));
        Assert.False(new Settings { Format = OutputFormat.Json }.ShowsProgress(Tty()));
        Assert.False(new Settings { Verbosity = Verbosity.Quiet }.ShowsProgress(Tty()));
        Assert.False(new Settings { NoProgress = true }.ShowsProgress(Tty()));
    }

    [Fact]
    public void Color_follows_the_option_then_the_terminal()
    {
        Assert.True(new Settings().UsesColor(Tty()));
        Assert.False(new Settings().UsesColor(Tty(("NO_COLOR", "1"))));
        Assert.True(new Settings().UsesColor(Tty(("NO_COLOR", ""))));
        Assert.True(new Settings { Color = ColorMode.Always }.UsesColor(Tty(("NO_COLOR", "1"))));
        Assert.False(new Settings { Color = ColorMode.Never }.UsesColor(Tty()));
    }

    [Fact]
    public void Colored_lines_keep_their_text()
    {
        using var error = new StringWriter();
        new Shell(Tty() with { Error = error }, new Settings()).Report(Warning);
        Assert.Equal("m.onnx : \e[33mwarning\e[0m QCC2001: text; remedy\n", error.ToString());
    }

    [Fact]
    public void Warnings_become_errors_or_vanish()
    {
        Assert.Equal(Severity.Error, new WarningPolicy(["all"], []).Apply(Warning)!.Severity);
        Assert.Equal(Severity.Error, new WarningPolicy(["qcc2001"], []).Apply(Warning)!.Severity);
        Assert.Equal(Severity.Warning, new WarningPolicy(["QCC2002"], []).Apply(Warning)!.Severity);
        Assert.Null(new WarningPolicy([], ["QCC2001"]).Apply(Warning));
        Assert.NotNull(new WarningPolicy([], ["QCC2001"]).Apply(Warning with { Severity = Severity.Error }));
        Assert.Equal(Severity.Info, new WarningPolicy(["all"], []).Apply(Warning with { Severity = Severity.Info })!.Severity);
    }

    [Fact]
    public void Lines_wait_while_bars_are_drawn()
    {
        using var error = new StringWriter();
        var shell = new Shell(Tty() with { Error = error }, new Settings { Color = ColorMode.Never });
        using (shell.Hold())
        {
            shell.Report(Warning);
            Assert.Equal("", error.ToString());
        }
        Assert.Equal("m.onnx : warning QCC2001: text; remedy\n", error.ToString());
    }
}
