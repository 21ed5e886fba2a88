using Qcc.Core.Diagnostics;

namespace Qcc.Wrapper;

/// <summary>Why a model gets no class in C#.</summary>
public static class WrapperDiagnostics
{
    public static readonly DiagnosticKind<string> NoType = new("QCC4011", Severity.Error,
        type => $"an input or output of type {Escape.ForTerminal(type)} has no form in C#",
        _ => "leave --wrapper out and use ONNX Runtime itself, or cut the model before it",
        "sequence(tensor(f32))");

    public static readonly DiagnosticKind<string> NoModelFile = new("QCC4012", Severity.Error,
        target => $"target {target} writes no model that a class in C# could run",
        _ => "leave --wrapper out, or choose a target that writes ONNX",
        "c-mcu");

    public static readonly IReadOnlyList<DiagnosticKind> All = [NoType, NoModelFile];
}
