using Qcc.Calibrate;
using Qcc.Core.Diagnostics;

namespace Qcc;

/// <summary>The compiler as a library. Two compiles may run side by side; nothing is shared.</summary>
public static class Compiler
{
    /// <summary>Compiles a model on other threads. What the user can cause comes back as diagnostics; exceptions are bugs or a cancellation.</summary>
    /// <param name="cancellation">Looked at before every sample and every pass.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing is left behind.</exception>
    /// <exception cref="InvalidOperationException">One of <see cref="CompileOptions.ExtraPasses"/> left a broken graph.</exception>
    public static Task<CompileResult> CompileAsync(ModelSource source, CompileOptions options, CancellationToken cancellation = default) =>
        Task.Run(() => Compilation.RunAsync(source, options, cancellation), cancellation);

    /// <summary>Runs the samples of a shard and keeps the statistics of every activation, for <see cref="CompileOptions.StatisticsFile"/>.</summary>
    /// <param name="options">With <see cref="CompileOptions.Calibration"/> or <see cref="CompileOptions.CalibrationPath"/>.</param>
    /// <exception cref="DiagnosticException">The model, the options or the samples are refused.</exception>
    public static Task<StatisticsFile> CalibrateAsync(ModelSource source, CompileOptions options, Shard shard, CancellationToken cancellation = default) =>
        Task.Run(() => Compilation.CalibrateAsync(source, options, shard, cancellation), cancellation);
}
