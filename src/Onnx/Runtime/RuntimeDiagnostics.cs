using System.Text.RegularExpressions;
using Qcc.Core.Diagnostics;

namespace Qcc.Onnx.Runtime;

/// <summary>What ONNX Runtime says of a model.</summary>
public static partial class RuntimeDiagnostics
{
    const int Longest = 400;

    public static readonly DiagnosticKind<string> Refused = new("QCC1090", Severity.Error,
        message => $"ONNX Runtime cannot load the model: {Said(message)}",
        _ => "mend the node that the message names, or export the model again",
        "Node (mm) Op (MatMul) [ShapeInferenceError] Incompatible dimensions for matrix multiplication");

    public static readonly DiagnosticKind<string> FailedToRun = new("QCC1091", Severity.Error,
        message => $"ONNX Runtime cannot run the model on these samples: {Said(message)}",
        _ => "check the shapes of the samples against the model's inputs (qcc inspect), or mend the node that the message names",
        "Non-zero status code returned while running Conv node. Name:'conv' Status Message: Input channels C is not equal to kernel channels * group");

    public static readonly IReadOnlyList<DiagnosticKind> All = [Refused, FailedToRun];

    /// <summary>What ONNX Runtime says without codes and places of its own source, on one line, of bounded length.</summary>
    static string Said(string message) => Escape.ForTerminal(Noise().Replace(message, "").ReplaceLineEndings(" ").Trim().TrimEnd('.'), Longest);

    [GeneratedRegex(@"\[ErrorCode:\w+\] |\[ONNXRuntimeError\] : \d+ : \w+ : |/onnxruntime_src/\S+:\d+ .*?\)( const)?( \[with [^\]]*\])? ")]
    private static partial Regex Noise();
}
