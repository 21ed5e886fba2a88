using Qcc.Core.Diagnostics;

namespace Qcc.Onnx.Runtime;

/// <summary>What ONNX Runtime says of a model.</summary>
public static class RuntimeDiagnostics
{
    public static readonly DiagnosticKind<string> Refused = new("QCC1090", Severity.Error,
        message => $"ONNX Runtime cannot load the model: {message}",
        _ => "mend the node that the message names, or export the model again",
        "Node (mm) Op (MatMul) [ShapeInferenceError] Incompatible dimensions for matrix multiplication");

    public static readonly DiagnosticKind<string> FailedToRun = new("QCC1091", Severity.Error,
        message => $"ONNX Runtime cannot run the model on these samples: {message}",
        _ => "check the shapes of the samples against the model's inputs (qcc inspect), or mend the node that the message names",
        "Non-zero status code returned while running Conv node. Name:'conv' Status Message: Input channels C is not equal to kernel channels * group");

    public static readonly IReadOnlyList<DiagnosticKind> All = [Refused, FailedToRun];
}
