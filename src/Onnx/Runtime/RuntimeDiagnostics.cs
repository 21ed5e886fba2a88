using System.Text.RegularExpressions;
using Qcc.Core.Diagnostics;

namespace Qcc.Onnx.Runtime;

/// <summary>What ONNX Runtime says of a model.</summary>
public static partial class RuntimeDiagnostics
{
    const int Longest = 400;

    public static readonly DiagnosticKind<string> Refused = new("QCC1090", Severity.Error,
        message => $"ONNX Runtime cannot load the model: {Said(message)}",
        Remedy,
        "Node (mm) Op (MatMul) [ShapeInferenceError] Incompatible dimensions for matrix multiplication");

    public static readonly DiagnosticKind<string> FailedToRun = new("QCC1091", Severity.Error,
        message => $"ONNX Runtime cannot run the model on these samples: {Said(message)}",
        _ => "check the shapes of the samples against the model's inputs (qcc inspect), or mend the node that the message names",
        "Non-zero status code returned while running Conv node. Name:'conv' Status Message: Input channels C is not equal to kernel channels * group");

    public static readonly DiagnosticKind<string> NulInName = new("QCC1092", Severity.Error,
        name => $"the name {Escape.ForTerminal(name, Longest)} holds a NUL character, at which names end for ONNX Runtime",
        _ => "rename the value",
        "a\0b");

    public static readonly DiagnosticKind<string> NoLibrary = new("QCC0003", Severity.Error,
        why => $"ONNX Runtime's native library is missing: {Escape.ForTerminal(why, 400)}",
        _ => $"add the package Microsoft.ML.OnnxRuntime, or name the library with the environment variable {OrtLibrary.Variable}",
        "it is neither beside the program nor in the system's folders");

    public static readonly DiagnosticKind<(string Origin, string Version, int Needed)> OldLibrary = new("QCC0004", Severity.Error,
        l => $"ONNX Runtime {l.Version} was found ({Escape.ForTerminal(l.Origin, 400)}); 1.{l.Needed} or newer is needed",
        _ => $"install a newer one, or name it with the environment variable {OrtLibrary.Variable}",
        ("system", "1.16.3", 31));

    public static readonly DiagnosticKind<(string Provider, IReadOnlyList<string> Available, string Version, string Origin)> NoProvider = new("QCC0005", Severity.Error,
        p => $"ONNX Runtime {p.Version} ({Escape.ForTerminal(p.Origin, 400)}) has no execution provider {p.Provider}; it has {string.Join(", ", p.Available)}",
        _ => $"use a build that has it: package Microsoft.ML.OnnxRuntime.Gpu (in a build of qcc -p:OrtFlavor=Gpu), or a library named with {OrtLibrary.Variable}",
        ("CUDA", ["CPU"], "1.31.1", "package"));

    public static readonly DiagnosticKind<(string Provider, string Message)> ProviderFails = new("QCC0006", Severity.Error,
        p => $"the execution provider {p.Provider} does not start: {Said(p.Message)}",
        _ => "install the driver and the libraries that it names, or leave --ep out",
        ("CUDA", "CUDA failure 100: no CUDA-capable device is detected"));

    public static readonly IReadOnlyList<DiagnosticKind> All = [Refused, FailedToRun, NulInName, NoLibrary, OldLibrary, NoProvider, ProviderFails];

    const string NoKernel = "Could not find an implementation";

    /// <summary>Whether a model was refused because no kernel computes one of its operators in the types it has.</summary>
    public static bool IsWithoutKernel(Diagnostic refusal) => refusal.Code == Refused.Code && refusal.Text.Contains(NoKernel, StringComparison.Ordinal);

    static string Remedy(string message) =>
        message.Contains("under development", StringComparison.Ordinal) ? "export the model again with the newest opset that the message calls supported, or an older one"
        : message.Contains(NoKernel, StringComparison.Ordinal) ? "the processor's kernels lack this operator for the types or the opset of the model; export it in float32, with a common opset such as 17"
        : "mend the node that the message names, or export the model again";

    /// <summary>What ONNX Runtime says without codes and places of its own source, on one line, of bounded length.</summary>
    static string Said(string message) => Escape.ForTerminal(Noise().Replace(message, "").ReplaceLineEndings(" ").Trim().TrimEnd('.'), Longest);

    [GeneratedRegex(@"\[ErrorCode:\w+\] |\[ONNXRuntimeError\] : \d+ : \w+ : |/onnxruntime_src/\S+:\d+ .*?\)( const)?( \[with [^\]]*\])? ")]
    private static partial Regex Noise();
}
