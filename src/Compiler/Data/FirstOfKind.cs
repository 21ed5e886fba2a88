using Qcc.Core.Diagnostics;

namespace Qcc.Data;

/// <summary>Passes on the first diagnostic of each kind for each value: a folder of a thousand files gives one note, not a thousand.</summary>
sealed class FirstOfKind(IDiagnostics inner) : IDiagnostics
{
    readonly Lock _lock = new();
    readonly HashSet<(string Code, string? Value)> _seen = [];

    public void Report(Diagnostic diagnostic)
    {
        lock (_lock)
        {
            if (!_seen.Add((diagnostic.Code, diagnostic.Place.Value)))
            {
                return;
            }
        }
        inner.Report(diagnostic);
    }
}
