using System.Globalization;

namespace Qcc.Search;

/// <summary>A mixture that was chosen.</summary>
/// <param name="Mixture">Where everything runs, the reasons written into its units.</param>
/// <param name="Error">Its relative output error in the switched network.</param>
sealed record ChosenMixture(Mixture Mixture, double Error);

/// <summary>
/// Gives layers their precision: measures what each costs within the quantized network, solves the knapsack, measures the mixture that comes of it
/// and starts again from there, since errors do not add up (docs/algorithms.md C23, C24).
/// </summary>
/// <param name="meter">Measures mixtures.</param>
/// <param name="screen">Measures them on fewer samples, to leave out layers that cannot be worth their cost; or null.</param>
sealed class MixedPrecision(Mixtures mixtures, SensitivityMeter meter, PrecisionGoal goal, SensitivityMeter? screen = null)
{
    /// <summary>Once, and again at most three times.</summary>
    const int MostRounds = 4;

    /// <summary>Layers that are measured again from the second round on: the chosen ones, and others by what they were found to cost.</summary>
    const int MostInPlay = 16;

    /// <summary>The best mixture found, which may be that of the plan itself.</summary>
    /// <param name="layers">Layers whose precision is a choice.</param>
    /// <param name="stops">Asked before each round.</param>
    public ChosenMixture Choose(IReadOnlyList<string> layers, Func<bool> stops)
    {
        Mixture at = mixtures.None;
        double error = meter.Error(at), none = error;
        (Mixture best, double bestError, LayerSensitivity[] found) = (at, error, []);
        double aim = 1;
        // What alone exceeds the budget is no choice.
        layers = meter.Different(layers, goal.Limited, goal.Limit - at.Cost.Of(goal.Limited));
        if (goal.Buys && screen is not null && layers.Count > 0)
        {
            layers = Screened(screen, layers);
        }
        for (int round = 0; round < MostRounds && layers.Count > 0 && !stops(); round++)
        {
            LayerSensitivity[] measured = meter.Measure(at, layers);
            if (round == 0)
            {
                found = measured;
            }
            Mixture next = mixtures.With(Solve(at, error * aim, measured, none));
            if (next.Chosen.SetEquals(at.Chosen))
            {
                break;
            }
            (at, error) = (next, meter.Error(next));
            // What was missed once is aimed at by as much more.
            aim *= goal.MostError is { } most ? Math.Max(error / most, 1) : 1;
            if (Value(at, error) > Value(best, bestError))
            {
                (best, bestError) = (at, error);
            }
            layers = InPlay(found, at, none);
        }
        Mixture all = mixtures.With(mixtures.Layers.ToHashSet(StringComparer.Ordinal));
        if (Value(all, 0) > Value(best, bestError) && meter.Error(all) is var least && Value(all, least) > Value(best, bestError))
        {
            return new ChosenMixture(all, least);
        }
        best = WithoutIdle(best, bestError, found);
        return new ChosenMixture(WithReasons(best, bestError, found), bestError);
    }

    double Value(Mixture mixture, double error) => goal.Value(mixture.Cost.Of(goal.Limited), error);

