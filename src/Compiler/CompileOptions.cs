using Qcc.Core.Diagnostics;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using Qcc.Data;
using Qcc.Measure;
using Qcc.Passes.Lower;
using Qcc.Targets;

namespace Qcc;

/// <summary>How the range of an activation is read from its statistics (algorithms: C04).</summary>
public enum Observer
{
    /// <summary>Decided per network by the error on held-back calibration samples.</summary>
    Auto,
    MinMax,
    Percentile,
    Entropy,
    Mse,
}

/// <summary>What decides where a layer runs in float although an integer kernel exists.</summary>
public enum Preference
{
    /// <summary>The expected latency at batch 1: a layer becomes integer where that is faster.</summary>
    Latency,

    /// <summary>The size of the file: every layer with an integer kernel becomes integer.</summary>
    Size,
}

/// <summary>Whether blocks of weights have zero points.</summary>
public enum ZeroPoints
{
    /// <summary>Chosen by error and size.</summary>
    Auto,

    /// <summary>Codes are around zero.</summary>
    None,

    /// <summary>Each block has one.</summary>
    Block,
}

/// <summary>Everything a user can ask of a compile. Immutable; the defaults are those of the command line.</summary>
public sealed record CompileOptions
{
    /// <summary>Name of the target, see <c>qcc list targets</c>.</summary>
    public string Target { get; init; } = "int8-cpu";

    /// <summary>Samples to calibrate on; null: those of <see cref="CalibrationPath"/>.</summary>
    public ICalibrationSource? Calibration { get; init; }

    /// <summary>Files with samples (see <see cref="SampleFiles.Open"/>); null: seeded synthetic samples, with a warning.</summary>
    public string? CalibrationPath { get; init; }

    /// <summary>
    /// A file of statistics that <see cref="Compiler.CalibrateAsync"/> made (<see cref="Calibrate.StatisticsFile"/>), or null. Ranges come
    /// from it; samples, where there are any, only compare.
    /// </summary>
    public string? StatisticsFile { get; init; }

    /// <summary>How files with samples are read.</summary>
    public SampleOptions Samples { get; init; } = SampleOptions.Default;

    /// <summary>Makes a missing <see cref="Calibration"/> an error.</summary>
    public bool RequireCalibration { get; init; }

    public Observer Observer { get; init; } = Observer.Auto;

    public Preference Preference { get; init; } = Preference.Latency;

    /// <summary>Whether recipes are compared and remedies added where the error asks for them; else the cheapest recipe is taken as it is.</summary>
    public bool Auto { get; init; } = true;

    /// <summary>Time after which the search takes the best that it has, or null. A compile that it ends early may differ from another one.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>A limit within which each layer gets its precision, or null: floats where decibels are worth their time.</summary>
    public Budget? Budget { get; init; }

    /// <summary>
    /// The most that the metric may fall by, or null: a share, absolute for metrics that are shares and relative to the float model's value for others.
    /// The fastest file found that keeps it is taken.
    /// </summary>
    public double? MaxDrop { get; init; }

    /// <summary>Data that judge <see cref="MaxDrop"/>, and never choose; null: the share of equal answers on held-out calibration samples.</summary>
    public EvaluationData? Evaluation { get; init; }

    /// <summary>Whether the best file found is taken where <see cref="MaxDrop"/> or <see cref="Budget"/> cannot be kept.</summary>
    public bool BestEffort { get; init; }

    /// <summary>How integers are written in ONNX.</summary>
    public OnnxForm Form { get; init; }

    /// <summary>The instructions that the file is made for.</summary>
    public Isa Isa { get; init; }

    /// <summary>Weight-only targets: inputs that share a scale, one of <see cref="WeightGrid.BlockSizes"/>; 0: chosen by error and size.</summary>
    public int BlockSize { get; init; }

    /// <summary>Weight-only targets: whether blocks of weights have zero points.</summary>
    public ZeroPoints ZeroPoints { get; init; }

