using Qcc.Calibrate;
using Qcc.Codegen.Onnx;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Onnx.Runtime;
using Qcc.Passes.Lower;
using Qcc.Passes.Quantize;
using Qcc.Targets;

namespace Qcc.Search;

/// <summary>
/// Finds the recipe with the least error on held-out samples: emits a file for each candidate, runs it in ONNX Runtime and keeps
/// the best. Which remedy wins differs per network and they do not add up (docs/algorithms.md), so each is measured.
/// </summary>
sealed class PlanSearch
{
    /// <summary>A remedy stays only where it gains more than this many dB; less is noise of the sample.</summary>
    const double LeastGainDb = 0.05;

    readonly CalibrationResult _calibration;
    readonly Target _target;
    readonly CompileOptions _options;
    readonly Selection _selection;
    readonly CancellationToken _cancellation;
    readonly IReadOnlyList<string> _outputs;
    int _tried;

    public PlanSearch(Model model, CalibrationResult calibration, Target target, Selection selection, CompileOptions options, CancellationToken cancellation)
    {
        _calibration = calibration;
        _target = target;
        _selection = selection;
        _options = options;
        _cancellation = cancellation;
        _outputs = [.. model.Graph.Outputs.Select(o => o.Name)];
    }

    /// <summary>The best candidate.</summary>
    public Candidate Run(Model model)
    {
        Observer[] observers = _options.Observer == Observer.Auto ? [Observer.MinMax, Observer.Mse, Observer.Percentile, Observer.Entropy] : [_options.Observer];
        IReadOnlyList<QuantUnit> units = PartitionGraph.Run(model.Graph, _calibration.Statistics, _target.Kernels, _selection);
        Candidate best = Best(null, [.. observers.Select(o => new Recipe(o, CorrectsBias: true, Equalization.None))], model, units);
        return Best(best, [best.Recipe with { CorrectsBias = false }], model, units);
    }

    Candidate Best(Candidate? best, IReadOnlyList<Recipe> recipes, Model model, IReadOnlyList<QuantUnit> units)
    {
        var candidates = new Candidate[recipes.Count];
        Parallel.For(0, recipes.Count, new ParallelOptions { MaxDegreeOfParallelism = _options.Threads > 0 ? _options.Threads : Environment.ProcessorCount, CancellationToken = _cancellation },
            i => candidates[i] = Try(recipes[i], model, units));
        foreach (Candidate candidate in candidates)
        {
            best = best is null || candidate.SqnrDb > best.SqnrDb + LeastGainDb ? candidate : best;
        }
        return best!;
    }

    Candidate Try(Recipe recipe, Model model, IReadOnlyList<QuantUnit> units)
    {
        QuantizationPlan plan = ChooseScales.Run(units, _calibration.Statistics, RangeOf(recipe.Observer), _target.Name, recipe.ToString());
        if (recipe.CorrectsBias)
        {
            plan = CorrectBias.Run(model.Graph, plan, _calibration.Statistics, _target.Kernels);
        }
        using OrtSession session = OrtSession.Load(Emit(model, plan, _target).ToArray(), new OrtSessionOptions(), "candidate");
        double db = HeldOutError.Measure(session, _calibration.HeldOut, _outputs).Sqnr.Db;
        _options.Progress?.Report(new CompileProgress("quantize", Interlocked.Increment(ref _tried), null));
        return new Candidate(recipe, model, plan, db);
    }

    /// <summary>The file of a plan.</summary>
    public static Onnx.ExportedModel Emit(Model model, QuantizationPlan plan, Target target)
    {
        Model lowered = model.Copy();
        InsertQuantizeDequantize.Run(lowered.Graph, plan, target.Kernels);
        return QdqEmitter.Emit(lowered, target.Name, ProductVersion.Text);
    }

    static ChooseScales.RangeOf RangeOf(Observer observer) => observer switch
    {
        Observer.MinMax => RangeObserver.MinMax,
        Observer.Percentile => s => RangeObserver.Percentile(s),
        Observer.Entropy => s => RangeObserver.Entropy(s),
        _ => s => RangeObserver.Mse(s),
    };
}
