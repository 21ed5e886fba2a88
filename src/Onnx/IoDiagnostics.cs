using Qcc.Core.Diagnostics;

namespace Qcc.Onnx;

/// <summary>What can be wrong with a file before anything is read from it.</summary>
public static class IoDiagnostics
{
    public static readonly DiagnosticKind<string> FileNotFound = new("QCC6001", Severity.Error,
        Cause: path => $"the file {path} does not exist",
        Remedy: _ => "check the path",
        Example: "model.onnx");

    public static readonly DiagnosticKind<string> IsFolder = new("QCC6002", Severity.Error,
        Cause: path => $"{path} is a folder, not a file",
        Remedy: _ => "name the .onnx file inside it",
        Example: "models");

    public static readonly DiagnosticKind<string> Unreadable = new("QCC6003", Severity.Error,
        Cause: reason => $"the file cannot be read: {reason}",
        Remedy: _ => "check its permissions and that it is a regular file",
        Example: "access denied");

    public static readonly DiagnosticKind<string> Unwritable = new("QCC6005", Severity.Error,
        Cause: reason => $"the file cannot be written: {reason}",
        Remedy: _ => "check the folder, its permissions and the free space",
        Example: "no space left on the device");

    /// <summary>All kinds of this file, for the page of diagnostics.</summary>
    public static IReadOnlyList<DiagnosticKind> All { get; } = [FileNotFound, IsFolder, Unreadable, Unwritable];
}
