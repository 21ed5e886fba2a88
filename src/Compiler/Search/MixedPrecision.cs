using System.Globalization;

namespace Qcc.Search;

/// <summary>A mixture that was chosen.</summary>
/// <param name="Mixture">Where everything runs, the reasons written into its units.</param>
/// <param name="Error">Its relative output error.</param>
sealed record ChosenMixture(Mixture Mixture, double Error);

/// <summary>
/// Gives layers their precision: measures what each adds to the error, measures the mixtures that promise most by that (<see cref="MixtureProposals"/>) as wholes, and goes on
/// with single changes of the best of them (docs/algorithms.md C23, C24).
/// </summary>
/// <param name="meter">Measures mixtures.</param>
/// <param name="screen">Measures layers, on fewer samples.</param>
sealed class MixedPrecision(Mixtures mixtures, SensitivityMeter meter, SensitivityMeter screen, PrecisionGoal goal)
{
    /// <summary>Once, and again at most twice.</summary>
    const int MostRounds = 3;

    /// <summary>Mixtures that are measured in the first round and in others.</summary>
    const int MostProposed = 5, MostChanged = 3;

    /// <summary>Neighbours that are first measured together, and the share of the error that they must add to be measured one by one.</summary>
    const int Together = 4;
    const double LeastShare = 0.03;

    readonly List<ChosenMixture> _measured = [];
    LayerNoise? _noise;

    /// <summary>Mixtures that were measured as wholes, in this order.</summary>
    public IReadOnlyList<ChosenMixture> Measured => _measured;

    /// <summary>The best mixture found, which may be that of the plan itself.</summary>
    /// <param name="layers">Layers whose precision is a choice.</param>
    /// <param name="stops">Asked before each round.</param>
    public ChosenMixture Choose(IReadOnlyList<string> layers, Func<bool> stops)
    {
        var none = new ChosenMixture(mixtures.None, meter.Error(mixtures.None));
        ChosenMixture best = none;
        double aim = 1;
        // What exceeds the budget by itself is no choice.
        layers = meter.Different(layers, goal.Limited, goal.Limit - none.Mixture.Cost.Of(goal.Limited));
        if (goal.Buys && layers.Count > 0)
        {
            // Layers whose time nothing could pay for, and those that hardly add anything, are not looked at.
            double LeastCost(string layer) => mixtures.WithoutConversions(mixtures.Turned(mixtures.None, layer)).Of(goal.Limited);
            layers = screen.Noisy([.. layers.Where(l => goal.CouldPay(LeastCost(l), (1 - LeastShare) * none.Error, LeastShare * none.Error, none.Error))], Together, LeastShare);
        }
        _noise = layers.Count > 0 && !stops() ? screen.Noise(layers) : null;
        for (int round = 0; round < MostRounds && _noise is not null && !stops(); round++)
        {
            var proposals = new MixtureProposals(mixtures, goal, _noise, aim);
            bool startsAgain = round == 0 || goal.MostError is not null;
            HashSet<string> known = [.. _measured.Select(m => m.Mixture.Key), none.Mixture.Key];
            Mixture[] proposed = [.. (startsAgain ? proposals.Find() : proposals.Near(best.Mixture)).Where(m => !known.Contains(m.Key)).Take(startsAgain ? MostProposed : MostChanged)];
            if (proposed.Length == 0)
            {
                break;
            }
            ChosenMixture[] measured = [.. meter.Errors(proposed).Zip(proposed, (error, mixture) => new ChosenMixture(mixture, error))];
            _measured.AddRange(measured);
            ChosenMixture at = measured.MaxBy(Value)!;
            bool isBetter = Value(at) > Value(best);
            best = isBetter ? at : best;
            if (!isBetter && goal.MostError is null)
            {
                break;
            }
            // What was missed once is aimed at by as much more.
            aim *= goal.MostError is { } most ? Math.Max(at.Error / most, 1) : 1;
        }
        Mixture all = mixtures.With(mixtures.Layers.ToHashSet(StringComparer.Ordinal));
        if (goal.Value(all.Cost.Of(goal.Limited), 0) > Value(best) && new ChosenMixture(all, meter.Error(all)) is var whole && Value(whole) > Value(best))
        {
            return whole;
        }
        if (_noise is null || best == none)
        {
            return best;
        }
        best = WithoutIdle(best, _noise);
        return goal.MostError is null && !(Judged(best) < LeastChange * none.Error && best.Error < none.Error) ? none : WithReasons(best, _noise);
    }

    /// <summary>An error that is less than another one by a smaller factor is not.</summary>
    const double LeastChange = 0.97;

    double Value(ChosenMixture chosen) => goal.Value(chosen.Mixture.Cost.Of(goal.Limited), goal.MostError is null ? Judged(chosen) : chosen.Error);

    /// <summary>
    /// The error by which mixtures are compared: a weighted mean, in decibels, of the measured one and of that expected of its layers. The former hangs on how rounding errors behind
    /// changed layers happen to fall, the latter does not.
    /// </summary>
    double Judged(ChosenMixture chosen) => _noise is null || _noise.Error == 0 ? chosen.Error
        : Math.Pow(chosen.Error, OfMeasured) * Math.Pow(_noise.ErrorOf(chosen.Mixture) * meter.Error(mixtures.None) / _noise.Error, 1 - OfMeasured);

    /// <summary>Weight of the measured error.</summary>
    const double OfMeasured = 2.0 / 3;

    /// <summary>Leaves in integers what is expected to gain nothing worth its cost and saves no conversions, unless the goal needs it.</summary>
    ChosenMixture WithoutIdle(ChosenMixture chosen, LayerNoise noise)
    {
        Mixture fewer = chosen.Mixture;
        foreach (string layer in mixtures.Layers.Where(chosen.Mixture.Chosen.Contains))
        {
            Mixture without = mixtures.Turned(fewer, layer);
            bool isIdle = noise.ErrorOf(without) < (1 + LeastGain) * noise.ErrorOf(fewer) && without.Cost.Of(goal.Limited) <= fewer.Cost.Of(goal.Limited);
            fewer = isIdle ? without : fewer;
        }
        if (fewer.Key == chosen.Mixture.Key)
        {
            return chosen with { Mixture = fewer };
        }
        if (fewer.Chosen.Count == 0)
        {
            return chosen;
        }
        var kept = new ChosenMixture(fewer, meter.Error(fewer));
        return double.IsNegativeInfinity(Value(kept)) || kept.Error > (1 + LeastGain) * chosen.Error ? chosen : kept;
    }

    /// <summary>A layer in float takes away at least this share of the error.</summary>
    const double LeastGain = 0.01;

    /// <summary>The same mixture with what each of its layers costs: as an integer one in decibels, as a float one in time.</summary>
    ChosenMixture WithReasons(ChosenMixture chosen, LayerNoise noise)
    {
        double error = noise.ErrorOf(chosen.Mixture);
        Dictionary<string, string> reasons = mixtures.Layers.Where(chosen.Mixture.Chosen.Contains).ToDictionary(l => l, l =>
        {
            Mixture without = mixtures.Turned(chosen.Mixture, l);
            return string.Create(CultureInfo.InvariantCulture,
                $"in integers it would cost {10 * Math.Log10(noise.ErrorOf(without) / error):0.0} dB, in float it takes {100 * (chosen.Mixture.Cost.Ns - without.Cost.Ns) / mixtures.None.Cost.Ns:0.0} % of the time");
        }, StringComparer.Ordinal);
        return chosen with { Mixture = mixtures.With(chosen.Mixture.Chosen, name => reasons[name]) };
    }
}
