using Qcc.Core.Quantization;
using Qcc.Onnx.Runtime;

namespace Qcc.Search;

/// <summary>Runs the files of candidates and notes what was tried.</summary>
sealed class Trials(SearchContext context, RecipePlans plans)
{
    readonly List<SearchStep> _steps = [];
    int _tried;

    /// <summary>What was tried, in this order.</summary>
    public IReadOnlyList<SearchStep> Steps => _steps;

    /// <summary>A candidate with its score, not noted.</summary>
    public Candidate Measure(Recipe recipe, QuantizationPlan plan, Footing footing)
    {
        using Trial trial = Open(recipe, plan, footing);
        return trial.Measure().Candidate;
    }

    /// <summary>A candidate with its score, noted.</summary>
    /// <param name="isKept">Whether it takes the place of the best one so far.</param>
    public Candidate Try(Recipe recipe, QuantizationPlan plan, Footing footing, Func<Candidate, bool> isKept)
    {
        Candidate candidate = Measure(recipe, plan, footing);
        Note(candidate, isKept(candidate));
        return candidate;
    }

    /// <summary>Notes a candidate that was measured.</summary>
    public void Note(Candidate candidate, bool isKept) => _steps.Add(SearchStep.Of(candidate, isKept));

    /// <summary>
    /// The incumbent, unless the best of the others beats it. What is far behind on a few samples, or not above the incumbent on the held-out ones, is not run on
    /// more.
    /// </summary>
    public Candidate BestOf(Candidate? incumbent, IReadOnlyList<(Recipe Recipe, Footing Footing)> tries)
    {
        var trials = new Trial?[tries.Count];
        try
        {
            context.InParallel(trials.Length, i => trials[i] = Open(tries[i].Recipe, tries[i].Footing, incumbent));
            Trial[] all = [.. trials.OfType<Trial>()];
            double leader = all.Select(t => t.FewDb).Append(incumbent?.Score.FewDb ?? double.NegativeInfinity).Max();
            Trial[] near = [.. all.Where(t => !(t.FewDb < leader - FarDb))];
            Array.ForEach([.. all.Except(near)], t => t.Dispose());
            context.InParallel(near.Length, i =>
            {
                near[i].MeasureOthersHeldOut();
                if (incumbent is null || near[i].HeldOutDb > incumbent.Score.HeldOutDb)
                {
                    near[i].MeasureCounted();
                }
                return near[i];
            });
            Candidate[] candidates = [.. near.Select(t => t.Candidate)];
            Candidate best = incumbent ?? candidates[0];
            Candidate? challenger = candidates.MaxBy(c => c.Score.PooledDb);
            best = challenger?.Score.Beats(best.Score) == true ? challenger : best;
            _steps.AddRange(all.Select(t => Array.IndexOf(near, t) is >= 0 and var i ? SearchStep.Of(candidates[i], ReferenceEquals(candidates[i], best)) : SearchStep.Of(t.Candidate, kept: false)));
            return best;
        }
        finally
        {
            Array.ForEach(trials, t => t?.Dispose());
        }
    }

    /// <summary>A candidate this far behind another one on a few samples is not better on more.</summary>
    const double FarDb = 2;

    /// <summary>
    /// The best of plans with fitted weights, if it beats a candidate, or null. The lower of its two figures counts: the others are run as far as theirs can be
    /// higher.
    /// </summary>
    public Candidate? BestFitted(Candidate best, IReadOnlyList<(Recipe Recipe, QuantizationPlan Plan)> fitted, Footing footing)
    {
        var trials = new Trial?[fitted.Count];
        try
        {
            context.InParallel(trials.Length, i =>
            {
                trials[i] = Open(fitted[i].Recipe, fitted[i].Plan, footing);
                trials[i]!.MeasureFew();
                trials[i]!.MeasureOthersHeldOut();
                return trials[i];
            });
            Candidate? challenger = null;
            foreach (Trial trial in trials.OfType<Trial>().OrderByDescending(t => t.HeldOutDb).TakeWhile(t => challenger is null || t.HeldOutDb > challenger.Score.LowestDb))
            {
                trial.MeasureCounted();
                challenger = challenger is null || trial.Candidate.Score.LowestDb > challenger.Score.LowestDb ? trial.Candidate : challenger;
            }
            bool isBetter = challenger!.Score.BeatsFitted(best.Score);
            _steps.AddRange(trials.Select(t => SearchStep.Of(t!.Candidate, isBetter && t.Plan == challenger.Plan)));
            return isBetter ? challenger : null;
        }
        finally
        {
            Array.ForEach(trials, t => t?.Dispose());
        }
    }

    /// <summary>A recipe's file, run on a few samples; null where it is that of the incumbent, as when no activation has a tail to clip.</summary>
    Trial? Open(Recipe recipe, Footing footing, Candidate? incumbent)
    {
        QuantizationPlan plan = plans.Of(recipe, footing);
        if (incumbent is not null && ReferenceEquals(incumbent.Footing, footing) && plan.LowersLike(incumbent.Plan))
        {
            return null;
        }
        Trial trial = Open(recipe, plan, footing);
        trial.MeasureFew();
        return trial;
    }

    Trial Open(Recipe recipe, QuantizationPlan plan, Footing footing)
    {
        OrtSession session = OrtSession.Load(EmittedModel.Of(footing.Model, plan, context.Target, Notes.None).Model, new OrtSessionOptions(), "candidate");
        context.Options.Progress?.Report(new CompileProgress("quantize", Interlocked.Increment(ref _tried), null));
        return new Trial(session, recipe with { Rewrites = footing.Rewrites }, footing, plan, context.Calibration);
    }
}
