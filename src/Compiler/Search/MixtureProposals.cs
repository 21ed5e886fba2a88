namespace Qcc.Search;

/// <summary>
/// Mixtures that are worth measuring, by what layers add to the error: that of the knapsack, and runs of neighbours, which share conversions and leave the results between them
/// unrounded, each improved by single changes as long as that promises more. Costs are those of the units as they would be placed, no sums.
/// </summary>
/// <param name="aim">Factor of expected errors, where earlier ones came out larger.</param>
sealed class MixtureProposals(Mixtures mixtures, PrecisionGoal goal, LayerNoise noise, double aim)
{
    /// <summary>Sums of gains can come near the error itself; no mixture is expected to leave less than this share of it.</summary>
    const double LeastShare = 0.05;

    /// <summary>Single changes of a mixture that are looked at, besides those of the neighbours of its layers.</summary>
    const int MostChanges = 4;

    const int MostSteps = 32;

    /// <summary>Runs up to this length are looked at in every length, longer ones in steps of a fourth.</summary>
    const int ShortRun = 6;

    /// <summary>Different mixtures, those that promise most first.</summary>
    public IReadOnlyList<Mixture> Find()
    {
        IEnumerable<Mixture> starts = [mixtures.None, Knapsack(), Filled(), .. Runs()];
        return Ordered(starts.Select(Fitting).Select(Improved));
    }

    /// <summary>Single changes of a mixture, those that promise most first.</summary>
    public IReadOnlyList<Mixture> Near(Mixture mixture) => Ordered(Changed(mixture));

    IReadOnlyList<Mixture> Ordered(IEnumerable<Mixture> several) =>
        [.. several.Where(m => m.Chosen.Count > 0 && !double.IsNegativeInfinity(Expected(m))).DistinctBy(m => m.Key).OrderByDescending(Expected)];

    double Expected(Mixture mixture) => Expected(mixture.Cost.Of(goal.Limited), noise.ErrorOf(mixture));

    double Expected(double cost, double error) => goal.Value(cost, Math.Max(error, LeastShare * noise.Error) * aim);

    /// <summary>Layers with what each of them takes away and costs alone.</summary>
    LayerSensitivity[] Alone { get; } = [.. mixtures.Layers.Select(l => (Layer: l, With: mixtures.With(new HashSet<string>(StringComparer.Ordinal) { l })))
        .DistinctBy(l => l.With.Key).Select(l => new LayerSensitivity(l.Layer, noise.Error - noise.ErrorOf(l.With), SensitivityMeter.Less(l.With, mixtures.None)))];