    /// <summary>The layers in float that are best if costs and errors, as they are around a mixture, add up.</summary>
    HashSet<string> Solve(Mixture at, double error, LayerSensitivity[] layers, double none)
    {
        // Cost with everything in play in integers, error with everything in play in float.
        double cost = at.Cost.Of(goal.Limited), least = error;
        foreach (LayerSensitivity layer in layers)
        {
            cost -= at.Chosen.Contains(layer.Layer) ? layer.Cost.Of(goal.Limited) : 0;
            least -= at.Chosen.Contains(layer.Layer) ? 0 : layer.Error;
        }
        LayerOption[][] options = [.. layers.Select(l => new LayerOption[] { new(0, l.Error), new(l.Cost.Of(goal.Limited), 0) })];
        // A frontier needs an end: that of all in float, where the goal has none.
        double most = Math.Min(goal.Limit - cost, layers.Sum(l => Math.Max(l.Cost.Of(goal.Limited), 0)));
        Allocation? best = MultipleChoiceKnapsack.Frontier(options, most).MaxBy(a => goal.Value(cost + a.Cost, Math.Max(least + a.Error, none * LeastShare)));
        return best is null ? [.. at.Chosen] : layers.Where((_, i) => best.Options[i] == 1).Select(l => l.Layer).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Sums of gains can exceed the error itself; no mixture is expected to leave less than this share of it.</summary>
    const double LeastShare = 0.05;

    IReadOnlyList<string> InPlay(LayerSensitivity[] found, Mixture at, double none)
    {
        var kept = found.OrderByDescending(f => f.Error).Take(MostInPlay).Select(f => f.Layer).Intersect(Payable(found, none)).Concat(at.Chosen).ToHashSet(StringComparer.Ordinal);
        return [.. found.Where(f => kept.Contains(f.Layer)).Select(f => f.Layer)];
    }

    IReadOnlyList<string> Payable(LayerSensitivity[] layers, double none)
    {
        Part[] parts = [.. layers.Select(l => new Part([l.Layer], l.Error, l.Cost.Of(goal.Limited), l.Cost.Of(goal.Limited)))];
        double least = Least(parts, none);
        return [.. parts.Where(p => CouldPay(p, least, none)).SelectMany(p => p.Layers)];
    }

    /// <summary>Layers that are measured together.</summary>
    /// <param name="Error">What they take away together.</param>
    /// <param name="Cost">What they cost in float.</param>
    /// <param name="Cheapest">What the cheapest of them costs.</param>
    sealed record Part(string[] Layers, double Error, double Cost, double Cheapest);

    /// <summary>
    /// The layers that could be worth their cost, by some of the samples: not those that would not be if they took away nearly all of the error. What several
    /// take away together is about the sum of what each does: where that would not even be worth the cheapest of them, none is looked at alone.
    /// </summary>
    IReadOnlyList<string> Screened(SensitivityMeter screen, IReadOnlyList<string> layers)
    {
        double none = screen.Error(mixtures.None);
        Dictionary<string, double> costs = layers.ToDictionary(l => l, l => screen.CostOf([l]).Of(goal.Limited), StringComparer.Ordinal);
        Part[] Measured(IEnumerable<string[]> sets)
        {
            string[][] all = [.. sets];
            double[] errors = screen.Joint(all);
            return [.. all.Select((set, i) => new Part(set, errors[i], set.Sum(l => costs[l]), set.Min(l => costs[l])))];
        }
        Part[] parts = Measured(layers.Where(l => goal.CouldPay(costs[l], (1 - LeastShare) * none, LeastShare * none, none)).OrderByDescending(l => costs[l]).Chunk(Together));
        while (true)
        {
            double least = Least(parts, none);
            Part[] open = [.. parts.Where(p => CouldPay(p, least, none))];
            if (open.All(p => p.Layers.Length == 1))
            {
                HashSet<string> payable = [.. open.SelectMany(p => p.Layers)];
                return [.. layers.Where(payable.Contains)];
            }
            parts = [.. parts.Except(open.Where(p => p.Layers.Length > 1)), .. Measured(open.Where(p => p.Layers.Length > 1).SelectMany(p => p.Layers.Select(l => new[] { l })))];
        }
    }

    /// <summary>Layers that are first measured together; they cost about as much.</summary>
    const int Together = 4;

    /// <summary>The least error that could be left within the limit if parts took away more than was measured; shares of them too.</summary>
    /// <param name="none">The error with nothing in float.</param>
    double Least(IReadOnlyList<Part> parts, double none)
    {
        (double left, double least) = (goal.Limit - mixtures.None.Cost.Of(goal.Limited), none);
        foreach (Part part in parts.OrderByDescending(p => p.Error / Math.Max(p.Cost, double.Epsilon)))
        {
            double cost = Math.Max(part.Cost, 0), share = cost <= left ? 1 : left / cost;
            left -= share * cost;
            least -= share * Doubt * Math.Max(part.Error, 0);
        }
        return Math.Max(least, LeastShare * none);
    }

    bool CouldPay(Part part, double least, double none) => goal.CouldPay(part.Cheapest, Doubt * part.Error, least, none);

    /// <summary>A layer may take away so many times as much as was measured.</summary>
    const double Doubt = 2;

    /// <summary>Leaves in integers what gains nothing that could be told from chance, unless the goal needs it.</summary>
    Mixture WithoutIdle(Mixture mixture, double error, LayerSensitivity[] found)
    {
        string[] order = [.. found.Select(f => f.Layer).Where(mixture.Chosen.Contains)];
        Mixture fewer = mixtures.With(meter.Measure(mixture, order).Where(l => l.Error > LeastGain * error).Select(l => l.Layer).ToHashSet(StringComparer.Ordinal));
        return double.IsNegativeInfinity(Value(fewer, meter.Error(fewer))) ? mixture : fewer;
    }

    /// <summary>A layer in float takes away at least this share of the error.</summary>
    const double LeastGain = 0.01;

    /// <summary>The same mixture with what each of its layers costs: as an integer one in decibels, as a float one in time.</summary>
    Mixture WithReasons(Mixture mixture, double error, LayerSensitivity[] found)
    {
        if (mixture.Chosen.Count == 0)
        {
            return mixture;
        }
        string[] order = [.. found.Select(f => f.Layer).Where(mixture.Chosen.Contains)];
        Dictionary<string, string> reasons = meter.Measure(mixture, order).ToDictionary(l => l.Layer, l => string.Create(CultureInfo.InvariantCulture,
            $"in integers it would cost {10 * Math.Log10((error + l.Error) / error):0.0} dB, in float it takes {100 * l.Cost.Ns / mixtures.None.Cost.Ns:0.0} % of the time"), StringComparer.Ordinal);
        return mixtures.With(mixture.Chosen, name => reasons[name]);
    }
}
