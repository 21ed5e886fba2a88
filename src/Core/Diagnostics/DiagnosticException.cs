namespace Qcc.Core.Diagnostics;

/// <summary>
/// Carries an error diagnostic from the place that finds out to the border of the library, which turns it into a result.
/// It never leaves the public API; everything else that is thrown is a bug.
/// </summary>
public sealed class DiagnosticException(Diagnostic diagnostic) : Exception(diagnostic.ToString())
{
    public Diagnostic Diagnostic { get; } = diagnostic;
}
