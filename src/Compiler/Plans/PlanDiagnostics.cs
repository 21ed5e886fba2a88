using System.Globalization;
using Qcc.Core.Diagnostics;

namespace Qcc.Plans;

/// <summary>What can be wrong with a plan file.</summary>
public static class PlanDiagnostics
{
    public static readonly DiagnosticKind<string> NotAPlan = new("QCC3011", Severity.Error,
        reason => $"this is no quantization plan: {reason}",
        _ => "give a file that --save-plan has written",
        "'x' is an invalid start of a value");

    public static readonly DiagnosticKind<int> OtherSchema = new("QCC3012", Severity.Error,
        schema => string.Create(CultureInfo.InvariantCulture, $"the plan has schema {schema}; this version reads schema {PlanFile.Schema}"),
        _ => "save the plan again with this version",
        7);

    public static readonly DiagnosticKind<string> Unreadable = new("QCC6201", Severity.Error,
        reason => $"the plan cannot be read: {reason}",
        _ => "check the path and its permissions",
        "access denied");

    public static readonly IReadOnlyList<DiagnosticKind> All = [NotAPlan, OtherSchema, Unreadable];
}
