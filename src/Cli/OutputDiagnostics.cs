using Qcc.Core.Diagnostics;

namespace Qcc.Cli;

/// <summary>Why an output cannot be written where the call says (QCC6004, QCC602x).</summary>
static class OutputDiagnostics
{
    public static readonly DiagnosticKind<string> NotOurs = new("QCC6004", Severity.Error,
        path => $"{path} exists and was not written by qcc (it has no qcc.version entry)",
        _ => "choose another --output, or replace it with --force",
        "mobilenet.onnx");

    public static readonly DiagnosticKind<string> SameAsInput = new("QCC6021", Severity.Error,
        path => $"the output {path} is the model itself",
        _ => "choose another --output; qcc never overwrites the model it reads",
        "model.onnx");

    public static readonly DiagnosticKind<string> NotAFile = new("QCC6022", Severity.Error,
        path => $"the output {path} is a folder or a device, not a file",
        _ => "name a file with --output; '-o -' writes to standard output",
        "models");

    public static readonly DiagnosticKind<string> NoFolder = new("QCC6023", Severity.Error,
        path => $"the folder {path} of the output does not exist",
        path => $"make it first (mkdir -p {path}), or choose another --output",
        "out/models");

    public static readonly DiagnosticKind<(string Path, string Reason)> NotWritable = new("QCC6024", Severity.Error,
        f => $"cannot write {f.Path}: {f.Reason}",
        _ => "check the permissions and the space of the folder, or choose another --output",
        ("out/model.onnx", "no space left on device"));

    public static readonly IReadOnlyList<DiagnosticKind> All = [NotOurs, SameAsInput, NotAFile, NoFolder, NotWritable];
}
