using Qcc.Core.Diagnostics;

namespace Qcc.Passes.Canonicalize;

/// <summary>What canonicalization tells the user.</summary>
public static class CanonicalizeDiagnostics
{
    /// <summary>The argument: how many inputs, and the first of their names.</summary>
    public static readonly DiagnosticKind<(int Count, string First)> InputsFrozen = new("QCC1301", Severity.Warning,
        Cause: found => $"{found.Count} graph inputs have default values, the first is \"{Escape.ForTerminal(found.First)}\"; they are now constants that a caller can no longer replace",
        Remedy: _ => "pass --keep-overridable to keep them as inputs; what they feed is then not quantized",
        Example: (42, "conv1.weight"));

    /// <summary>All kinds, for the page of diagnostics.</summary>
    public static IReadOnlyList<DiagnosticKind> All { get; } = [InputsFrozen];
}
