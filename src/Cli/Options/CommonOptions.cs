using System.CommandLine;
using System.CommandLine.Parsing;
using Qcc.Cli.Output;
using Qcc.Core.Diagnostics;

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

    readonly Option<string?> _config = new("--config") { Description = "Options by their long names as JSON (docs/schema/config.json); default: qcc.json beside the model, else in the working directory. The command line and the environment win", HelpName = "FILE", Recursive = true };
    readonly Option<string?> _saveConfig = new("--save-config") { Description = "Write the options of this call as such a file, - for standard output; not what says where to write", HelpName = "FILE", Recursive = true };

    readonly Option<string?> _sarif = new("--sarif") { Description = "Write the messages of the call as a SARIF 2.1.0 log too, for code hosts and editors", HelpName = "FILE", Recursive = true };
    readonly Option<int?> _parent = ParentOption.Create();

    public CommonOptions()
    {
        _color.Recursive = true;
        _sarif.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: OutputPath.StandardOutput }])
            {
                result.AddError("--sarif takes a file: standard output carries the answer");
            }
        });
        foreach (Option<string[]> option in new[] { _warnAsError, _noWarn })
        {
            option.CompletionSources.Add([.. Warnings]);
            option.Validators.Add(result => CheckCodes(option, result));
        }
    }

    static IEnumerable<string> Warnings => AllDiagnostics.Kinds.Where(k => k.Severity != Severity.Error).Select(k => k.Code).Order(StringComparer.Ordinal);

    /// <summary>A code that nothing has would have no effect, and nobody would notice.</summary>
    static void CheckCodes(Option option, OptionResult result)
    {
        foreach (string code in Codes([.. result.Tokens.Select(t => t.Value)]))
        {
            if (!AllDiagnostics.Kinds.Any(k => k.Code.Equals(code, StringComparison.OrdinalIgnoreCase)) && !(option.Name == "--warn-as-error" && code == Usage.Arguments.AllWarnings))
            {
                string hint = NearestNames.To(code.ToUpperInvariant(), Warnings) is { Count: > 0 } near ? $", did you mean {near[0]}?" : ", docs/diagnostics.md names them all";
                result.AddError($"{option.Name} '{code}' is no code of a diagnostic{hint}");
            }
        }
    }

    public void AddTo(RootCommand root)
    {
        foreach (Option option in new Option[] { _json, _quiet, _verbose, _noProgress, _color, _warnAsError, _noWarn, _config, _saveConfig, _sarif, _parent })
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
        Sarif = Value(line, _sarif),
        Warnings = new WarningPolicy(Codes(Value(line, _warnAsError)), Codes(Value(line, _noWarn))),
    };

    /// <summary>The configuration that the line names, or null.</summary>
    public string? Config(ParseResult line) => Value(line, _config);

    /// <summary>The process that the run ends with, or null.</summary>
    public int? Parent(ParseResult line) => Value(line, _parent);

    /// <summary>Where to write a log of the messages, or null.</summary>
    public string? Sarif(ParseResult line) => Value(line, _sarif);

    /// <summary>Where to write the configuration, or null.</summary>
    public string? SaveConfig(ParseResult line) => Value(line, _saveConfig);

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
