namespace Qcc.Cli;

/// <summary>The world around a run: streams, environment, and what cancelled it. Tests give their own.</summary>
sealed record Terminal(TextWriter Out, TextWriter Error)
{
    /// <summary>Opens standard output for bytes (<c>-o -</c>).</summary>
    public required Func<Stream> OpenOutput { get; init; }

    /// <summary>An environment variable, or null.</summary>
    public Func<string, string?> Environment { get; init; } = _ => null;

    /// <summary>Whether standard error is a terminal that people look at.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>The exit code of a cancelled run: which signal came.</summary>
    public Func<ExitCode> Interruption { get; init; } = () => ExitCode.Interrupted;

    /// <summary>Ends the run when another process ends, whose number is given.</summary>
    public Action<int> EndWith { get; init; } = _ => { };
}
