using Qcc.Calibrate;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli;

/// <summary>Exit codes of qcc; scripts and the MSBuild task depend on the numbers.</summary>
enum ExitCode
{
    /// <summary>Done, Check passed.</summary>
    Done = 0,

    /// <summary>A bug of qcc: report it. Never "fix your call".</summary>
    InternalError = 1,
    Usage = 2,
    BadModel = 3,
    BadData = 4,

    /// <summary>The target cannot do it.</summary>
    Unsupported = 5,

    /// <summary>An accuracy or latency goal was missed; nothing was written.</summary>
    GoalMissed = 6,

    /// <summary>Input or output. The same call succeeds only once the file, its permissions or the space have changed.</summary>
    InputOutput = 7,

    /// <summary>Check failed, nothing was written.</summary>
    CheckFailed = 8,

    /// <summary>A tool is missing: SDK, libLLVM, C compiler.</summary>
    ToolMissing = 9,

    /// <summary>Something is not there yet, such as a shard that another run makes; worth another try (TEMPFAIL of sysexits.h).</summary>
    Temporary = 75,

    /// <summary>SIGHUP: the terminal went away; temporaries are removed.</summary>
    HungUp = 129,

    /// <summary>SIGINT; temporaries are removed.</summary>
    Interrupted = 130,

    /// <summary>SIGTERM; temporaries are removed.</summary>
    Terminated = 143,
}

/// <summary>Exit codes from diagnostics.</summary>
static class ExitCodes
{
    /// <summary>The code that the first error stands for, or <see cref="ExitCode.Done"/> where there is none.</summary>
    public static ExitCode Of(IEnumerable<Diagnostic> diagnostics) =>
        diagnostics.FirstOrDefault(d => d.Severity == Severity.Error) is { } first ? Of(first.Code) : ExitCode.Done;

    /// <summary>The code for a diagnostic code, by the stage that its first digit names; QCC0001 is a bug, other QCC00xx are missing tools.</summary>
    public static ExitCode Of(string code) => code[3] switch
    {
        '0' when code == UsageDiagnostics.Internal.Code => ExitCode.InternalError,
        '0' when code[4] == '0' => ExitCode.ToolMissing,
        '0' => ExitCode.Usage,
        '1' => ExitCode.BadModel,
        '2' when code == StatisticsDiagnostics.ShardsMissing.Code => ExitCode.Temporary,
        '2' => ExitCode.BadData,
        '3' or '4' => ExitCode.Unsupported,
        '5' when code == CompileDiagnostics.GoalMissed.Code || code == CompileDiagnostics.BudgetMissed.Code => ExitCode.GoalMissed,
        '5' => ExitCode.CheckFailed,
        '6' => ExitCode.InputOutput,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "no stage has this digit"),
    };
}
