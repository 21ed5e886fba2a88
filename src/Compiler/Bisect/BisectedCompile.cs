using Qcc.Calibrate;
using Qcc.Core.Ir;

namespace Qcc.Bisect;

/// <summary>A step that has changed the float model, and the model after it.</summary>
sealed record CompiledStep(string Pass, Model After);

/// <summary>A compile up to calibration, for looking into.</summary>
/// <param name="Prepared">The model as imported and, all steps later, as it is quantized.</param>
/// <param name="Steps">What has changed it, in order.</param>
/// <param name="CalibrateAsync">Runs the samples.</param>
sealed record BisectedCompile(PreparedModel Prepared, IReadOnlyList<CompiledStep> Steps, Func<Task<CalibrationResult>> CalibrateAsync) : IDisposable
{
    public void Dispose() => Prepared.Dispose();
}
