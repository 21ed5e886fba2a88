using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;
using Qcc.Passes.Equalize;
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
        new PlanCheck(plan, canonical.Graph, target, new Place(file)).Run();
        Model model = canonical.Copy();
        EqualizeAcrossLayers.Apply(model.Graph, plan.Equalization);
        return new PlannedModel(model, plan);
    }

    /// <summary>Options that decide what the plan has decided already, as the command line calls them.</summary>
    public static IReadOnlyList<string> OptionsWithoutEffect(CompileOptions options) =>
    [
        .. options.KeepFloat.Count > 0 ? ["--keep-float"] : Array.Empty<string>(),
        .. options.Only.Count > 0 ? ["--only"] : Array.Empty<string>(),
        .. options.OperatorTypes.Count > 0 ? ["--op-types"] : Array.Empty<string>(),
        .. options.Observer != Observer.Auto ? ["--observer"] : Array.Empty<string>(),
        .. options.Preference != Preference.Latency ? ["--prefer"] : Array.Empty<string>(),
        .. options.StatisticsFile is not null ? ["--stats"] : Array.Empty<string>(),
    ];
}
