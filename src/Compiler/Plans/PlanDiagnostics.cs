using System.Globalization;
using Qcc.Core.Diagnostics;

namespace Qcc.Plans;

/// <summary>What can be wrong with a plan file.</summary>
public static class PlanDiagnostics
{
    public static readonly DiagnosticKind<string> NotAPlan = new("QCC3011", Severity.Error,
        reason => $"this is no quantization plan: {reason}",
        _ => "give a file that --save-plan has written",
        "not JSON (line 1)");

    public static readonly DiagnosticKind<int> OtherSchema = new("QCC3012", Severity.Error,
        schema => string.Create(CultureInfo.InvariantCulture, $"the plan has schema {schema}; this version reads schema {PlanFile.Schema}"),
        _ => "save the plan again with this version",
        7);

    public static readonly DiagnosticKind<(string Plan, string Asked)> OtherTarget = new("QCC3013", Severity.Error,
        t => $"the plan is for target {Escape.ForTerminal(t.Plan)}, not for {t.Asked}",
        t => $"give --target {Escape.ForTerminal(t.Plan)}, or a plan for {t.Asked}",
        ("int8-npu", "int8-cpu"));

    public static readonly DiagnosticKind<(string Kind, string Name, string Nearest)> UnknownName = new("QCC3014", Severity.Error,
        n => $"the plan decides about the {n.Kind} \"{Escape.ForTerminal(n.Name)}\", which the model does not have after canonicalization",
        n => n.Nearest.Length == 0 ? "give a plan that was saved for this model" : $"give a plan that was saved for this model; the nearest names are {Escape.ForTerminal(n.Nearest)}",
        ("value", "conv9_out", "\"conv1_out\""));

    public static readonly DiagnosticKind<(string Name, string Why)> DoesNotFit = new("QCC3015", Severity.Error,
        f => $"the plan does not fit the model: \"{Escape.ForTerminal(f.Name)}\" {Escape.ForTerminal(f.Why)}",
        _ => "save the plan again from this model, or mend the entry",
        ("conv1_out", "needs a zero point of 0 to 255"));

    public static readonly DiagnosticKind<string> DecidedAlready = new("QCC3016", Severity.Warning,
        options => $"{options} has no effect: the plan has decided",
        options => $"leave out {options}, or leave out --plan",
        "--keep-float");

    public static readonly DiagnosticKind<(IReadOnlyList<string> Plan, IReadOnlyList<string> Given)> OtherPasses = new("QCC3042", Severity.Error,
        p => $"the plan was made with the extra passes {Names(p.Plan)}, and this compile has {Names(p.Given)}",
        _ => "give the same passes in the same order, or save the plan again",
        (["KeepHead"], []));

    public static readonly DiagnosticKind<(IReadOnlyList<string> Plan, IReadOnlyList<string> Given)> OtherForm = new("QCC3045", Severity.Warning,
        o => $"the plan was saved with {Given(o.Plan)}, and this compile has {Given(o.Given)}: the file will be another one",
        o => $"for the same bytes give {Given(o.Plan)}",
        (["--format qdq"], []));

    static string Given(IReadOnlyList<string> options) => options.Count == 0 ? "no options of form" : Escape.ForTerminal(string.Join(" ", options));

    static string Names(IReadOnlyList<string> passes) => passes.Count == 0 ? "(none)" : Escape.ForTerminal(string.Join(", ", passes));

    public static readonly DiagnosticKind<string> Unreadable = new("QCC6201", Severity.Error,
        reason => $"the plan cannot be read: {reason}",
        _ => "check the path and its permissions",
        "access denied");

    /// <summary><see cref="UnknownName"/> with the nearest of the known names.</summary>
    internal static DiagnosticException Unknown(Place place, string kind, string name, IEnumerable<string> known) =>
        new(UnknownName.At(place, (kind, name, string.Join(", ", NearestNames.To(name, known).Take(3).Select(n => $"\"{n}\"")))));

    public static readonly IReadOnlyList<DiagnosticKind> All = [NotAPlan, OtherSchema, OtherTarget, UnknownName, DoesNotFit, DecidedAlready, OtherPasses, OtherForm, Unreadable];
}
