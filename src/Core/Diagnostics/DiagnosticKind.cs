namespace Qcc.Core.Diagnostics;

/// <summary>
/// A kind of diagnostic: code, severity, and how cause and remedy read for an argument. The example feeds the generated
/// page of diagnostics and its test.
/// </summary>
public abstract record DiagnosticKind(string Code, Severity Severity)
{
    /// <summary>The diagnostic for the example argument.</summary>
    public abstract Diagnostic Sample();
}

/// <inheritdoc cref="DiagnosticKind"/>
public sealed record DiagnosticKind<T>(string Code, Severity Severity, Func<T, string> Cause, Func<T, string> Remedy, T Example)
    : DiagnosticKind(Code, Severity)
{
    /// <summary>The diagnostic at a place.</summary>
    public Diagnostic At(Place place, T argument) => new(Code, Severity, place, Cause(argument), Remedy(argument));

    public override Diagnostic Sample() => At(new Place("model.onnx"), Example);
}
