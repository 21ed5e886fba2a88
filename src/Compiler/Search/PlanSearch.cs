using Qcc.Calibrate;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Passes.Equalize;
using Qcc.Passes.Quantize;
using Qcc.Targets;

namespace Qcc.Search;

/// <summary>
/// Finds the recipe with the least error on held-out samples: emits a file for each candidate, runs it in ONNX Runtime and keeps
/// the best. Which remedy wins differs per network and they do not add up (docs/algorithms.md), so each is measured. This is the order in which they
/// are tried; plans are made by <see cref="RecipePlans"/> and measured by <see cref="Trials"/>.
/// </summary>
sealed class PlanSearch : IPlanSearch
{
    readonly SearchContext _context;
    readonly Selection _selection;
    readonly RecipePlans _plans;
    readonly Trials _trials;
    readonly List<Candidate> _best = [];

    public PlanSearch(CalibrationResult calibration, Target target, Selection selection, CompileOptions options, CancellationToken cancellation)
    {
        _context = new SearchContext(calibration, target, options, cancellation);
        _selection = selection;
        _plans = new RecipePlans(_context);
        _trials = new Trials(_context, _plans);
        Precisions = new PrecisionSearch(_context, _plans, _trials);
    }

    /// <summary>What was tried, in this order.</summary>
    public IReadOnlyList<SearchStep> Steps => _trials.Steps;

    /// <summary>Candidates that were the best so far, in this order; the last one is the chosen one. None where nothing was compared.</summary>
    public IReadOnlyList<Candidate> Best => _best;

    /// <summary>Leaves layers of its candidates in float.</summary>
    public PrecisionSearch Precisions { get; }

    /// <summary>Mixtures of integers and floats that were measured on the way, those that no other one beats.</summary>
    public IReadOnlyList<PlannedModel> Mixed => Precisions.Passed;

    /// <summary>The plan without any remedy.</summary>
    public PlannedModel Plain(Model model) => Follow(new Recipe(NeedsCalibration ? Observer.MinMax : null, CorrectsBias: false, []), model);

    /// <summary>
    /// The best candidate. What costs nothing in principle comes first and is left only for a clear gain (equalization before
    /// depthwise layers, min-max ranges, corrected biases); few samples show small differences badly.
    /// Saved statistics without samples leave nothing to compare candidates on, and files of a large model take too long: then the
    /// first one is it.
    /// </summary>
    public PlannedModel Run(Model model) => Candidates(model).Last();

    /// <summary>
    /// The plans that an accuracy is sought among, by falling speed: the best one in integers alone, the same with layers in float that are worth their
    /// time, and where <see cref="CompileOptions.MaxDrop"/> asks for a goal more and more of them. Only calibration samples choose.
    /// </summary>
    public IEnumerable<PlannedModel> Candidates(Model model)
    {
        if (!_context.Options.Auto || IsDecided(model))
        {
            yield return Follow(First, model);
            yield break;
        }
        Candidate best = Find(model);
        if (_context.Options.Budget is { } budget)
        {
            yield return Keep(Precisions.Within(best, budget)).Planned;
            yield break;
        }
        yield return best.Planned;
        foreach (Candidate mixed in Precisions.Slower(best))
        {
            yield return Keep(mixed).Planned;
        }
    }

    /// <summary>The recipe of the best candidate.</summary>
    public Recipe Choose(Model model) => IsDecided(model) ? First : Find(model).Recipe;

    /// <summary>The plan of a recipe, untried. Rewrites that find nothing to do are left out.</summary>
    public PlannedModel Follow(Recipe recipe, Model model)
    {
        Footing footing = FootingsOf(model).After(recipe.Rewrites);
        return new PlannedModel(footing.Model, recipe.Rounding == Rounding.Nearest ? _plans.Of(recipe, footing)
            : _plans.Rounded(recipe, footing).Single(r => (r.Recipe.Rounding, r.Recipe.CorrectsBias) == (recipe.Rounding, recipe.CorrectsBias)).Plan);
    }

