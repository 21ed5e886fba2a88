namespace Qcc.Search;

/// <summary>One way to run a layer.</summary>
/// <param name="Cost">What it costs of the budget.</param>
/// <param name="Error">What it adds to the error; may be negative.</param>
readonly record struct LayerOption(double Cost, double Error);

/// <summary>A choice of one option for every layer.</summary>
/// <param name="Options">The number of the option, by layer.</param>
/// <param name="Cost">Sum of the costs.</param>
/// <param name="Error">Sum of the errors.</param>
sealed record Allocation(IReadOnlyList<int> Options, double Cost, double Error);

/// <summary>
/// The multiple-choice knapsack problem min Σ error, one option for each layer, Σ cost ≤ B, solved exactly for costs in whole steps of B/10⁴
/// (docs/algorithms.md C24; Kellerer, Pferschy, Pisinger, *Knapsack Problems*, chapter 11): layer by layer, keeping the sums that no other
/// beats in both cost and error. Costs are rounded up, so that a choice that fits does fit.
/// </summary>
static class MultipleChoiceKnapsack
{
    /// <summary>Steps of the budget.</summary>
    public const int Steps = 10_000;

    /// <summary>A sum of the options of the layers so far.</summary>
    /// <param name="Before">Its place among the sums of the layers before.</param>
    readonly record struct Sum(int Cost, double Error, int Before, int Option);

    /// <summary>The choice with the least error within a budget; null where even the cheapest options exceed it.</summary>
    public static Allocation? Solve(IReadOnlyList<IReadOnlyList<LayerOption>> layers, double budget) => Frontier(layers, budget) is [.., var best] ? best : null;

    /// <summary>All choices within a budget that no other beats in both cost and error: costs rise, errors fall.</summary>
    public static IReadOnlyList<Allocation> Frontier(IReadOnlyList<IReadOnlyList<LayerOption>> layers, double budget)
    {
        double least = layers.Sum(l => l.Min(o => o.Cost)), room = budget - least;
        if (room < 0)
        {
            return [];
        }
        double step = room / Steps;
        var sums = new List<Sum[]> { new Sum[] { new(0, 0, -1, -1) } };
        foreach (IReadOnlyList<LayerOption> layer in layers)
        {
            sums.Add(Extend(sums[^1], layer, step));
        }
        return [.. Enumerable.Range(0, sums[^1].Length).Select(last => Follow(sums, layers, last))];
    }

    static Sum[] Extend(Sum[] sums, IReadOnlyList<LayerOption> layer, double step)
    {
        double cheapest = layer.Min(o => o.Cost);
        var best = new Sum[Steps + 1];
        Array.Fill(best, new Sum(0, double.PositiveInfinity, -1, -1));
        for (int option = 0; option < layer.Count; option++)
        {
            double above = layer[option].Cost - cheapest;
            double steps = above == 0 ? 0 : Math.Ceiling(above / step);
            for (int s = 0; s < sums.Length && sums[s].Cost + steps <= Steps; s++)
            {
                int cost = sums[s].Cost + (int)steps;
                double error = sums[s].Error + layer[option].Error;
                if (error < best[cost].Error)
                {
                    best[cost] = new Sum(cost, error, s, option);
                }
            }
        }
        // What costs more without a smaller error is beaten.
        double smallest = double.PositiveInfinity;
        var kept = new List<Sum>();
        foreach (Sum sum in best.Where(b => b.Option >= 0))
        {
            if (sum.Error < smallest)
            {
                kept.Add(sum);
                smallest = sum.Error;
            }
        }
        return [.. kept];
    }

    static Allocation Follow(List<Sum[]> sums, IReadOnlyList<IReadOnlyList<LayerOption>> layers, int last)
    {
        var options = new int[layers.Count];
        for (int layer = layers.Count; layer > 0; layer--)
        {
            Sum sum = sums[layer][last];
            (options[layer - 1], last) = (sum.Option, sum.Before);
        }
        return new Allocation(options, layers.Select((l, i) => l[options[i]].Cost).Sum(), layers.Select((l, i) => l[options[i]].Error).Sum());
    }
}
