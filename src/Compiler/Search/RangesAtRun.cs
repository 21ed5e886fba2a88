using System.Globalization;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Search;

/// <summary>
/// Lets layers find the range of their input at each run where a fixed one loses clearly more (docs/algorithms.md C32). Which layers may gain is read off the
/// statistics; that they do is measured with the file that they would be in, and as few as keep the gain are taken, since each costs time.
/// </summary>
/// <param name="attempt">Measures a recipe with the chosen codes and biases of a candidate.</param>
sealed class RangesAtRun(KernelTable kernels, Func<Recipe, Candidate, Candidate> attempt)
{
    /// <summary>Layers are tried where fixed steps are expected to lose this many times as much: 6 dB.</summary>
    const double LeastSpread = 4;

    /// <summary>What ranges at each run must gain: they cost a pass over the input.</summary>
    const double LeastGainDb = 1;

    /// <summary>The candidate, or a better one of which some layers have no fixed range.</summary>
    public Candidate Improve(Candidate best)
    {
        string[] suspects = Suspects(best);
        if (suspects.Length == 0 || With(best, suspects, suspects.Length) is not { } all || !all.Score.BeatsBy(LeastGainDb, best.Score))
        {
            return best;
        }
        // The smallest number of layers, by falling spread, that is as good.
        (Candidate kept, int enough, int tooFew) = (all, suspects.Length, 0);
        while (enough - tooFew > 1)
        {
            int middle = (enough + tooFew) / 2;
            if (With(best, suspects, middle) is { } fewer && fewer.Score.IsHardlyWorseThan(all.Score))
            {
                (kept, enough) = (fewer, middle);
            }
            else
            {
                tooFew = middle;
            }
        }
        return Explained(kept, best);
    }

    /// <summary>The first outputs of layers with a fixed range and another kernel without, by falling spread of the ranges that their inputs have.</summary>
    string[] Suspects(Candidate best)
    {
        Dictionary<string, Node> nodes = best.Footing.Model.Graph.Nodes.Where(n => n.Result is not null).ToDictionary(n => n.Result!.Name, StringComparer.Ordinal);
        return
        [
            .. from decision in best.Plan.Nodes
               where decision.Placement is Placement.Integer or Placement.IntegerToFloat
               let node = nodes[decision.Output]
               where kernels.Find(node, Placement.Dynamic) is { } kernel && kernel.Refuses(node) is null
               let spread = best.Footing.Statistics.Of(node.Inputs[0]!)?.SpreadOfRanges() ?? 1
               where spread >= LeastSpread
               orderby spread descending
               select decision.Output
        ];
    }

    /// <summary>With the first of the suspects; null where their kernels do not pay.</summary>
    Candidate? With(Candidate best, string[] suspects, int count)
    {
        Candidate candidate = attempt(best.Recipe with { AtRun = [.. suspects.Take(count).Order(StringComparer.Ordinal)] }, best);
        return candidate.Plan.Nodes.Any(n => n.Placement == Placement.Dynamic) ? candidate : null;
    }

    static double Gain(Candidate candidate, Candidate over) =>
        Math.Min(candidate.Score.HeldOutDb - over.Score.HeldOutDb, candidate.Score.PooledDb - over.Score.PooledDb);

    static Candidate Explained(Candidate kept, Candidate best)
    {
        string reason = string.Create(CultureInfo.InvariantCulture, $"its range at each run: with fixed ranges {(kept.Recipe.AtRun.Count == 1 ? "of it" : $"of {kept.Recipe.AtRun.Count} such layers")} the outputs lose {Gain(kept, best):0.0} dB on held-out samples");
        return kept with { Plan = kept.Plan with { Nodes = [.. kept.Plan.Nodes.Select(n => n.Placement == Placement.Dynamic && kept.Recipe.AtRun.Contains(n.Output) ? n with { Reason = reason } : n)] } };
    }
}