    /// <summary>The best candidate by the samples, with all layers in integers that the kernel table has there.</summary>
    public Candidate Find(Model model)
    {
        Footings made = FootingsOf(model);
        Footing[] footings = made.Different(Rewrites);
        if (!NeedsCalibration)
        {
            // Where ranges come at each run, what samples can tell is whether rewrites help.
            return SearchRewrites(Keep(_trials.BestOf(null, [.. footings.Select(f => (First, f))])), made);
        }
        Candidate best = SearchRanges(footings);
        best = _context.IsOver ? best : SearchRewrites(best, made);
        footings = [.. footings.Append(best.Footing).Distinct(ReferenceEqualityComparer.Instance).Cast<Footing>()];
        best = Keep(SearchWidths(best));
        best = _context.IsOver ? best : Keep(SearchLayerWidths(best));
        best = Keep(_context.CanFit && !_context.IsOver ? new RoundingSearch(_context, _plans, _trials).Improve(best, footings) : best);
        return _context.IsOver ? best : Keep(new RangesAtRun(_context.Target.Kernels, TryBeside).Improve(best));
    }

    bool NeedsCalibration => _context.Target.NeedsCalibration;

    bool IsDecided(Model model) => model.Graph.Store is not null || HasNothingToCompareOn;

    bool HasNothingToCompareOn => (_context.Options.StatisticsFile is not null || !NeedsCalibration) && _context.Options.CalibrationPath is null && _context.Options.Calibration is null;

    Footings FootingsOf(Model model) => new(model, _context.Calibration, _context.Target, _selection);

    /// <summary>The rewrites of the float model that are tried, alone or one after the other; what costs nothing comes first.</summary>
    IReadOnlyList<IReadOnlyList<ModelRewrite>> Rewrites => NeedsCalibration
        ? [[ModelRewrites.EqualizationBeforeDepthwise], [], [ModelRewrites.EqualizationEverywhere]]
        : [[], [ModelRewrites.EqualizationEverywhere]];

    /// <summary>What costs nothing and seldom harms.</summary>
    Recipe First => new(NeedsCalibration ? FirstObserver : null, CorrectsBias: NeedsCalibration, Rewrites[0]);

    Observer FirstObserver => _context.Options.Observer == Observer.Auto ? Observer.MinMax : _context.Options.Observer;

    Candidate SearchRanges(Footing[] footings)
    {
        Candidate best = Keep(_trials.BestOf(null, [.. footings.Select(f => (First, f))]));
        (Footing footing, Recipe kept) = (best.Footing, best.Recipe);
        if (_context.IsOver)
        {
            return best;
        }
        bool isOpen = _context.Options.Observer == Observer.Auto;
        Observer[] others = isOpen ? [Observer.Percentile, Observer.Mse] : [];
        best = Keep(_trials.BestOf(best, [.. others.Select(o => (kept with { Observer = o }, footing)), (kept with { CorrectsBias = false }, footing)]));
        // Entropy clips hardest: where milder clipping gained nothing it loses.
        return best.Recipe.Observer == kept.Observer || !isOpen ? best : Keep(_trials.BestOf(best, [(best.Recipe with { Observer = Observer.Entropy }, footing)]));
    }

    /// <summary>
    /// Rewrites that need the samples to run again, or add operators, one after the other as long as the error asks for it; each stays only for a clear
    /// gain. A rotation comes before equalization, which then evens out what it left.
    /// </summary>
    Candidate SearchRewrites(Candidate best, Footings made)
    {
        foreach (ModelRewrite more in _context.CanFit ? ModelRewrites.All.Where(r => r.IsCostly) : [])
        {
            if (best.Score.HeldOutDb < EnoughDb
                && made.After(more == ModelRewrites.Rotation ? [more, ModelRewrites.EqualizationEverywhere] : [.. best.Recipe.Rewrites, more]) is { } footing && footing.Rewrites.Contains(more))
            {
                Recipe recipe = best.Recipe with { Rewrites = footing.Rewrites };
                CandidateScore incumbent = best.Score;
                bool Takes(Candidate challenger) => more.AddsOperators ? challenger.Score.BeatsBy(LeastGainOfOperatorsDb, incumbent) : challenger.Score.Beats(incumbent);
                Candidate challenger = _trials.Try(recipe, _plans.Of(recipe, footing), footing, Takes);
                best = Takes(challenger) ? Keep(challenger) : best;
            }
        }
        return best;
    }

