using Qcc.Calibrate;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Onnx.Runtime;

namespace Qcc.Search;

/// <summary>Leaves layers of a candidate in float where that is worth it or asked for (docs/algorithms.md C23, C24).</summary>
sealed class PrecisionSearch(SearchContext context, RecipePlans plans, Trials trials)
{
    /// <summary>Expected times of mixtures for a goal that is still missed, in shares of the way from the integer file's time to that of float.</summary>
    static readonly double[] Shares = [0.1, 0.25, 0.5, 0.75, 0.95];

    readonly List<PlannedModel> _passed = [];

    /// <summary>Mixtures that were measured and not chosen, those that no other one beats in expected time and error; kept where <see cref="CompileOptions.Details"/> asks for them.</summary>
    public IReadOnlyList<PlannedModel> Passed => _passed;

    /// <summary>Measures layers of a candidate on samples.</summary>
    public SensitivityMeter Sensitivities(Candidate candidate, Mixtures mixtures, IReadOnlyList<HeldOutSample> samples)
    {
        Graph graph = candidate.Footing.Model.Graph;
        return new SensitivityMeter(mixtures, mixture =>
        {
            QuantizationPlan plan = ReferenceEquals(mixture, mixtures.None) ? candidate.Plan : plans.Replaced(candidate, mixture.Units);
            using OrtSession session = OrtSession.Load(EmittedModel.Of(candidate.Footing.Model, plan, context.Target, Notes.None).Model, new OrtSessionOptions(), "candidate");
            return HeldOutError.Outputs(session, samples, graph);
        }, HeldOutError.References(samples, graph), context.Parallel);
    }

    /// <summary>Measures mixtures and layers of a candidate.</summary>
    public MixtureMeters MetersOf(Candidate candidate, Mixtures mixtures) => new(Sensitivities(candidate, mixtures, Samples), Sensitivities(candidate, mixtures, FewSamples));

    /// <summary>Mixtures of a candidate.</summary>
    public Mixtures MixturesOf(Candidate candidate) => new(candidate.Footing, context.Target, RecipePlans.SelectionOf(candidate.Recipe, candidate.Footing));

    /// <summary>
    /// Slower and more exact files than a candidate: the one whose float layers are worth their time, unless the smallest file is preferred, and
    /// others where a goal may be missed.
    /// </summary>
    public IEnumerable<Candidate> Slower(Candidate candidate)
    {
        if (context.Target.IsIntegerOnly || candidate.Plan.WhyNothingIsInteger() is not null || context.Calibration.HeldOut.Count == 0 || context.IsOver
            || (context.Options.MaxDrop is null && (context.Options.Preference == Preference.Size || !PrecisionGoal.AsksForMore(candidate.Score.LowestDb))))
        {
            yield break;
        }
        Mixtures mixtures = MixturesOf(candidate);
        MixtureMeters meters = MetersOf(candidate, mixtures);
        Candidate best = candidate;
        if (context.Options.Preference == Preference.Latency && Choose(candidate, mixtures, meters, PrecisionGoal.WorthItsTime(mixtures.None.Cost.Ns, mixtures.Float.Ns), c => c.Score.Beats(best.Score)) is { } worth)
        {
            yield return best = worth;
        }
        foreach (double share in context.Options.MaxDrop is null ? [] : Shares)
        {
            if (context.IsOver)
            {
                yield break;
            }
            double most = mixtures.None.Cost.Ns + share * Math.Max(mixtures.Float.Ns - mixtures.None.Cost.Ns, 0);
            var goal = PrecisionGoal.Within(new Budget(BudgetKind.Latency, most, IsShare: false), mixtures);
            if (Choose(candidate, mixtures, meters, goal, c => c.Score.PooledDb > best.Score.PooledDb) is { } slower)
            {
                yield return best = slower;
            }
        }
    }

