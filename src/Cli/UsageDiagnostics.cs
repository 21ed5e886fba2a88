using Qcc.Core.Diagnostics;

namespace Qcc.Cli;

/// <summary>What was wrong with a call, and what to write instead.</summary>
sealed record UsageError(string Text, string Remedy);

/// <summary>An exception that nobody expected.</summary>
sealed record UnexpectedError(string Type, string Message);

/// <summary>A name that a registry lacks, and the nearest that it has.</summary>
sealed record UnknownName(string Kind, string Name, IReadOnlyList<string> Nearest, string List);

/// <summary>Two options that exclude each other.</summary>
sealed record Conflict(string First, string Second, string Because);

/// <summary>Diagnostics of the command line (QCC0xxx).</summary>
static class UsageDiagnostics
{
    /// <summary>The place of everything that is about the call and not about a file.</summary>
    public static readonly Place Place = new("qcc");

    /// <summary>A call that cannot be understood.</summary>
    public static DiagnosticException Error(string text, string remedy) => new(Usage.At(Place, new UsageError(text, remedy)));

    public static readonly DiagnosticKind<UnexpectedError> Internal = new("QCC0001", Severity.Error,
        e => $"internal error {e.Type}: {e.Message}",
        _ => "this is a bug of qcc: please report it with the command line and what -vv prints",
        new UnexpectedError("InvalidOperationException", "sequence contains no elements"));

    public static readonly DiagnosticKind<UsageError> Usage = new("QCC0101", Severity.Error,
        e => e.Text,
        e => e.Remedy,
        new UsageError("unknown option '--targt'", "did you mean '--target'?"));

    public static readonly DiagnosticKind<UnknownName> NoSuchName = new("QCC0104", Severity.Error,
        n => $"there is no {n.Kind} \"{n.Name}\"",
        n => n.Nearest.Count > 0 ? $"did you mean {string.Join(" or ", n.Nearest.Select(s => $"'{s}'"))}?" : $"'{n.List}' names them all",
        new UnknownName("target", "int8-cup", ["int8-cpu"], "qcc list targets"));

    public static readonly DiagnosticKind<UsageError> Configuration = new("QCC0105", Severity.Error,
        e => $"in this configuration {e.Text}",
        e => e.Remedy,
        new UsageError("there is no option 'calibrat'", "did you mean 'calibrate'?"));

    public static readonly DiagnosticKind<Conflict> Conflicting = new("QCC0103", Severity.Error,
        c => $"{c.First} and {c.Second} exclude each other: {c.Because}",
        c => $"leave out {c.First} or {c.Second}",
        new Conflict("--json", "-o -", "both write to standard output"));

    public static readonly DiagnosticKind<string> OwnResult = new("QCC0106", Severity.Info,
        entry => $"left out of the batch: qcc has written it (it has a {entry} entry)",
        _ => "name the file itself to compile it all the same",
        "qcc.version");

    /// <summary>Said by the task PrepareModels of src/MSBuild, which has no other use for this program's assemblies.</summary>
    public static readonly DiagnosticKind<(string Other, string Name)> SameOutput = new("QCC0107", Severity.Error,
        o => $"{o.Other} gives a file {o.Name} too",
        _ => "name one of them otherwise with the metadata OutputName of its QccModel item",
        ("other/kws.onnx", "kws.int8-cpu.onnx"));

    /// <summary>Said by the task PrepareModels of src/MSBuild.</summary>
    public static readonly DiagnosticKind<string> NoFileName = new("QCC0109", Severity.Error,
        name => $"OutputName '{name}' cannot be the name of a model's file",
        _ => "write a name without folders, such as net.onnx: the file goes beside the program",
        "../net.onnx");

    /// <summary>Said by the task PrepareModels of src/MSBuild.</summary>
    public static readonly DiagnosticKind<(string Name, string Nearest)> UnknownMetadata = new("QCC0110", Severity.Warning,
        m => $"the metadata '{m.Name}' of the QccModel item means nothing",
        m => $"did you mean '{m.Nearest}'?",
        ("Calibrat", "Calibrate"));

    /// <summary>Said by the task PrepareModels of src/MSBuild.</summary>
    public static readonly DiagnosticKind<string> UnknownKind = new("QCC0111", Severity.Error,
        kind => $"Kind '{kind}' is none of Content, Embedded",
        _ => "write Content for a file beside the program, Embedded for a resource of the assembly",
        "Resource");

    /// <summary>Said by the targets of src/MSBuild.</summary>
    public static readonly DiagnosticKind<string> OtherMSBuild = new("QCC0108", Severity.Error,
        _ => "the tasks of Qcc.MSBuild need the MSBuild of the .NET SDK 10",
        _ => "build with dotnet build",
        "");

    public static readonly IReadOnlyList<DiagnosticKind> All = [Internal, Usage, NoSuchName, Configuration, Conflicting, OwnResult, SameOutput, NoFileName, UnknownMetadata, UnknownKind, OtherMSBuild];
}