    /// <summary>Integer-only targets: bits of the weights of layers, 4 or 8.</summary>
    public int WeightBits { get; init; } = 8;

    /// <summary>Bits of the multipliers of integer-only targets, 8..31.</summary>
    public int MultiplierBits { get; init; } = 31;

    /// <summary>What scales become in integer-only targets.</summary>
    public MultiplierForm Multiplier { get; init; }

    /// <summary><see cref="Multiplier"/> and <see cref="MultiplierBits"/>.</summary>
    internal Multipliers Multipliers => new(Multiplier, MultiplierBits);

    /// <summary>Whether a model of an integer-only target takes and gives codes; code for microcontrollers always does, other targets refuse it (QCC3044).</summary>
    public bool IntegerIo { get; init; }

    /// <summary>Globs over node names that stay float; each must match.</summary>
    public IReadOnlyList<string> KeepFloat { get; init; } = [];

    /// <summary>Globs over node names: only these may become integer; each must match. Empty: all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Operator types that may become integer; empty: all.</summary>
    public IReadOnlyList<string> OperatorTypes { get; init; } = [];

    /// <summary>Shapes of inputs by name, which fix symbolic dimensions for calibration and measurement.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Shapes { get; init; } = new Dictionary<string, IReadOnlyList<long>>();

    /// <summary>A plan to replay instead of deciding anew, or null.</summary>
    public string? PlanFile { get; init; }

    /// <summary>Threads for calibration and search; 0: all cores. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary><see cref="Threads"/>, resolved.</summary>
    internal int ThreadCount => Threads > 0 ? Threads : Environment.ProcessorCount;

    /// <summary>Seed of synthetic samples.</summary>
    public int Seed { get; init; }

    /// <summary>Keeps initializers that are also graph inputs replaceable by the caller (they stay float).</summary>
    public bool KeepOverridable { get; init; }

    /// <summary>Turns what is quantized already back into floats first; else it stays as it is.</summary>
    public bool Requantize { get; init; }

    /// <summary>Accepts NaN or infinite weights; their layers stay float.</summary>
    public bool AllowNonFinite { get; init; }

    /// <summary>
    /// Bytes of weights above which a model is compiled from its files, whatever its size: weights are mapped and not loaded, one
    /// recipe is taken without a search, and latency is not measured (docs/limits.md).
    /// </summary>
    internal long LargeModelBytes { get; init; } = 1L << 30;

    /// <summary>
    /// Passes of the caller's own, which run with those of their stage, <see cref="Stage.Canonicalize"/>, until nothing changes; a <see cref="RewriteRule"/>
    /// is the usual kind. The graph is verified after each of them as with <see cref="Verify"/>, and the plan names them.
    /// </summary>
    public IReadOnlyList<Pass> ExtraPasses { get; init; } = [];

    /// <summary>Runs the verifier after every pass.</summary>
    public bool Verify { get; init; }

    /// <summary>How long Check races the float model and the emitted file.</summary>
    internal RaceOptions Race { get; init; } = new() { Duration = TimeSpan.FromMilliseconds(60), WarmUp = TimeSpan.FromMilliseconds(10), Slice = TimeSpan.FromMilliseconds(1) };

    /// <summary>Measures what a report shows beside the figures of Check (<see cref="CompileResult.Details"/>): takes about as long again.</summary>
    public bool Details { get; init; }

    /// <summary>Takes what happens in long stages, or null.</summary>
    public IProgress<CompileProgress>? Progress { get; init; }

    /// <summary>Takes diagnostics as they are found, besides the result; or null.</summary>
    public IDiagnostics? Diagnostics { get; init; }
}

/// <summary>How far a stage is.</summary>
/// <param name="Stage">The stage as users know it: "calibrate", "quantize", "check".</param>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all, or null where unknown.</param>
public sealed record CompileProgress(string Stage, int Done, int? Total);