    /// <summary>The candidate within a budget.</summary>
    /// <exception cref="DiagnosticException">QCC5008: nothing that was found keeps the budget.</exception>
    public Candidate Within(Candidate candidate, Budget budget)
    {
        Mixtures mixtures = MixturesOf(candidate);
        var goal = PrecisionGoal.Within(budget, mixtures);
        MixtureMeters meters = MetersOf(candidate, mixtures);
        ChosenMixture chosen = Choose(candidate, mixtures, meters, goal);
        double found = budget.Kind == BudgetKind.Drop ? Math.Sqrt(chosen.Error) : chosen.Mixture.Cost.Of(budget.Kind);
        double limit = budget.Kind == BudgetKind.Drop ? budget.Value : goal.Limit;
        if (found > limit * (1 + 1e-9) && !context.Options.BestEffort)
        {
            double share = budget.Kind == BudgetKind.Drop ? 1 : mixtures.Float.Of(budget.Kind);
            throw new DiagnosticException(CompileDiagnostics.BudgetMissed.At(new Place("qcc"), (budget.ToString(), (budget with { Value = budget.IsShare ? found / share : found }).ToString())));
        }
        return Mixed(candidate, chosen.Mixture, _ => true);
    }

    /// <summary>What fitting has not seen: integer layers look better on samples that their weights were fitted to than they are.</summary>
    public IReadOnlyList<HeldOutSample> Samples => [.. context.Calibration.HeldOut, .. context.Calibration.Compared];

    /// <summary>Some of them: what a layer adds to the error hardly depends on the samples.</summary>
    IReadOnlyList<HeldOutSample> FewSamples => [.. context.Calibration.HeldOut.Take(Trial.Few), .. context.Calibration.Compared.Take(Trial.Few)];

    /// <summary>The best mixture for a goal; null where that is the candidate itself, or its file is refused.</summary>
    Candidate? Choose(Candidate candidate, Mixtures mixtures, MixtureMeters meters, PrecisionGoal goal, Func<Candidate, bool> isBetter)
    {
        ChosenMixture chosen = Choose(candidate, mixtures, meters, goal);
        return chosen.Mixture.Chosen.Count > 0 && Mixed(candidate, chosen.Mixture, isBetter) is var mixed && isBetter(mixed) ? mixed : null;
    }

    ChosenMixture Choose(Candidate candidate, Mixtures mixtures, MixtureMeters meters, PrecisionGoal goal)
    {
        var precisions = new MixedPrecision(mixtures, meters.Wholes, meters.Layers, goal);
        ChosenMixture chosen = precisions.Choose(mixtures.Layers, () => context.IsOver);
        if (context.Options.Details)
        {
            _passed.AddRange(Frontier(precisions.Measured, chosen).Select(m => new PlannedModel(candidate.Footing.Model, PlanOf(candidate, m.Mixture))));
        }
        return chosen;
    }

    /// <summary>Mixtures that no other one of them beats in both expected time and error, without the chosen one.</summary>
    static IEnumerable<ChosenMixture> Frontier(IReadOnlyList<ChosenMixture> measured, ChosenMixture chosen) =>
        measured.Where(m => m.Mixture.Key != chosen.Mixture.Key && !measured.Append(chosen).Any(o => o.Mixture.Key != m.Mixture.Key && o.Mixture.Cost.Ns <= m.Mixture.Cost.Ns && o.Error <= m.Error));

    QuantizationPlan PlanOf(Candidate candidate, Mixture mixture) =>
        plans.Replaced(candidate, mixture.Units) with { Method = (candidate.Recipe with { FloatLayers = mixture.Chosen.Count }).ToString() };

    Candidate Mixed(Candidate candidate, Mixture mixture, Func<Candidate, bool> isKept)
    {
        if (mixture.Chosen.Count == 0)
        {
            return candidate;
        }
        return trials.Try(candidate.Recipe with { FloatLayers = mixture.Chosen.Count }, PlanOf(candidate, mixture), candidate.Footing, isKept);
    }
}

/// <summary>What measures mixtures of one plan.</summary>
/// <param name="Wholes">Mixtures as wholes, on all kept samples.</param>
/// <param name="Layers">What layers add, on some of them.</param>
sealed record MixtureMeters(SensitivityMeter Wholes, SensitivityMeter Layers);
