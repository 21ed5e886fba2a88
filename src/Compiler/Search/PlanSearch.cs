using Qcc.Calibrate;
using Qcc.Codegen.Onnx;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Onnx.Runtime;
using Qcc.Passes.Equalize;
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
    int _tried;

    public PlanSearch(CalibrationResult calibration, Target target, Selection selection, CompileOptions options, CancellationToken cancellation)
    {
        _calibration = calibration;
        _target = target;
        _selection = selection;
        _options = options;
        _cancellation = cancellation;
    }

    /// <summary>The best candidate.</summary>
    public Candidate Run(Model model)
    {
        Observer[] observers = _options.Observer == Observer.Auto ? [Observer.MinMax, Observer.Mse, Observer.Percentile, Observer.Entropy] : [_options.Observer];
        var plain = new Footing(model, _calibration.Statistics, [], PartitionGraph.Run(model.Graph, _calibration.Statistics, _target.Kernels, _selection));
        Candidate best = Best(null, [.. observers.Select(o => new Recipe(o, CorrectsBias: true, Equalization.None))], plain);
        best = Best(best, [best.Recipe with { CorrectsBias = false }], plain);
        foreach (Equalization equalization in new[] { Equalization.Depthwise, Equalization.Half })
        {
            Footing equalized = Equalize(model, equalization);
            if (equalized.Equalization.Count > 0)
            {
                best = Best(best, [best.Recipe with { Equalization = equalization }, new Recipe(Other(best.Recipe.Observer), CorrectsBias: true, equalization)], equalized);
            }
        }
        return best;
    }

    /// <summary>Equalized ranges have other shapes, so the likeliest other observer is tried along.</summary>
    Observer Other(Observer observer) => _options.Observer != Observer.Auto ? observer : observer == Observer.Mse ? Observer.MinMax : Observer.Mse;

    /// <summary>A model to quantize, with what is known of it.</summary>
    sealed record Footing(Model Model, ActivationStatistics Statistics, IReadOnlyList<EqualizationDecision> Equalization, IReadOnlyList<QuantUnit> Units);

    Footing Equalize(Model model, Equalization equalization)
    {
        IReadOnlyList<EqualizationDecision> decisions = EqualizeAcrossLayers.Choose(model.Graph, _calibration.Statistics, equalization == Equalization.Half ? 0.5f : null);
        Model equalized = model.Copy();
        EqualizeAcrossLayers.Apply(equalized.Graph, decisions);
        ActivationStatistics statistics = _calibration.Statistics.Divided(decisions);
        return new Footing(equalized, statistics, decisions, PartitionGraph.Run(equalized.Graph, statistics, _target.Kernels, _selection));
    }

    Candidate Best(Candidate? best, IReadOnlyList<Recipe> recipes, Footing footing)
    {
        var candidates = new Candidate[recipes.Count];
        Parallel.For(0, recipes.Count, new ParallelOptions { MaxDegreeOfParallelism = _options.Threads > 0 ? _options.Threads : Environment.ProcessorCount, CancellationToken = _cancellation },
            i => candidates[i] = Try(recipes[i], footing));
        foreach (Candidate candidate in candidates)
        {
            best = best is null || candidate.ScoreDb > best.ScoreDb + LeastGainDb ? candidate : best;
        }
        return best!;
    }

    Candidate Try(Recipe recipe, Footing footing)
    {
        QuantizationPlan plan = ChooseScales.Run(footing.Units, footing.Statistics, RangeOf(recipe.Observer), _target.Name, recipe.ToString()) with { Equalization = footing.Equalization };
        if (recipe.CorrectsBias)
        {
            plan = CorrectBias.Run(footing.Model.Graph, plan, footing.Statistics, _target.Kernels);
        }
        using OrtSession session = OrtSession.Load(Emit(footing.Model, plan, _target).ToArray(), new OrtSessionOptions(), "candidate");
        double db = HeldOutError.Score(session, _calibration.HeldOut, footing.Model.Graph);
        _options.Progress?.Report(new CompileProgress("quantize", Interlocked.Increment(ref _tried), null));
        return new Candidate(recipe, footing.Model, plan, db);
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