    /// <summary>The mixture that is best if costs and errors, as they are for each layer alone, add up.</summary>
    Mixture Knapsack()
    {
        double cost = mixtures.None.Cost.Of(goal.Limited), error = noise.Error - Alone.Sum(l => l.Error);
        LayerOption[][] options = [.. Alone.Select(l => new LayerOption[] { new(0, l.Error), new(l.Cost.Of(goal.Limited), 0) })];
        // A frontier needs an end: that of all in float, where the goal has none.
        double most = Math.Min(goal.Limit - cost, Alone.Sum(l => Math.Max(l.Cost.Of(goal.Limited), 0)));
        Allocation? best = MultipleChoiceKnapsack.Frontier(options, most).MaxBy(a => Expected(cost + a.Cost, error + a.Error));
        return best is null ? mixtures.None : mixtures.With(Alone.Where((_, i) => best.Options[i] == 1).Select(l => l.Layer).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Layers from the first one on, each that the limit still allows.</summary>
    Mixture Filled()
    {
        Mixture filled = mixtures.None;
        foreach (string layer in mixtures.Layers.Where(l => !filled.Float.Contains(l)))
        {
            Mixture more = mixtures.Turned(filled, layer);
            filled = more.Cost.Of(goal.Limited) <= goal.Limit ? more : filled;
        }
        return filled;
    }

    /// <summary>The best runs of neighbours: from the first layer on, up to the last one, and any.</summary>
    IEnumerable<Mixture> Runs()
    {
        var runs = new List<(int First, int Next, Mixture Mixture)>();
        for (int first = 0; first < mixtures.Layers.Count; first++)
        {
            int longest = mixtures.Layers.Count - first;
            for (int length = 1; ; length = Math.Min(length + (length < ShortRun ? 1 : length / 4), longest))
            {
                Mixture run = mixtures.With(mixtures.Layers.Skip(first).Take(length).ToHashSet(StringComparer.Ordinal));
                if (IsFarAbove(run))
                {
                    break;
                }
                runs.Add((first, first + length, run));
                if (length == longest)
                {
                    break;
                }
            }
        }
        (int First, int Next, Mixture Mixture)[] allowed = [.. runs.Where(r => !double.IsNegativeInfinity(Expected(r.Mixture))).OrderByDescending(r => Expected(r.Mixture))];
        return new[] { allowed.Where(r => r.First == 0), allowed.Where(r => r.Next == mixtures.Layers.Count), allowed }.SelectMany(a => a.Take(1)).Select(a => a.Mixture);
    }

    /// <summary>What exceeds the limit by as much as it allows above integers alone will not come back by saving conversions.</summary>
    bool IsFarAbove(Mixture run) => run.Cost.Of(goal.Limited) > goal.Limit + Math.Max(goal.Limit - mixtures.None.Cost.Of(goal.Limited), 0);

    /// <summary>The mixture without the layers that gain least for their cost, as far as it exceeds the limit.</summary>
    Mixture Fitting(Mixture mixture)
    {
        while (mixture.Chosen.Count > 0 && mixture.Cost.Of(goal.Limited) > goal.Limit)
        {
            Mixture all = mixture;
            mixture = mixture.Chosen.Order(StringComparer.Ordinal).Select(c => mixtures.With(all.Chosen.Where(o => o != c).ToHashSet(StringComparer.Ordinal)))
                .MinBy(m => (noise.ErrorOf(m) - noise.ErrorOf(all)) / Math.Max(all.Cost.Of(goal.Limited) - m.Cost.Of(goal.Limited), double.Epsilon))!;
        }
        return mixture;
    }

    /// <summary>Follows single changes as long as they promise more.</summary>
    Mixture Improved(Mixture mixture)
    {
        double value = Expected(mixture);
        for (int step = 0; step < MostSteps; step++)
        {
            if (Changed(mixture).MaxBy(Expected) is not { } better || !(Expected(better) > value))
            {
                break;
            }
            (mixture, value) = (better, Expected(better));
        }
        return mixture;
    }

    /// <summary>Mixtures with one layer the other way: those that promise most if costs and errors add up, and those next to a layer in float.</summary>
    IEnumerable<Mixture> Changed(Mixture mixture)
    {
        double cost = mixture.Cost.Of(goal.Limited), error = noise.ErrorOf(mixture);
        double Promised(LayerSensitivity layer) => mixture.Chosen.Contains(layer.Layer)
            ? Expected(cost - layer.Cost.Of(goal.Limited), error + layer.Error) : Expected(cost + layer.Cost.Of(goal.Limited), error - layer.Error);
        IReadOnlyList<string> layers = mixtures.Layers;
        bool IsNear(int i) => (i > 0 && mixture.Float.Contains(layers[i - 1])) || (i + 1 < layers.Count && mixture.Float.Contains(layers[i + 1])) || mixtures.Readers[layers[i]].Readers.Any(r => r is not null && mixture.Float.Contains(r));
        IEnumerable<string> neighbours = Enumerable.Range(0, layers.Count).Where(i => !mixture.Float.Contains(layers[i]) && IsNear(i)).Select(i => layers[i]);
        return Alone.OrderByDescending(Promised).Take(MostChanges).Select(l => l.Layer).Concat(mixture.Chosen).Concat(neighbours).Distinct(StringComparer.Ordinal).Select(l => mixtures.Turned(mixture, l));
    }
}
