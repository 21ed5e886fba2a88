using Qcc.Bisect;
using Qcc.Calibrate;
using Qcc.Data;
using Qcc.Measure;
using Qcc.Search;

namespace Qcc.Benchmarks;

/// <summary>A network planned for target int8-integer, with what it was planned from.</summary>
sealed record CompiledNetwork(PreparedModel Prepared, CalibrationResult Calibration, PlannedModel Planned) : IDisposable
{
    /// <summary>Compiles a model up to its plan, with default options.</summary>
    /// <param name="samples">Calibration data, as <c>--calibrate</c> takes them.</param>
    public static async Task<CompiledNetwork> OfAsync(string model, string samples)
    {
        var options = new CompileOptions { Target = "int8-integer", CalibrationPath = samples };
        BisectedCompile compile = await Compilation.FollowAsync(model, options, CancellationToken.None).ConfigureAwait(false);
        try
        {
            CalibrationResult calibration = await compile.CalibrateAsync().ConfigureAwait(false);
            PreparedModel prepared = compile.Prepared;
            return new CompiledNetwork(prepared, calibration, new PlanSearch(calibration, prepared.Target, prepared.Selection, options, CancellationToken.None).Run(prepared.Model));
        }
        catch
        {
            compile.Dispose();
            throw;
        }
    }

    /// <summary>The integer graph, lowered.</summary>
    public EmittedModel Emit() => PlanSearch.Emit(Planned.Model, Planned.Plan, Prepared.Target, Notes.Written);

    /// <summary>At most so many of the samples.</summary>
    public IAsyncEnumerable<Sample> ReadAsync(int most) => new FirstSamples(Prepared.Samples, most).ReadAsync(CancellationToken.None);

    public void Dispose() => Prepared.Dispose();
}
