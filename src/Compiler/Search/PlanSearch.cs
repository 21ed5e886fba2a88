using System.Diagnostics;
using Qcc.Calibrate;
using Qcc.Codegen.Onnx;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Quantization;
using Qcc.Core.Rewrite;
using Qcc.Measure;
using Qcc.Onnx;
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
sealed class PlanSearch : IPlanSearch
{
    readonly CalibrationResult _calibration;
    readonly Target _target;
    readonly CompileOptions _options;
    readonly Selection _selection;
    readonly CancellationToken _cancellation;
    readonly List<SearchStep> _steps = [];
    readonly List<Candidate> _best = [];
    readonly Stopwatch _clock = Stopwatch.StartNew();
    int _tried;

    public PlanSearch(CalibrationResult calibration, Target target, Selection selection, CompileOptions options, CancellationToken cancellation)
    {
        _calibration = calibration;
        _target = target;
        _selection = selection;
        _options = options;
        _cancellation = cancellation;
    }

    /// <summary>What was tried, in this order.</summary>
    public IReadOnlyList<SearchStep> Steps => _steps;

    /// <summary>Candidates that were the best so far, in this order; the last one is the chosen one. None where nothing was compared.</summary>
    public IReadOnlyList<Candidate> Best => _best;

    /// <summary>The plan without any remedy.</summary>
    public PlannedModel Plain(Model model) => Follow(new Recipe(_target.NeedsCalibration ? Observer.MinMax : null, CorrectsBias: false, []), model);

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
        if (!_options.Auto || IsDecided(model))
        {
            yield return Follow(First, model);
            yield break;
        }
        Candidate best = Search(model);
        var precisions = new PrecisionSearch(this, _calibration, _target, _options, _cancellation);
        if (_options.Budget is { } budget)
        {
            yield return Keep(precisions.Within(best, budget)).Planned;
            yield break;
        }
        yield return best.Planned;
        foreach (Candidate mixed in precisions.Slower(best))
        {
            yield return Keep(mixed).Planned;
        }
    }

    /// <summary>Whether <see cref="CompileOptions.TimeLimit"/> is over: what is the best so far is taken.</summary>
    public bool IsOver => _options.TimeLimit is { } limit && _clock.Elapsed >= limit;

    /// <summary>The best candidate by the samples.</summary>
    public Candidate Find(Model model) => Search(model);

    /// <summary>The recipe of the best candidate.</summary>
    public Recipe Choose(Model model) => IsDecided(model) ? First : Search(model).Recipe;

    bool IsDecided(Model model) => model.Graph.Store is not null || HasNothingToCompareOn;

    /// <summary>The rewrites of the float model that are tried, alone or one after the other; what costs nothing comes first.</summary>
    IReadOnlyList<IReadOnlyList<ModelRewrite>> Rewrites => _target.NeedsCalibration
        ? [[ModelRewrites.EqualizationBeforeDepthwise], [], [ModelRewrites.EqualizationEverywhere]]
        : [[], [ModelRewrites.EqualizationEverywhere]];

    /// <summary>The best candidate by the samples.</summary>
    Candidate Search(Model model)
    {
        var made = new Footings(model, _calibration, _target, _selection);
        Footing[] footings = made.Different(Rewrites);
        if (_target.NeedsCalibration)
        {
            Candidate best = SearchRanges(footings);
            best = IsOver ? best : SearchRewrites(best, made);
            footings = [.. footings.Append(best.Footing).Distinct(ReferenceEqualityComparer.Instance).Cast<Footing>()];
            best = Keep(SearchWidths(best));
            best = IsOver ? best : Keep(SearchLayerWidths(best));
            best = Keep(CanRound && !IsOver ? SearchRounding(best, footings) : best);
            return IsOver ? best : Keep(new RangesAtRun(_target.Kernels, Try).Improve(best));
        }
        // Where ranges come at each run, what samples can tell is whether rewrites help.
        return SearchRewrites(BestOf(null, [.. footings.Select(f => (First, f))]), made);
    }

    /// <summary>The plan of a recipe, untried. Rewrites that find nothing to do are left out.</summary>
    public PlannedModel Follow(Recipe recipe, Model model)
    {
        Footing footing = new Footings(model, _calibration, _target, _selection).After(recipe.Rewrites);
        return new PlannedModel(footing.Model, recipe.Rounding == Rounding.Nearest ? Plan(recipe, footing)
            : Rounded(recipe, footing).Single(r => (r.Recipe.Rounding, r.Recipe.CorrectsBias) == (recipe.Rounding, recipe.CorrectsBias)).Plan);
    }

    /// <summary>What costs nothing and seldom harms.</summary>
    Recipe First => new(_target.NeedsCalibration ? FirstObserver : null, CorrectsBias: _target.NeedsCalibration, Rewrites[0]);

    bool HasNothingToCompareOn => (_options.StatisticsFile is not null || !_target.NeedsCalibration) && _options.CalibrationPath is null && _options.Calibration is null;

    Observer FirstObserver => _options.Observer == Observer.Auto ? Observer.MinMax : _options.Observer;

    Candidate SearchRanges(Footing[] footings)
    {
        Candidate best = BestOf(null, [.. footings.Select(f => (First, f))]);
        (Footing footing, Recipe kept) = (best.Footing, best.Recipe);
        if (IsOver)
        {
            return best;
        }
        Observer[] others = _options.Observer == Observer.Auto ? [Observer.Percentile, Observer.Mse] : [];
        best = BestOf(best, [.. others.Select(o => (kept with { Observer = o }, footing)), (kept with { CorrectsBias = false }, footing)]);
        // Entropy clips hardest: where milder clipping gained nothing it loses.
        return best.Recipe.Observer == kept.Observer || _options.Observer != Observer.Auto ? best
            : BestOf(best, [(best.Recipe with { Observer = Observer.Entropy }, footing)]);
    }

    /// <summary>
    /// Rewrites that need the samples to run again, or add operators, one after the other as long as the error asks for it; each stays only for a clear
    /// gain. A rotation comes before equalization, which then evens out what it left.
    /// </summary>
    Candidate SearchRewrites(Candidate best, Footings made)
    {
        foreach (ModelRewrite more in CanRound ? ModelRewrites.All.Where(r => r.IsCostly) : [])
        {
            if (best.Score.HeldOutDb < EnoughDb
                && made.After(more == ModelRewrites.Rotation ? [more, ModelRewrites.EqualizationEverywhere] : [.. best.Recipe.Rewrites, more]) is { } footing && footing.Rewrites.Contains(more))
            {
                Recipe recipe = best.Recipe with { Rewrites = footing.Rewrites };
                Candidate challenger = Try(recipe, Plan(recipe, footing), footing);
                bool takes = more.AddsOperators ? challenger.Score.BeatsBy(LeastGainOfOperatorsDb, best.Score) : challenger.Score.Beats(best.Score);
                _steps.Add(SearchStep.Of(challenger, takes));
                best = takes ? Keep(challenger) : best;
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
        if (!CanRound || !footing.Units.Any(u => u is { IsInteger: true, Kernel.Writes16Bits: true }))
        {
            return best;
        }
        var noise = new ActivationNoise(footing.Model, footing.Units, [.. _calibration.HeldOut.Take(MostOfWidths)]);
        IReadOnlyList<ScaleGroup> groups = ChooseScales.Groups(footing.Units, footing.Statistics, RangeOf(best.Recipe.Observer!.Value), best.Recipe.Widths);
        double?[] eightBits = InParallel(groups.Count, i => noise.CanBeWide(groups[i]) ? noise.OfEightBits(groups[i]) : (double?)null);
        return new WidthSearch(groups, eightBits, Math.Pow(10, -best.Score.PooledDb / 10)).Run(best, mayWiden: _options.Preference == Preference.Latency, widths =>
        {
            Recipe recipe = best.Recipe with { Widths = widths };
            return Try(recipe, Plan(recipe, footing), footing);
        }, _steps);
    }

    /// <summary>The same with codes of 16 bits in layers with weights, where they are worth their memory (<see cref="LayerWidths"/>).</summary>
    Candidate SearchLayerWidths(Candidate best)
    {
        Footing footing = best.Footing;
        if (!CanRound || _options.Preference != Preference.Latency || !PrecisionGoal.AsksForMore(best.Score.LowestDb) || !footing.Units.Any(u => u.IsInteger && u.Kernel!.CanRead16Bits(u.Node)))
        {
            return best;
        }
        var noise = new ActivationNoise(footing.Model, footing.Units, [.. _calibration.HeldOut.Take(MostOfWidths)]);
        IReadOnlyList<ScaleGroup> groups = ChooseScales.Groups(footing.Units, footing.Statistics, RangeOf(best.Recipe.Observer!.Value), best.Recipe.Widths);
        double?[] gains = InParallel(groups.Count, i => noise.CanReachLayers(groups[i]) ? noise.InLayers(groups[i]) : (double?)null);
        long[] elements = [.. groups.Select(g => g.Values.Max(v => footing.Statistics.ShapeOf(v)?.Aggregate(1L, (product, size) => product * size) ?? 0))];
        var widths = new LayerWidths(groups, gains, elements, Math.Pow(10, -best.Score.PooledDb / 10));
        if (widths.Choose() is not [_, ..] chosen)
        {
            return best;
        }
        Recipe recipe = best.Recipe with { Widths = best.Recipe.Widths.With(widths.Of(chosen)) };
        Candidate wider = Try(recipe, Plan(recipe, footing), footing, c => c.Score.Beats(best.Score));
        return wider.Score.Beats(best.Score) ? wider : best;
    }

    /// <summary>Held-out samples on which single activations are measured.</summary>
    const int MostOfWidths = 8;

    /// <summary>Weights are fitted to the samples that are not held out: real ones, and not those that the choice is made on.</summary>
    bool CanRound => (_options.CalibrationPath is not null || _options.Calibration is not null)
        && _calibration is { HeldOut: [var held, ..], Counted: [var counted, ..] } && !ReferenceEquals(held, counted);

    /// <summary>
    /// Rounds the weights of the recipes whose activations lose least, if any loses clearly less than the best file so far: what the
    /// weights lose by rounding to nearest says little of what they lose by a better one.
    /// </summary>
    Candidate SearchRounding(Candidate best, Footing[] footings)
    {
        Observer kept = best.Recipe.Observer!.Value;
        ActivationWidths widths = best.Recipe.Widths;
        Observer[] others = _options.Observer == Observer.Auto ? [.. new[] { Observer.MinMax, Observer.Percentile, Observer.Mse }.Where(o => o != kept)] : [];
        Bound[] bounds = Bounds(footings, kept, others, widths, best.Score.HeldOutDb + LeastLossDb);
        foreach (Bound bound in bounds.OrderByDescending(b => b.Db).Take(MostRounded))
        {
            if (BestRounded(best, Rounded(bound.Recipe, bound.Footing), bound.Footing) is { } challenger)
            {
                return challenger;
            }
        }
        return best;
    }

    /// <summary>Rounding is tried where float weights would gain this many dB.</summary>
    const double LeastLossDb = 0.5;

    /// <summary>Recipes whose weights are rounded, if those of the first gain nothing.</summary>
    const int MostRounded = 2;

    /// <summary>A recipe with the figure on held-out samples that it would have if weights lost nothing, and on a few of them.</summary>
    sealed record Bound(Recipe Recipe, Footing Footing, QuantizationPlan Plan, double FewDb, double Db);

    /// <summary>
    /// The bounds of recipes with one observer and, where any of these is above <paramref name="least"/>, with others; none where none is. A model is in memory only
    /// while its recipes are measured.
    /// </summary>
    Bound[] Bounds(Footing[] footings, Observer kept, Observer[] others, ActivationWidths widths, double least)
    {
        bool pays = false;
        (Bound First, Bound[]? Others)[] bounds = InParallel(footings.Length, i =>
        {
            (Recipe recipe, QuantizationPlan plan) = FloatRecipe(footings[i], kept, widths);
            using var file = new FloatWeights(footings[i], plan, _target, _calibration);
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
            .. InParallel(bounds.Length, i =>
            {
                Bound first = bounds[i].First;
                using var file = new FloatWeights(first.Footing, first.Plan, _target, _calibration);
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

    /// <summary>An observer this far behind another one over the same model on a few samples is not run on more.</summary>
    const double BehindDb = 1;

    /// <summary>Where weights are floats, biases have nothing to correct.</summary>
    (Recipe Recipe, QuantizationPlan Plan) FloatRecipe(Footing footing, Observer observer, ActivationWidths widths)
    {
        var recipe = new Recipe(observer, CorrectsBias: true, footing.Rewrites) { Widths = widths };
        return (recipe, Plan(recipe with { CorrectsBias = false }, footing));
    }

    /// <summary>The plans of a recipe with weights rounded in each way.</summary>
    IReadOnlyList<(Recipe Recipe, QuantizationPlan Plan)> Rounded(Recipe recipe, Footing footing)
    {
        QuantizationPlan nearest = Plan(recipe with { CorrectsBias = true, Rounding = Rounding.Nearest }, footing);
        var inputs = new LayerInputs(new PlannedModel(footing.Model, nearest), _target, _options, _cancellation);
        (QuantizationPlan whole, QuantizationPlan besideBias) = inputs.Round(_calibration.Counted);
        QuantizationPlan Corrected(QuantizationPlan plan) => CorrectBias.Run(footing.Model.Graph, plan, footing.Statistics, _target.Kernels);
        (Recipe, QuantizationPlan) With(Recipe rounded, QuantizationPlan plan) => (rounded, plan with { Method = rounded.ToString() });
        return
        [
            With(recipe with { Rounding = Rounding.Compensated, CorrectsBias = false }, whole with { Nodes = [.. whole.Nodes.Select(n => n with { BiasCorrection = null })] }),
            With(recipe with { Rounding = Rounding.Compensated, CorrectsBias = true }, Corrected(whole)),
            With(recipe with { Rounding = Rounding.CompensatedBesideBias, CorrectsBias = true }, Corrected(besideBias)),
        ];
    }

    /// <summary>The best candidate so far.</summary>
    Candidate Keep(Candidate candidate)
    {
        if (_best is not [.., var last] || !ReferenceEquals(last, candidate))
        {
            _best.Add(candidate);
        }
        return candidate;
    }

    /// <summary>
    /// The incumbent, unless the best of the others beats it. What is far behind on a few samples, or not above the incumbent on the held-out ones, is not run on
    /// more.
    /// </summary>
    Candidate BestOf(Candidate? incumbent, IReadOnlyList<(Recipe Recipe, Footing Footing)> tries)
    {
        var trials = new Trial?[tries.Count];
        try
        {
            InParallel(trials.Length, i => trials[i] = Open(tries[i].Recipe, tries[i].Footing, incumbent));
            Trial[] all = [.. trials.OfType<Trial>()];
            double leader = all.Select(t => t.FewDb).Append(incumbent?.Score.FewDb ?? double.NegativeInfinity).Max();
            Trial[] near = [.. all.Where(t => !(t.FewDb < leader - FarDb))];
            Array.ForEach([.. all.Except(near)], t => t.Dispose());
            InParallel(near.Length, i =>
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
            return Keep(best);
        }
        finally
        {
            Array.ForEach(trials, t => t?.Dispose());
        }
    }

    /// <summary>A candidate this far behind another one on a few samples is not better on more.</summary>
    const double FarDb = 2;

    /// <summary>The best of recipes with rounded weights, if it beats a candidate. The lower of its two figures counts: the others are run as far as theirs can be higher.</summary>
    Candidate? BestRounded(Candidate best, IReadOnlyList<(Recipe Recipe, QuantizationPlan Plan)> plans, Footing footing)
    {
        var trials = new Trial?[plans.Count];
        try
        {
            InParallel(trials.Length, i =>
            {
                trials[i] = Open(plans[i].Recipe, plans[i].Plan, footing);
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

    T[] InParallel<T>(int count, Func<int, T> work)
    {
        var results = new T[count];
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = _options.ThreadCount, CancellationToken = _cancellation }, i => results[i] = work(i));
        }
        catch (AggregateException e) when (e.InnerExceptions[0] is DiagnosticException first)
        {
            throw first;
        }
        return results;
    }

    QuantizationPlan Plan(Recipe recipe, Footing footing)
    {
        recipe = recipe with { Rewrites = footing.Rewrites };
        return Plan(recipe, footing, recipe.AtRun.Count == 0 ? footing.Units : PartitionGraph.Run(footing.Model.Graph, footing.Statistics, _target.Kernels, SelectionOf(recipe, footing)));
    }

    /// <summary>What may become integer, and how, in a recipe.</summary>
    public static Selection SelectionOf(Recipe recipe, Footing footing) => recipe.AtRun.Count == 0 ? footing.Selection
        : footing.Selection with { RangesAtRun = n => n.FirstOutput is { } output && recipe.AtRun.Contains(output.Name) };

    QuantizationPlan Plan(Recipe recipe, Footing footing, IReadOnlyList<QuantUnit> units)
    {
        QuantizationPlan plan = ChooseScales.Run(units, footing.Statistics, RangeOf(recipe.Observer ?? Observer.MinMax), recipe.Widths, _target.Name, recipe.ToString()) with { Equalization = footing.Decisions, Multipliers = _target.IsIntegerOnly ? _target.Multipliers : null };
        plan = ScalesOnGrid.Run(plan, _target.Kernels.Scales);
        if (_target.IsIntegerOnly && _options.WeightBits < 8)
        {
            plan = NarrowWeights.Run(footing.Model.Graph, plan, _target.Kernels, _options.WeightBits);
        }
        return recipe.CorrectsBias ? CorrectBias.Run(footing.Model.Graph, plan, footing.Statistics, _target.Kernels) : plan;
    }

    /// <summary>The plan of a candidate with other placements of the same units: the codes of what stays integer stay.</summary>
    public QuantizationPlan Replaced(Candidate candidate, IReadOnlyList<QuantUnit> units)
    {
        (Recipe recipe, Footing footing) = (candidate.Recipe, candidate.Footing);
        Dictionary<string, NodeDecision> before = candidate.Plan.Nodes.ToDictionary(n => n.Output, StringComparer.Ordinal);
        QuantizationPlan plan = Plan(recipe with { CorrectsBias = false }, footing, units) with { Method = candidate.Plan.Method };
        plan = plan with { Nodes = [.. plan.Nodes.Select(n => n.Placement.IsInteger() && before.TryGetValue(n.Output, out NodeDecision? known) ? n with { WeightCodes = known.WeightCodes } : n)] };
        return recipe.CorrectsBias ? CorrectBias.Run(footing.Model.Graph, plan, footing.Statistics, _target.Kernels) : plan;
    }

    /// <summary>A recipe's file, run on a few samples; null where it is that of the incumbent, as when no activation has a tail to clip.</summary>
    Trial? Open(Recipe recipe, Footing footing, Candidate? incumbent)
    {
        QuantizationPlan plan = Plan(recipe, footing);
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
        OrtSession session = OrtSession.Load(Emit(footing.Model, plan, _target, Notes.None).Model, new OrtSessionOptions(), "candidate");
        _options.Progress?.Report(new CompileProgress("quantize", Interlocked.Increment(ref _tried), null));
        return new Trial(session, recipe with { Rewrites = footing.Rewrites }, footing, plan, _calibration);
    }

    /// <summary>A candidate of other kernels for some layers of another one, with its chosen codes and biases for the rest.</summary>
    Candidate Try(Recipe recipe, Candidate rest)
    {
        Dictionary<string, NodeDecision> known = rest.Plan.Nodes.ToDictionary(n => n.Output, StringComparer.Ordinal);
        QuantizationPlan plan = Plan(recipe, rest.Footing);
        Candidate candidate = Try(recipe, plan with { Nodes = [.. plan.Nodes.Select(n => known[n.Output] is var other && other.Placement == n.Placement ? n with { BiasCorrection = other.BiasCorrection, WeightCodes = other.WeightCodes } : n)] }, rest.Footing);
        _steps.Add(SearchStep.Of(candidate, kept: false));
        return candidate;
    }

    /// <summary>A candidate with its score, noted as tried.</summary>
    /// <param name="isKept">Whether it takes the place of the best one so far.</param>
    public Candidate Try(Recipe recipe, QuantizationPlan plan, Footing footing, Func<Candidate, bool> isKept)
    {
        Candidate candidate = Try(recipe, plan, footing);
        _steps.Add(SearchStep.Of(candidate, isKept(candidate)));
        return candidate;
    }

    Candidate Try(Recipe recipe, QuantizationPlan plan, Footing footing)
    {
        using Trial trial = Open(recipe, plan, footing);
        return trial.Measure().Candidate;
    }

    /// <summary>The file of a plan.</summary>
    public static EmittedModel Emit(Model model, QuantizationPlan plan, Target target, Notes notes)
    {
        Model lowered = model.Copy();
        if (notes == Notes.Written)
        {
            PlanNotes.Write(lowered.Graph, plan);
        }
        LoweredNames names = InsertQuantizeDequantize.Run(lowered.Graph, plan, target.Kernels);
        var context = new PassContext(lowered, new OrtRuntime("lowered"), new DiagnosticList());
        foreach (Pass form in target.LoweredForms)
        {
            form.Run(lowered.Graph, context);
        }
        bool isFinal = notes == Notes.Written && target.FinalForms.Count > 0;
        Model quantized = isFinal ? lowered.Copy() : lowered;
        foreach (Pass form in isFinal ? target.FinalForms : [])
        {
            form.Run(lowered.Graph, context);
        }
        ExportedModel exported = lowered.Graph.Nodes.Any(n => n.Operator.Domain == IntegerOperators.Domain)
            ? IntegerGraphEmitter.Emit(lowered, target.Name, ProductVersion.Text)
            : QdqEmitter.Emit(lowered, target.Name, ProductVersion.Text);
        return new EmittedModel(exported, lowered, names, lowered.OpsetOf("") ?? 0) { Quantized = quantized, Trace = context.Trace };
    }

    /// <summary>The file of a plan in which nothing is integer: the model as it came.</summary>
    public static EmittedModel Keep(Model model, Target target)
    {
        var names = new LoweredNames(new Dictionary<string, string>(), new Dictionary<string, string>());
        return new EmittedModel(QdqEmitter.Mark(model, target.Name, ProductVersion.Text), model, names, model.OpsetOf("") ?? 0);
    }

    static ChooseScales.RangeOf RangeOf(Observer observer) => observer switch
    {
        Observer.MinMax => RangeObserver.MinMax,
        Observer.Percentile => s => RangeObserver.Percentile(s),
        Observer.Entropy => s => RangeObserver.Entropy(s),
        Observer.Mse => s => RangeObserver.Mse(s),
        _ => throw new ArgumentOutOfRangeException(nameof(observer), observer, "no observer of its own"),
    };
}
