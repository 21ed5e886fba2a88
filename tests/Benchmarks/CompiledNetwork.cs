using Qcc.Bisect;
using Qcc.Calibrate;
using Qcc.Core.Quantization;
using Qcc.Data;
using Qcc.Measure;
using Qcc.Passes.Quantize;
using Qcc.Search;

namespace Qcc.Benchmarks;

/// <summary>A network planned for target int8-integer, with what it was planned from.</summary>
/// <param name="Recipe">The choices of the plan.</param>
sealed record CompiledNetwork(PreparedModel Prepared, CalibrationResult Calibration, Recipe Recipe, PlannedModel Planned) : IDisposable
{
    static readonly CompileOptions Defaults = new() { Target = "int8-integer" };

    /// <summary>Compiles a model up to its plan, with default options.</summary>
    /// <param name="samples">Calibration data, as <c>--calibrate</c> takes them.</param>
    /// <param name="form">What scales become.</param>
    /// <param name="weightBits">Bits of the weights of layers, 4 or 8.</param>
    public static async Task<CompiledNetwork> OfAsync(string model, string samples, MultiplierForm form = MultiplierForm.Dyadic, int weightBits = 8)
    {
        CompileOptions options = Defaults with { CalibrationPath = samples, Multiplier = form, WeightBits = weightBits };
        BisectedCompile compile = await Compilation.FollowAsync(model, options, CancellationToken.None).ConfigureAwait(false);
        try
        {
            CalibrationResult calibration = await compile.CalibrateAsync().ConfigureAwait(false);
            PreparedModel prepared = compile.Prepared;
            var search = new PlanSearch(calibration, prepared.Target, prepared.Selection, options, CancellationToken.None);
            Recipe recipe = search.Choose(prepared.Model);
            return new CompiledNetwork(prepared, calibration, recipe, search.Follow(recipe, prepared.Model));
        }
        catch
        {
            compile.Dispose();
            throw;
        }
    }

    /// <summary>The plan of the same recipe with the bits of activations as what reads a value gives them.</summary>
    public PlannedModel ByReader() => new PlanSearch(Calibration, Prepared.Target, Prepared.Selection, Defaults, CancellationToken.None)
        .Follow(Recipe with { Widths = ActivationWidths.ByReader }, Prepared.Model);

    /// <summary>The integer graph, lowered.</summary>
    public EmittedModel Emit() => PlanSearch.Emit(Planned.Model, Planned.Plan, Prepared.Target, Notes.Written);

    /// <summary>At most so many of the samples.</summary>
    public IAsyncEnumerable<Sample> ReadAsync(int most) => new FirstSamples(Prepared.Samples, most).ReadAsync(CancellationToken.None);

    public void Dispose() => Prepared.Dispose();
}
