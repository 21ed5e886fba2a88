using Qcc.Core.Diagnostics;

namespace Qcc.Cli;

/// <summary>What a verb talks to: its streams under its settings. Takes diagnostics, shows them as they come and keeps them.</summary>
sealed class Shell(Terminal terminal, Settings settings) : IDiagnostics
{
    readonly Lock _lock = new();
    readonly List<Diagnostic> _diagnostics = [];
    readonly List<string> _held = [];
    int _holds;

    public Terminal Terminal { get; } = terminal;
    public Settings Settings { get; } = settings;

    /// <summary>The diagnostics so far, after <see cref="Settings.Warnings"/>.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics
    {
        get
        {
            lock (_lock)
            {
                return [.. _diagnostics];
            }
        }
    }

    public bool HasErrors => Diagnostics.Any(d => d.Severity == Severity.Error);

    public void Report(Diagnostic diagnostic)
    {
        if (Settings.Apply(diagnostic) is not { } counted)
        {
            return;
        }
        lock (_lock)
        {
            _diagnostics.Add(counted);
            if (counted.Severity != Severity.Info || Settings.Verbosity != Verbosity.Quiet)
            {
                Write(Line(counted));
            }
        }
    }

    /// <summary>Reports what <see cref="Report"/> has not had yet: a result lists what a compile has also reported as it went.</summary>
    public void ReportMissing(IEnumerable<Diagnostic> diagnostics)
    {
        IReadOnlyList<Diagnostic> known = Diagnostics;
        foreach (Diagnostic diagnostic in diagnostics)
        {
            if (Settings.Apply(diagnostic) is { } counted && !known.Contains(counted))
            {
                Report(diagnostic);
            }
        }
    }

    /// <summary>A line for people on standard error (the summary), not shown with -q or --json.</summary>
    public void Inform(string line)
    {
        if (Settings.Verbosity != Verbosity.Quiet && Settings.Format == OutputFormat.Text)
        {
            lock (_lock)
            {
                Write(line);
            }
        }
    }

    /// <summary>A line for those who asked for detail (-v).</summary>
    public void Detail(string line)
    {
        if (Settings.Verbosity >= Verbosity.Verbose)
        {
            lock (_lock)
            {
                Write(line);
            }
        }
    }

    /// <summary>Holds lines back while progress bars own the terminal; they come when the last holder lets go.</summary>
    public IDisposable Hold()
    {
        lock (_lock)
        {
            _holds++;
        }
        return new Release(this);
    }

    void Write(string line)
    {
        if (_holds > 0)
        {
            _held.Add(line);
        }
        else
        {
            try
            {
                Terminal.Error.WriteLine(line);
            }
            catch (IOException)
            {
                // A standard error that takes nothing is no reason to lose the answer; the exit code still tells.
            }
        }
    }

    string Line(Diagnostic diagnostic)
    {
        string line = diagnostic.ToString();
        if (!Settings.UsesColor(Terminal) || diagnostic.Severity == Severity.Info)
        {
            return line;
        }
        (string word, string color) = diagnostic.Severity == Severity.Error ? (" : error ", "31") : (" : warning ", "33");
        int at = line.IndexOf(word, StringComparison.Ordinal) + " : ".Length;
        int end = at + word.Length - " : ".Length - 1;
        return $"{line[..at]}\e[{color}m{line[at..end]}\e[0m{line[end..]}";
    }

    sealed class Release(Shell shell) : IDisposable
    {
        public void Dispose()
        {
            lock (shell._lock)
            {
                if (--shell._holds == 0)
                {
                    shell._held.ForEach(shell.Write);
                    shell._held.Clear();
                }
            }
        }
    }
}
