using System.Globalization;
using Qcc.Core.Ir;
using Qcc.Passes.Quantize;

namespace Qcc.Search;

/// <summary>
/// Which activations layers with weights read in 16 bits (docs/algorithms.md C24): decibels are bought with memory, at the prices that they have in time where layers stay
/// float (<see cref="PrecisionGoal"/>).
/// </summary>
/// <param name="groups">Groups of values.</param>
/// <param name="gains">What 8 bits add to the noise (<see cref="ActivationNoise.InLayers"/>); null where layers cannot read more.</param>
/// <param name="elements">Elements of each group.</param>
/// <param name="noise">Noise power over signal power of the whole network as it is.</param>
sealed class LayerWidths(IReadOnlyList<ScaleGroup> groups, IReadOnlyList<double?> gains, IReadOnlyList<long> elements, double noise)
{
    /// <summary>What makes up less of the error than this is left alone.</summary>
    const double LeastShare = 0.01;

    /// <summary>The groups that are worth their memory, those first that gain most for it.</summary>
    public IReadOnlyList<int> Choose()
    {
        double all = Enumerable.Range(0, groups.Count).Sum(BytesOf), cost = 0, left = noise;
        var taken = new List<int>();
        (int Count, double Worth) best = (0, PrecisionGoal.WorthInMemory(noise));
        foreach (int i in Enumerable.Range(0, groups.Count).Where(i => gains[i] >= LeastShare * noise).OrderByDescending(i => gains[i] / Math.Max(MoreBytes(i), 1)))
        {
            if (cost + MoreBytes(i) / all <= PrecisionGoal.MostShare)
            {
                cost += MoreBytes(i) / all;
                // Sums of gains can exceed the error itself.
                left = Math.Max(left - gains[i]!.Value, noise / 20);
                taken.Add(i);
                double worth = PrecisionGoal.WorthInMemory(left) - cost;
                best = worth > best.Worth ? (taken.Count, worth) : best;
            }
        }
        return [.. taken.Take(best.Count)];
    }

    /// <summary>The choices for these groups, by value.</summary>
    public IEnumerable<KeyValuePair<string, WidthChoice>> Of(IEnumerable<int> chosen) => chosen.SelectMany(i => groups[i].Values.Select(v => KeyValuePair.Create(v.Name, new WidthChoice(ElementType.S16,
        string.Create(CultureInfo.InvariantCulture, $"16 bits, in layers too, since 8 would add {100 * gains[i]!.Value / noise:0.#} % to the error")) { InLayers = true })));

    double BytesOf(int group) => elements[group] * (groups[group].Type == ElementType.S16 ? 2.0 : 1.0);

    /// <summary>Codes of 8 bits get another byte; beside 16 bits those that were narrowed are gone.</summary>
    double MoreBytes(int group) => groups[group].Type == ElementType.S16 ? -elements[group] : elements[group];
}
