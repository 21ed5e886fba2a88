using Qcc.Core.Quantization;
using Qcc.Passes.Quantize;

namespace Qcc.Search;

/// <summary>
/// Rounds the weights of the recipes whose activations lose least, if any loses clearly less than the best file so far: what the
/// weights lose by rounding to nearest says little of what they lose by a better one.
/// </summary>
sealed class RoundingSearch(SearchContext context, RecipePlans plans, Trials trials)
{
    /// <summary>Rounding is tried where float weights would gain this many dB.</summary>
    const double LeastLossDb = 0.5;

    /// <summary>Recipes whose weights are rounded, if those of the first gain nothing.</summary>
    const int MostRounded = 2;

    /// <summary>An observer this far behind another one over the same model on a few samples is not run on more.</summary>
    const double BehindDb = 1;

    /// <summary>A recipe with the figure on held-out samples that it would have if weights lost nothing, and on a few of them.</summary>
    sealed record Bound(Recipe Recipe, Footing Footing, QuantizationPlan Plan, double FewDb, double Db);

    /// <summary>The candidate, or one with weights rounded together that beats it.</summary>
    /// <param name="footings">The models that are tried.</param>
    public Candidate Improve(Candidate best, Footing[] footings)
    {
        foreach (Bound bound in Bounds(best, footings).OrderByDescending(b => b.Db).Take(MostRounded))
        {
            if (trials.BestFitted(best, plans.Rounded(bound.Recipe, bound.Footing), bound.Footing) is { } challenger)
            {
                return challenger;
            }
        }
        return best;
    }

    /// <summary>
    /// The bounds of recipes with the candidate's observer and, where any of these promises enough, with others; none where none does. A model is in memory only
    /// while its recipes are measured.
    /// </summary>
    Bound[] Bounds(Candidate best, Footing[] footings)
    {
        (Observer kept, ActivationWidths widths, double least) = (best.Recipe.Observer!.Value, best.Recipe.Widths, best.Score.HeldOutDb + LeastLossDb);
        Observer[] others = context.Options.Observer == Observer.Auto ? [.. new[] { Observer.MinMax, Observer.Percentile, Observer.Mse }.Where(o => o != kept)] : [];
        bool pays = false;
        (Bound First, Bound[]? Others)[] bounds = context.InParallel(footings.Length, i =>
        {
            (Recipe recipe, QuantizationPlan plan) = FloatRecipe(footings[i], kept, widths);
            using var file = new FloatWeights(footings[i], plan, context.Target, context.Calibration);
            (double fewDb, double db) = file.Measure(plan, double.NegativeInfinity);
            var first = new Bound(recipe, footings[i], plan, fewDb, db);
            if (db > least)
            {
                pays = true;
            }
            return (first, pays ? Others(file, first, others, widths) : null);
        });
        return !pays ? [] :
        [
            .. bounds.Select(b => b.First),
            .. context.InParallel(bounds.Length, i =>
            {
                Bound first = bounds[i].First;
                using var file = new FloatWeights(first.Footing, first.Plan, context.Target, context.Calibration);
                return bounds[i].Others ?? Others(file, first, others, widths);
            }).SelectMany(o => o),
        ];
    }

    /// <summary>The bounds of other observers over the same model. Without tails to clip observers give the same ranges: then one stands for all.</summary>
    Bound[] Others(FloatWeights file, Bound first, Observer[] others, ActivationWidths widths)
    {
        var different = new List<Bound> { first };
        foreach ((Recipe recipe, QuantizationPlan plan) in others.Select(o => FloatRecipe(first.Footing, o, widths)))
        {
            if (!different.Any(d => d.Plan.LowersLike(plan)))
            {
                (double fewDb, double db) = file.Measure(plan, first.FewDb - BehindDb);
                different.Add(new Bound(recipe, first.Footing, plan, fewDb, db));
            }
        }
        return [.. different.Skip(1)];
    }

    /// <summary>Where weights are floats, biases have nothing to correct.</summary>
    (Recipe Recipe, QuantizationPlan Plan) FloatRecipe(Footing footing, Observer observer, ActivationWidths widths)
    {
        var recipe = new Recipe(observer, CorrectsBias: true, footing.Rewrites) { Widths = widths };
        return (recipe, plans.Of(recipe with { CorrectsBias = false }, footing));
    }
}