    /// <summary>What a rewrite that adds operators must gain: they cost a pass over an activation each.</summary>
    const double LeastGainOfOperatorsDb = 1;

    /// <summary>Outputs as close as this to the float model's gain nothing that shows.</summary>
    const double EnoughDb = 45;

    /// <summary>The same with other bits for some activations (<see cref="WidthSearch"/>): where kernels write 8 and 16, and by real samples.</summary>
    Candidate SearchWidths(Candidate best)
    {
        Footing footing = best.Footing;
        if (!_context.CanFit || !footing.Units.Any(u => u is { IsInteger: true, Kernel.Writes16Bits: true }))
        {
            return best;
        }
        var noise = new ActivationNoise(footing.Model, footing.Units, [.. _context.Calibration.HeldOut.Take(MostOfWidths)]);
        IReadOnlyList<ScaleGroup> groups = ChooseScales.Groups(footing.Units, footing.Statistics, RecipePlans.RangeOf(best.Recipe.Observer!.Value), best.Recipe.Widths);
        double?[] eightBits = _context.InParallel(groups.Count, i => noise.CanBeWide(groups[i]) ? noise.OfEightBits(groups[i]) : (double?)null);
        Candidate Attempt(ActivationWidths widths)
        {
            Recipe recipe = best.Recipe with { Widths = widths };
            return _trials.Measure(recipe, _plans.Of(recipe, footing), footing);
        }
        return new WidthSearch(groups, eightBits, Math.Pow(10, -best.Score.PooledDb / 10)).Run(best, mayWiden: _context.Options.Preference == Preference.Latency, Attempt, _trials.Note);
    }

    /// <summary>The same with codes of 16 bits in layers with weights, where they are worth their memory (<see cref="LayerWidths"/>).</summary>
    Candidate SearchLayerWidths(Candidate best)
    {
        Footing footing = best.Footing;
        if (!_context.CanFit || _context.Options.Preference != Preference.Latency || !PrecisionGoal.AsksForMore(best.Score.LowestDb) || !footing.Units.Any(u => u.IsInteger && u.Kernel!.CanRead16Bits(u.Node)))
        {
            return best;
        }
        var noise = new ActivationNoise(footing.Model, footing.Units, [.. _context.Calibration.HeldOut.Take(MostOfWidths)]);
        IReadOnlyList<ScaleGroup> groups = ChooseScales.Groups(footing.Units, footing.Statistics, RecipePlans.RangeOf(best.Recipe.Observer!.Value), best.Recipe.Widths);
        double?[] gains = _context.InParallel(groups.Count, i => noise.CanReachLayers(groups[i]) ? noise.InLayers(groups[i]) : (double?)null);
        long[] elements = [.. groups.Select(g => g.Values.Max(v => footing.Statistics.ShapeOf(v)?.Aggregate(1L, (product, size) => product * size) ?? 0))];
        var widths = new LayerWidths(groups, gains, elements, Math.Pow(10, -best.Score.PooledDb / 10));
        if (widths.Choose() is not [_, ..] chosen)
        {
            return best;
        }
        Recipe recipe = best.Recipe with { Widths = best.Recipe.Widths.With(widths.Of(chosen)) };
        Candidate wider = _trials.Try(recipe, _plans.Of(recipe, footing), footing, c => c.Score.Beats(best.Score));
        return wider.Score.Beats(best.Score) ? wider : best;
    }

    /// <summary>Held-out samples on which single activations are measured.</summary>
    const int MostOfWidths = 8;

    /// <summary>A candidate of other kernels for some layers of another one, noted as tried.</summary>
    Candidate TryBeside(Recipe recipe, Candidate rest) => _trials.Try(recipe, _plans.Beside(rest, recipe), rest.Footing, _ => false);

    /// <summary>Adds the best candidate so far to <see cref="Best"/>.</summary>
    Candidate Keep(Candidate candidate)
    {
        if (_best is not [.., var last] || !ReferenceEquals(last, candidate))
        {
            _best.Add(candidate);
        }
        return candidate;
    }
}
