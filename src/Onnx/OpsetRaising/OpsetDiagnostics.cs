using Qcc.Core.Diagnostics;

namespace Qcc.Onnx.OpsetRaising;

/// <summary>Why a model cannot be raised to the operator set that qcc emits.</summary>
public static class OpsetDiagnostics
{
    public static readonly DiagnosticKind<long> TooOld = new("QCC1071", Severity.Error,
        Cause: found => $"opset {found} is older than {OpsetRaiser.OldestOpset}, the oldest that qcc can raise",
        Remedy: _ => $"export the model again with opset {OpsetRaiser.OldestOpset} or higher (13 or higher if you can choose)",
        Example: 6);

    public static readonly DiagnosticKind<Refusal> CannotRaise = new("QCC1072", Severity.Error,
        Cause: found => $"{found.Operator} of opset {found.From} cannot be raised to opset {found.To}: {found.Reason}",
        Remedy: found => $"{found.Remedy}, or export the model again with opset {found.To} or higher",
        Example: new Refusal("Scan", 8, 9, "it scans a batch of sequences, each of its own length", "scan one sequence at a time"));

    /// <summary>All kinds of this file, for the page of diagnostics.</summary>
    public static IReadOnlyList<DiagnosticKind> All { get; } = [TooOld, CannotRaise];
}
