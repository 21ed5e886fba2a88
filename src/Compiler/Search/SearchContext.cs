using System.Diagnostics;
using Qcc.Calibrate;
using Qcc.Targets;

namespace Qcc.Search;

/// <summary>What every part of a search is given.</summary>
sealed record SearchContext(CalibrationResult Calibration, Target Target, CompileOptions Options, CancellationToken Cancellation)
{
    readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Whether <see cref="CompileOptions.TimeLimit"/> is over: what is the best so far is taken.</summary>
    public bool IsOver => Options.TimeLimit is { } limit && _clock.Elapsed >= limit;

    /// <summary>Whether weights can be fitted to samples that are not held out: real ones, and not those that the choice is made on.</summary>
    public bool CanFit => (Options.CalibrationPath is not null || Options.Calibration is not null)
        && Calibration is { HeldOut: [var held, ..], Counted: [var counted, ..] } && !ReferenceEquals(held, counted);

    /// <summary>How work is spread over threads.</summary>
    public ParallelOptions Parallel => new() { MaxDegreeOfParallelism = Options.ThreadCount, CancellationToken = Cancellation };

    /// <inheritdoc cref="Qcc.InParallel.Select"/>
    public T[] InParallel<T>(int count, Func<int, T> work) => Qcc.InParallel.Select(count, Parallel, work);
}
