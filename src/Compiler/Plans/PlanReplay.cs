using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Passes.Equalize;
using Qcc.Passes.Lower;
using Qcc.Search;
using Qcc.Targets;

namespace Qcc.Plans;

/// <summary>A saved plan in the place of a search.</summary>
static class PlanReplay
{
    /// <summary>The canonical model as the plan wants it.</summary>
    /// <exception cref="DiagnosticException">The plan belongs to another target or model (QCC3013 to QCC3015).</exception>
    public static PlannedModel Apply(QuantizationPlan plan, Model canonical, Target target, string file)
    {
        var place = new Place(file);
        if (plan.Nodes.Contains(null!) || plan.Values.Contains(null!) || plan.Equalization.Contains(null!) || plan.Equalization.Any(e => e.Values.Contains(null!)))
        {
            throw new DiagnosticException(PlanDiagnostics.NotAPlan.At(place, "an entry is null"));
        }
        if (plan.Target != target.Name)
        {
            throw new DiagnosticException(PlanDiagnostics.OtherTarget.At(place, (plan.Target, target.Name)));
        }
        Model model = canonical.Copy();
        foreach (IReadOnlyList<EqualizationDecision> together in ModelRewrites.Portions(plan.Equalization))
        {
            Rewrite(model.Graph, together, place);
        }
        new PlanCheck(plan, model.Graph, target, place).Run();
        return new PlannedModel(model, plan);
    }

    static void Rewrite(Graph graph, IReadOnlyList<EqualizationDecision> decisions, Place place)
    {
        ModelRewrite rewrite = ModelRewrites.Of(decisions[0].Pass)
            ?? throw new DiagnosticException(PlanDiagnostics.NotAPlan.At(place, $"the model was rewritten by \"{Escape.ForTerminal(decisions[0].Pass)}\", which this version does not know"));
        HashSet<string> values = [.. graph.Inputs.Concat(graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>()).Select(v => v.Name)];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((int number, EqualizationDecision decision) in decisions.Index())
        {
            if (decision.Values.FirstOrDefault(v => !values.Contains(v)) is { } missing)
            {
                throw PlanDiagnostics.Unknown(place, "value", missing, values);
            }
            string? why = decision.Values.FirstOrDefault(v => !seen.Add(v)) is { } twice ? "is equalized twice" : rewrite.Refuses(graph, [.. decisions.Take(number + 1)]);
            if (why is not null)
            {
                throw new DiagnosticException(PlanDiagnostics.DoesNotFit.At(place, (decision.Values is [var first, ..] ? first : "", why)));
            }
        }
        rewrite.Apply(graph, decisions);
    }

    /// <summary>Options beside a plan on which the bytes of the file depend, as the command line writes them; those at their defaults are left out.</summary>
    public static IReadOnlyList<string> OptionsOfForm(CompileOptions options) =>
    [
        .. options.Form != OnnxForm.Auto ? [$"--format {options.Form.ToString().ToLowerInvariant()}"] : Array.Empty<string>(),
        .. options.Isa != Isa.Vnni ? [$"--isa {options.Isa.ToString().ToLowerInvariant()}"] : Array.Empty<string>(),
        .. options.IntegerIo ? ["--integer-io"] : Array.Empty<string>(),
        .. options.Requantize ? ["--requantize"] : Array.Empty<string>(),
        .. options.KeepOverridable ? ["--keep-overridable"] : Array.Empty<string>(),
        .. options.Shapes.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"--shape {s.Key}={string.Join(',', s.Value)}"),
    ];

    /// <summary>Options that decide what the plan has decided already, as the command line calls them.</summary>
    public static IReadOnlyList<string> OptionsWithoutEffect(CompileOptions options) =>
    [
        .. options.KeepFloat.Count > 0 ? ["--keep-float"] : Array.Empty<string>(),
        .. options.Only.Count > 0 ? ["--only"] : Array.Empty<string>(),
        .. options.OperatorTypes.Count > 0 ? ["--op-types"] : Array.Empty<string>(),
        .. options.Observer != Observer.Auto ? ["--observer"] : Array.Empty<string>(),
        .. options.Preference != Preference.Latency ? ["--prefer"] : Array.Empty<string>(),
        .. options.WeightBits != 8 ? ["--weight-bits"] : Array.Empty<string>(),
        .. options.BlockSize != 0 ? ["--block-size"] : Array.Empty<string>(),
        .. options.ZeroPoints != ZeroPoints.Auto ? ["--zero-points"] : Array.Empty<string>(),
        .. options.Budget is not null ? ["--budget"] : Array.Empty<string>(),
        .. options.StatisticsFile is not null ? ["--stats"] : Array.Empty<string>(),
        .. options.MultiplierBits != Multipliers.Default.Bits ? ["--multiplier-bits"] : Array.Empty<string>(),
        .. options.Multiplier != Multipliers.Default.Form ? ["--multiplier"] : Array.Empty<string>(),
    ];
}
