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
        SensitivityMeter meter = Sensitivities(candidate, mixtures, Samples), screen = Sensitivities(candidate, mixtures, FewSamples);
        Candidate best = candidate;
        if (context.Options.Preference == Preference.Latency && Choose(candidate, new MixedPrecision(mixtures, meter, PrecisionGoal.WorthItsTime(mixtures.None.Cost.Ns, mixtures.Float.Ns), screen), mixtures, c => c.Score.Beats(best.Score)) is { } worth)
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
            if (Choose(candidate, new MixedPrecision(mixtures, meter, goal), mixtures, c => c.Score.PooledDb > best.Score.PooledDb) is { } slower)
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
        SensitivityMeter meter = Sensitivities(candidate, mixtures, Samples);
        ChosenMixture chosen = new MixedPrecision(mixtures, meter, goal).Choose(mixtures.Layers, () => context.IsOver);
        double found = budget.Kind == BudgetKind.Drop ? Math.Sqrt(chosen.Error) : chosen.Mixture.Cost.Of(budget.Kind);
        double limit = budget.Kind == BudgetKind.Drop ? budget.Value : goal.Limit;
        if (found > limit * (1 + 1e-9) && !context.Options.BestEffort)
        {
            double share = budget.Kind == BudgetKind.Drop ? 1 : mixtures.Float.Of(budget.Kind);
            throw new DiagnosticException(CompileDiagnostics.BudgetMissed.At(new Place("qcc"), (budget.ToString(), (budget with { Value = budget.IsShare ? found / share : found }).ToString())));
        }
        return Mixed(candidate, chosen.Mixture, _ => true);
    }

    /// <summary>What fitting has not seen, and as many that it has: layers of little weight are hard to tell apart.</summary>
    IReadOnlyList<HeldOutSample> Samples => [.. context.Calibration.HeldOut, .. context.Calibration.Counted];

    /// <summary>Some of them, which tell layers apart that are far from each other.</summary>
    IReadOnlyList<HeldOutSample> FewSamples => [.. context.Calibration.HeldOut.Take(Trial.Few), .. context.Calibration.Counted.Take(Trial.Few)];

    /// <summary>The best mixture for a goal; null where that is the candidate itself, or its file is refused.</summary>
    Candidate? Choose(Candidate candidate, MixedPrecision precision, Mixtures mixtures, Func<Candidate, bool> isBetter)
    {
        ChosenMixture chosen = precision.Choose(mixtures.Layers, () => context.IsOver);
        return chosen.Mixture.Chosen.Count > 0 && Mixed(candidate, chosen.Mixture, isBetter) is var mixed && isBetter(mixed) ? mixed : null;
    }

    Candidate Mixed(Candidate candidate, Mixture mixture, Func<Candidate, bool> isKept)
    {
        if (mixture.Chosen.Count == 0)
        {
            return candidate;
        }
        Recipe recipe = candidate.Recipe with { FloatLayers = mixture.Chosen.Count };
        return trials.Try(recipe, plans.Replaced(candidate, mixture.Units) with { Method = recipe.ToString() }, candidate.Footing, isKept);
    }
}
