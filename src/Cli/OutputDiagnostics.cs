using Qcc.Core.Diagnostics;

namespace Qcc.Cli;

/// <summary>Why an output cannot be written where the call says (QCC6004, QCC602x). Each names the option that asks for it.</summary>
static class OutputDiagnostics
{
    public static readonly DiagnosticKind<(string Option, string Path, string Evidence)> NotOurs = new("QCC6004", Severity.Error,
        f => $"{f.Path} exists and {f.Evidence}",
        f => $"choose another {f.Option}, or replace it with --force",
        ("--output", "mobilenet.onnx", "was not written by qcc (it has no qcc.version entry)"));

    public static readonly DiagnosticKind<(string Option, string Path, string Role)> InUse = new("QCC6021", Severity.Error,
        f => $"the output {f.Path} is {f.Role}",
        f => $"choose another {f.Option}; qcc overwrites nothing that the same call reads or writes, not even with --force",
        ("--output", "model.onnx", "the model itself"));

    public static readonly DiagnosticKind<(string Option, string Path)> NotAFile = new("QCC6022", Severity.Error,
        f => $"the output {f.Path} is a folder or a device, not a file",
        f => $"name a file with {f.Option}; '{f.Option} -' writes to standard output",
        ("--output", "models"));

    public static readonly DiagnosticKind<(string Option, string Path)> NoFolder = new("QCC6023", Severity.Error,
        f => $"the folder {f.Path} of the output does not exist",
        f => $"make it first (mkdir -p {f.Path}), or choose another {f.Option}",
        ("--output", "out/models"));

    public static readonly DiagnosticKind<(string Option, string Path, string Reason)> NotWritable = new("QCC6024", Severity.Error,
        f => $"cannot write {f.Path}: {f.Reason}",
        f => $"check the permissions and the space of the folder, or choose another {f.Option}",
        ("--output", "out/model.onnx", "no space left on device"));

    public static readonly DiagnosticKind<(string Option, string Path)> NotAFolder = new("QCC6025", Severity.Error,
        f => $"the output {f.Path} is a file, or called like one, and the target writes a folder",
        f => $"name a folder with {f.Option}; in a build, an item QccModel needs a target that writes one file",
        ("--output", "net"));

    public static readonly IReadOnlyList<DiagnosticKind> All = [NotOurs, InUse, NotAFile, NoFolder, NotWritable, NotAFolder];
}
