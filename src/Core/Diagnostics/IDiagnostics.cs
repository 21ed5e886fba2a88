namespace Qcc.Core.Diagnostics;

/// <summary>Takes diagnostics as they are found.</summary>
public interface IDiagnostics
{
    void Report(Diagnostic diagnostic);
}

/// <summary>Keeps diagnostics in the order in which they were found; safe to use from several threads.</summary>
public sealed class DiagnosticList : IDiagnostics
{
    readonly Lock _lock = new();
    readonly List<Diagnostic> _items = [];

    public IReadOnlyList<Diagnostic> Items
    {
        get
        {
            lock (_lock)
            {
                return [.. _items];
            }
        }
    }

    public void Report(Diagnostic diagnostic)
    {
        lock (_lock)
        {
            _items.Add(diagnostic);
        }
    }
}
