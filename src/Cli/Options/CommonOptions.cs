using System.CommandLine;

namespace Qcc.Cli.Options;

/// <summary>Options that every verb has.</summary>
sealed class CommonOptions
{
    readonly Option<bool> _json = new("--json") { Description = "Write one JSON document to standard output (docs/schema), after an error too", Recursive = true };
    readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Only warnings and errors on standard error", Recursive = true };
    readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "More detail; -vv also prints the stack trace of an internal error", Recursive = true, Arity = ArgumentArity.Zero };
    readonly Option<bool> _noProgress = new("--no-progress") { Description = "No progress bars (they are drawn on terminals only, never with CI set or TERM=dumb)", Recursive = true };
    readonly Option<ColorMode> _color = Choice.Option<ColorMode>("--color", "Whether messages are coloured; auto: on a terminal, unless NO_COLOR is set");
    readonly Option<string[]> _warnAsError = new("--warn-as-error") { Description = "Treat all warnings, or those with CODE, as errors: --warn-as-error, --warn-as-error=QCC2051", HelpName = "CODE", Recursive = true, DefaultValueFactory = _ => [] };
    readonly Option<string[]> _noWarn = new("--no-warn") { Description = "Do not show warnings with CODE", HelpName = "CODE", Recursive = true, DefaultValueFactory = _ => [] };

    public CommonOptions() => _color.Recursive = true;

    public void AddTo(RootCommand root)
    {
        foreach (Option option in new Option[] { _json, _quiet, _verbose, _noProgress, _color, _warnAsError, _noWarn })
        {
            root.Add(option);
        }
    }

    /// <summary>The settings of a line, as far as it could be parsed.</summary>
    public Settings Read(ParseResult line) => new()
    {
        Format = Value(line, _json) ? OutputFormat.Json : OutputFormat.Text,
        Verbosity = Verbosity(line),
        NoProgress = Value(line, _noProgress),
        Color = Value(line, _color),
        Warnings = new WarningPolicy(Codes(Value(line, _warnAsError)), Codes(Value(line, _noWarn))),
    };

    Verbosity Verbosity(ParseResult line)
    {
        int count = line.GetResult(_verbose)?.IdentifierTokenCount ?? 0;
        return count switch
        {
            0 => Value(line, _quiet) ? Cli.Verbosity.Quiet : Cli.Verbosity.Normal,
            1 => Cli.Verbosity.Verbose,
            _ => Cli.Verbosity.Trace,
        };
    }

    /// <summary>The value, or the type's default where the option itself is what could not be parsed.</summary>
    static T? Value<T>(ParseResult line, Option<T> option) => line.GetResult(option) is { } result && result.Errors.Any() ? default : line.GetValue(option);

    static string[] Codes(string[]? values) => [.. (values ?? []).SelectMany(v => v.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
}
