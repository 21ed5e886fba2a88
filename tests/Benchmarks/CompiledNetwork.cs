using Qcc.Bisect;
using Qcc.Calibrate;
using Qcc.Core.Diagnostics;
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

    /// <summary>Samples behind those of the calibration, or null.</summary>
    public string? More { get; init; }

    /// <summary>Compiles a model up to its plan, with default options.</summary>
    /// <param name="samples">Calibration data, as <c>--calibrate</c> takes them.</param>
    /// <param name="form">What scales become.</param>
    /// <param name="weightBits">Bits of the weights of layers, 4 or 8.</param>
    /// <param name="more">Samples to run behind those of the calibration, or null.</param>
    public static async Task<CompiledNetwork> OfAsync(string model, string samples, MultiplierForm form = MultiplierForm.Dyadic, int weightBits = 8, string? more = null)
    {
        CompileOptions options = Defaults with { CalibrationPath = samples, Multiplier = form, WeightBits = weightBits };
        BisectedCompile compile = await Compilation.FollowAsync(model, options, CancellationToken.None).ConfigureAwait(false);
        try
        {
            CalibrationResult calibration = await compile.CalibrateAsync().ConfigureAwait(false);
            PreparedModel prepared = compile.Prepared;
            var search = new PlanSearch(calibration, prepared.Target, prepared.Selection, options, CancellationToken.None);
            Recipe recipe = search.Choose(prepared.Model);
            return new CompiledNetwork(prepared, calibration, recipe, search.Follow(recipe, prepared.Model)) { More = File.Exists(more) ? more : null };
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
    public EmittedModel Emit() => EmittedModel.Of(Planned.Model, Planned.Plan, Prepared.Target, Notes.Written);

    /// <summary>At most so many of the samples.</summary>
    public async IAsyncEnumerable<Sample> ReadAsync(int most)
    {
        int read = 0;
        ICalibrationSource[] sources = [Prepared.Samples, .. More is null ? [] : new[] { SampleFiles.Open(More, ModelInput.Of(Prepared.Original.Graph), SampleOptions.Default, new DiagnosticList()) }];
        foreach (ICalibrationSource source in sources)
        {
            await foreach (Sample sample in new FirstSamples(source, most - read).ReadAsync(CancellationToken.None).ConfigureAwait(false))
            {
                read++;
                yield return sample;
            }
            if (read >= most)
            {
                yield break;
            }
        }
    }

    public void Dispose() => Prepared.Dispose();
}
