using Qcc.Core.Quantization;
using Qcc.Passes.Quantize;

namespace Qcc.Search;

/// <summary>Makes plans of recipes.</summary>
sealed class RecipePlans(SearchContext context)
{
    /// <summary>The plan of a recipe with weights rounded to nearest, over a model that its rewrites have been at.</summary>
    public QuantizationPlan Of(Recipe recipe, Footing footing)
    {
        recipe = recipe with { Rewrites = footing.Rewrites };
        return Of(recipe, footing, recipe.AtRun.Count == 0 ? footing.Units
            : PartitionGraph.Run(footing.Model.Graph, footing.Statistics, context.Target.Kernels, SelectionOf(recipe, footing)));
    }

    QuantizationPlan Of(Recipe recipe, Footing footing, IReadOnlyList<QuantUnit> units)
    {
        QuantizationPlan plan = ChooseScales.Run(units, footing.Statistics, RangeOf(recipe.Observer ?? Observer.MinMax), recipe.Widths, context.Target.Name, recipe.ToString())
            with { Equalization = footing.Decisions, Multipliers = context.Target.IsIntegerOnly ? context.Target.Multipliers : null };
        plan = ScalesOnGrid.Run(plan, context.Target.Kernels.Scales);
        if (context.Target.IsIntegerOnly && context.Options.WeightBits < 8)
        {
            plan = NarrowWeights.Run(footing.Model.Graph, plan, context.Target.Kernels, context.Options.WeightBits);
        }
        return recipe.CorrectsBias ? Corrected(plan, footing) : plan;
    }

    /// <summary>The plans of a recipe with weights rounded in each way.</summary>
    public IReadOnlyList<(Recipe Recipe, QuantizationPlan Plan)> Rounded(Recipe recipe, Footing footing)
    {
        QuantizationPlan nearest = Of(recipe with { CorrectsBias = true, Rounding = Rounding.Nearest }, footing);
        (QuantizationPlan whole, QuantizationPlan besideBias) = new LayerInputs(new PlannedModel(footing.Model, nearest), context).Round(context.Calibration.Counted);
        (Recipe, QuantizationPlan) With(Recipe rounded, QuantizationPlan plan) => (rounded, plan with { Method = rounded.ToString() });
        return
        [
            With(recipe with { Rounding = Rounding.Compensated, CorrectsBias = false }, whole with { Nodes = [.. whole.Nodes.Select(n => n with { BiasCorrection = null })] }),
            With(recipe with { Rounding = Rounding.Compensated, CorrectsBias = true }, Corrected(whole, footing)),
            With(recipe with { Rounding = Rounding.CompensatedBesideBias, CorrectsBias = true }, Corrected(besideBias, footing)),
        ];
    }

    /// <summary>The plan of a candidate with other placements of the same units: the codes of what stays integer stay.</summary>
    public QuantizationPlan Replaced(Candidate candidate, IReadOnlyList<QuantUnit> units)
    {
        (Recipe recipe, Footing footing) = (candidate.Recipe, candidate.Footing);
        Dictionary<string, NodeDecision> before = candidate.Plan.Nodes.ToDictionary(n => n.Output, StringComparer.Ordinal);
        QuantizationPlan plan = Of(recipe with { CorrectsBias = false }, footing, units) with { Method = candidate.Plan.Method };
        plan = plan with { Nodes = [.. plan.Nodes.Select(n => n.Placement.IsInteger() && before.TryGetValue(n.Output, out NodeDecision? known) ? n with { WeightCodes = known.WeightCodes } : n)] };
        return recipe.CorrectsBias ? Corrected(plan, footing) : plan;
    }

    /// <summary>The plan of other kernels for some layers of a candidate, with its chosen codes and biases for the rest.</summary>
    public QuantizationPlan Beside(Candidate rest, Recipe recipe)
    {
        Dictionary<string, NodeDecision> known = rest.Plan.Nodes.ToDictionary(n => n.Output, StringComparer.Ordinal);
        QuantizationPlan plan = Of(recipe, rest.Footing);
        return plan with
        {
            Nodes = [.. plan.Nodes.Select(n => known[n.Output] is var other && other.Placement == n.Placement ? n with { BiasCorrection = other.BiasCorrection, WeightCodes = other.WeightCodes } : n)],
        };
    }

    /// <summary>What may become integer, and how, in a recipe.</summary>
    public static Selection SelectionOf(Recipe recipe, Footing footing) => recipe.AtRun.Count == 0 ? footing.Selection
        : footing.Selection with { RangesAtRun = n => n.FirstOutput is { } output && recipe.AtRun.Contains(output.Name) };

    /// <summary>How a recipe reads ranges.</summary>
    public static ChooseScales.RangeOf RangeOf(Observer observer) => observer switch
    {
        Observer.MinMax => RangeObserver.MinMax,
        Observer.Percentile => s => RangeObserver.Percentile(s),
        Observer.Entropy => s => RangeObserver.Entropy(s),
        Observer.Mse => s => RangeObserver.Mse(s),
        _ => throw new ArgumentOutOfRangeException(nameof(observer), observer, "no observer of its own"),
    };

    QuantizationPlan Corrected(QuantizationPlan plan, Footing footing) => CorrectBias.Run(footing.Model.Graph, plan, footing.Statistics, context.Target.Kernels);
}
