using Qcc.Core.Diagnostics;

namespace Qcc.Data;

/// <summary>
/// Passes on every message once and of warnings of one kind for one value the first three: a folder of a thousand files gives
/// one note, not a thousand.
/// </summary>
sealed class FirstOfKind(IDiagnostics inner) : IDiagnostics
{
    const int Warnings = 3;

    readonly Lock _lock = new();
    readonly HashSet<(string Code, string? Value, string Text)> _seen = [];
    readonly Dictionary<(string Code, string? Value), int> _counts = [];

    public void Report(Diagnostic diagnostic)
    {
        lock (_lock)
        {
            (string Code, string? Value) kind = (diagnostic.Code, diagnostic.Place.Value);
            int count = _counts.GetValueOrDefault(kind);
            if (!_seen.Add((kind.Code, kind.Value, diagnostic.Text)) || (diagnostic.Severity == Severity.Warning && count == Warnings))
            {
                return;
            }
            _counts[kind] = count + 1;
        }
        inner.Report(diagnostic);
    }
}
