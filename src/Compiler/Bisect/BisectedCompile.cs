using Qcc.Calibrate;
using Qcc.Core.Ir;
using Qcc.Passes.Quantize;
using Qcc.Targets;

namespace Qcc.Bisect;

/// <summary>A step that has changed the float model, and the model after it.</summary>
sealed record CompiledStep(string Pass, Model After);

/// <summary>A compile up to calibration, for looking into.</summary>
/// <param name="Original">The model as imported.</param>
/// <param name="Steps">What has changed it, in order.</param>
/// <param name="Synthetic">Whether the samples are made up.</param>
/// <param name="CalibrateAsync">Runs the samples.</param>
/// <param name="Canonical">The model after all steps.</param>
sealed record BisectedCompile(
    Model Original, IReadOnlyList<CompiledStep> Steps, Target Target, Selection Selection, bool Synthetic, Func<Task<CalibrationResult>> CalibrateAsync, Model Canonical);
