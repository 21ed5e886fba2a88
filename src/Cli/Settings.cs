using Qcc.Core.Diagnostics;

namespace Qcc.Cli;

/// <summary>What standard output carries.</summary>
enum OutputFormat { Text, Json }

/// <summary>How much standard error carries.</summary>
enum Verbosity
{
    /// <summary>Warnings and errors.</summary>
    Quiet,
    Normal,

    /// <summary>More detail, such as where a setting comes from.</summary>
    Verbose,

    /// <summary>Stack traces too.</summary>
    Trace,
}

/// <summary>When to colour.</summary>
enum ColorMode { Auto, Always, Never }

/// <summary>What every verb understands.</summary>
sealed record Settings
{
    public OutputFormat Format { get; init; }
    public Verbosity Verbosity { get; init; } = Verbosity.Normal;
    public ColorMode Color { get; init; }
    public bool NoProgress { get; init; }

    /// <summary>Where a log of the diagnostics goes, or null.</summary>
    public string? Sarif { get; init; }

    public WarningPolicy Warnings { get; init; } = WarningPolicy.None;

    /// <summary>Says where the value that an error is about stands, if that is not the command line.</summary>
    public Func<Diagnostic, Diagnostic> Locate { get; init; } = d => d;

    /// <summary>A diagnostic as it counts, or null where it is hidden.</summary>
    public Diagnostic? Apply(Diagnostic diagnostic) => Warnings.Apply(diagnostic) is { } counted ? Locate(counted) : null;

    /// <summary>Whether progress bars may be drawn: only for people who look at a terminal.</summary>
    public bool ShowsProgress(Terminal terminal) =>
        terminal.ErrorIsTerminal && !NoProgress && Format == OutputFormat.Text && Verbosity != Verbosity.Quiet
        && string.IsNullOrEmpty(terminal.Environment("CI")) && terminal.Environment("TERM") != "dumb";

    /// <summary>Whether standard error is coloured; NO_COLOR counts where it is not empty (no-color.org).</summary>
    public bool UsesColor(Terminal terminal) => Color switch
    {
        ColorMode.Always => true,
        ColorMode.Never => false,
        _ => terminal.ErrorIsTerminal && string.IsNullOrEmpty(terminal.Environment("NO_COLOR")) && terminal.Environment("TERM") != "dumb",
    };
}

/// <summary>Which warnings become errors and which are not shown.</summary>
/// <param name="AsErrors">Codes, or <see cref="Usage.Arguments.AllWarnings"/>.</param>
/// <param name="Hidden">Codes.</param>
sealed record WarningPolicy(IReadOnlyCollection<string> AsErrors, IReadOnlyCollection<string> Hidden)
{
    public static WarningPolicy None { get; } = new([], []);

    /// <summary>The diagnostic as it counts, or null where it is hidden. Errors are never hidden.</summary>
    public Diagnostic? Apply(Diagnostic diagnostic)
    {
        if (diagnostic.Severity == Severity.Error)
        {
            return diagnostic;
        }
        if (Names(Hidden, diagnostic.Code))
        {
            return null;
        }
        bool promoted = Names(AsErrors, diagnostic.Code) || (diagnostic.Severity == Severity.Warning && Names(AsErrors, Usage.Arguments.AllWarnings));
        return promoted ? diagnostic with { Severity = Severity.Error } : diagnostic;
    }

    static bool Names(IReadOnlyCollection<string> codes, string code) => codes.Contains(code, StringComparer.OrdinalIgnoreCase);
}
