using Qcc.Core.Diagnostics;

namespace Qcc.Core.Text;

/// <summary>What can be wrong with a graph in text form.</summary>
public static class TextDiagnostics
{
    public static readonly DiagnosticKind<TextError> Syntax = new("QCC1901", Severity.Error,
        Cause: e => $"line {e.Line}, column {e.Column}: {e.Text}",
        Remedy: _ => "see docs/text-form.md for the notation",
        Example: new(3, 14, "expected ')', found '}'"));

    public static readonly DiagnosticKind<TextError> UnknownWeights = new("QCC1902", Severity.Error,
        Cause: e => $"line {e.Line}, column {e.Column}: the text names the weights {e.Text} by their hash only",
        Remedy: _ => "give the model that the text was printed from, or print small graphs with all elements",
        Example: new(2, 19, "f32[16,3,3,3]#9f3c00a1b2c3d4e5"));

    public static readonly DiagnosticKind<int> TooDeep = new("QCC1903", Severity.Error,
        Cause: limit => $"subgraphs are nested more than {limit} deep",
        Remedy: _ => "flatten the model's nested If and Loop nodes",
        Example: GraphPrinter.MaxDepth);

    public static readonly IReadOnlyList<DiagnosticKind> All = [Syntax, UnknownWeights, TooDeep];
}
