using System.CommandLine;
using System.Globalization;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Options;

/// <summary><c>-j</c>, else QCC_THREADS, else all cores.</summary>
sealed class ThreadsOption
{
    /// <summary>More are refused: each is made, and waits for the others at every operator.</summary>
    public const int Most = 1024;

    const string Variable = "QCC_THREADS";

    readonly Option<int?> _option = new("--threads", "-j")
    {
        Description = $"Threads to work with, {Most} at most; default: the environment's {Variable}, else all cores. The result does not depend on it",
        HelpName = "N",
    };

    public ThreadsOption() => _option.Validators.Add(AtLeastOne.Of(_option, Most));

    public void AddTo(Command command) => command.Add(_option);

    /// <summary>The number of threads, counted out.</summary>
    public int Count(ParseResult line, Shell shell) => Read(line, shell) is > 0 and var threads ? threads : Environment.ProcessorCount;

    /// <summary>The number of threads; 0: all cores.</summary>
    public int Read(ParseResult line, Shell shell)
    {
        if (line.GetValue(_option) is { } given)
        {
            return given;
        }
        if (shell.Terminal.Environment(Variable) is not { Length: > 0 } text)
        {
            return 0;
        }
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int threads) || threads is < 1 or > Most)
        {
            throw new DiagnosticException(UsageDiagnostics.Usage.At(UsageDiagnostics.Place,
                new UsageError($"the environment variable {Variable} is '{text}', not a number from 1 to {Most}", "correct or unset it")));
        }
        shell.Detail($"threads: {threads} (environment {Variable})");
        return threads;
    }
}
