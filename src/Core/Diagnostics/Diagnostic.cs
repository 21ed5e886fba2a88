namespace Qcc.Core.Diagnostics;

/// <summary>One message to the user: what is wrong, where, and what to do about it.</summary>
/// <param name="Code">QCC followed by four digits; the first digit is the stage (1 import, 2 calibration, 3 quantization, 4 target, 5 check, 6 I/O, 0 usage and tools).</param>
/// <param name="Text">The cause, with the numbers found and expected.</param>
/// <param name="Remedy">What the user can do.</param>
public sealed record Diagnostic(string Code, Severity Severity, Place Place, string Text, string Remedy)
{
    // The path of a node holds several names, each cut on its own.
    const int PathLength = 500;

    /// <summary>One line in MSBuild's canonical form: <c>file : error QCC1003: text; remedy</c>, control characters escaped.</summary>
    public override string ToString() =>
        $"{Escape.ForTerminal(Place.File, int.MaxValue)} : {Word(Severity)} {Code}: {Escape.ForTerminal(Where() + Text, int.MaxValue)}; {Escape.ForTerminal(Remedy, int.MaxValue)}";

    static string Word(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "info",
    };

    string Where()
    {
        string node = Place.Node is { } n ? $"{Escape.ForTerminal(n, PathLength)}: " : "";
        return Place.Value is { } v ? $"{node}\"{Escape.ForTerminal(v)}\": " : node;
    }
}
