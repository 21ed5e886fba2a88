using Qcc.Cli.Options;
using Qcc.Core.Diagnostics;
using Qcc.Onnx;
using Qcc.Targets;

namespace Qcc.Cli.Output;

/// <summary>Where a compile writes, and whether it may. Checked before calibration, which can take long.</summary>
static class OutputPath
{
    /// <summary>Standard output.</summary>
    public const string StandardOutput = "-";

    static readonly string[] SystemFolders = OperatingSystem.IsWindows() ? [] : ["/dev/", "/proc/", "/sys/"];

    /// <summary>The default name, in the working directory: <c>STEM.TARGET.onnx</c>, or a folder <c>STEM.TARGET</c>.</summary>
    public static string Default(string model, string target) => $"{Stem(model)}.{target}{TargetRegistry.Find(target)?.Extension ?? ".onnx"}";

    /// <summary>The name of a model's file without folder and <c>.onnx</c>.</summary>
    public static string Stem(string model)
    {
        string name = Path.GetFileName(model);
        return name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? name[..^".onnx".Length] : name;
    }

    /// <summary>Refuses what a compile cannot write or should not replace.</summary>
    /// <param name="request">With <see cref="CompileRequest.Output"/> filled in.</param>
    /// <exception cref="DiagnosticException">QCC6004 or QCC602x.</exception>
    public static void Check(CompileRequest request)
    {
        bool isFolder = TargetRegistry.Find(request.Options.Target) is { WritesFolder: true };
        foreach ((OutputKind kind, string path) in request.Outputs)
        {
            if (isFolder && path == request.Output)
            {
                CheckProject(kind, path, request);
                continue;
            }
            Check(kind, path, request);
            if (kind == request.OutputKind && path != StandardOutput)
            {
                // Where a large model's weights go. That a model is large is known only when it has been read.
                Check(OutputKind.DataOf(path) with { Option = kind.Option }, path + ExportedModel.DataSuffix, request);
            }
        }
        CheckDifferent(request);
    }

    /// <summary>Refuses two outputs in one file.</summary>
    static void CheckDifferent(CompileRequest request)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((OutputKind kind, string path) in request.Outputs.Where(o => o.Path != StandardOutput))
        {
            if (!known.TryAdd(Links.Real(path), kind.Option))
            {
                throw At(OutputDiagnostics.InUse, path, (kind.Option, path, $"the file that {known[Links.Real(path)]} names"));
            }
            if (kind == request.OutputKind && !known.TryAdd(Links.Real(path + ExportedModel.DataSuffix), kind.Option))
            {
                throw At(OutputDiagnostics.InUse, path, (kind.Option, path, "the file of its weights"));
            }
        }
    }

    /// <summary>Refuses a folder of code that cannot be written, or that is somebody else's.</summary>
    static void CheckProject(OutputKind kind, string path, CompileRequest request)
    {
        string folder = Path.TrimEndingDirectorySeparator(path);
        // A folder called as a model would be taken for one.
        if (File.Exists(folder) || folder.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            throw At(OutputDiagnostics.NotAFolder, path, (kind.Option, path));
        }
        if (!Directory.Exists(folder))
        {
            Check(kind, folder, request);
        }
        else if (FileInUse.In(folder, request) is { } role)
        {
            throw At(OutputDiagnostics.InUse, path, (kind.Option, path, $"the folder of {role}"));
        }
        else if (request.Overwrite == Overwrite.OwnFiles && CodeFolder.IsForeign(folder))
        {
            throw At(OutputDiagnostics.NotOurs, path, (kind.Option, path, $"is no folder of code by qcc (it has no {CodeFolder.Mark})"));
        }
    }

    /// <summary>Refuses one output that cannot be written or should not be replaced.</summary>
    /// <param name="request">What the call reads.</param>
    public static void Check(OutputKind kind, string path, CompileRequest request)
    {
        if (path == StandardOutput)
        {
            return;
        }
        CheckFolderOf(path, kind);
        if (FileInUse.As(path, request) is { } role)
        {
            throw At(OutputDiagnostics.InUse, path, (kind.Option, path, role));
        }
        if (!File.Exists(path))
        {
            return;
        }
        if (IsDevice(path))
        {
            throw At(OutputDiagnostics.NotAFile, path, (kind.Option, path));
        }
        // What has no length may be a pipe, and opening it could wait for ever.
        if (request.Overwrite == Overwrite.OwnFiles && (new FileInfo(path).Length == 0 || !IsOwn(kind, path)))
        {
            throw At(OutputDiagnostics.NotOurs, path, (kind.Option, path, kind.Evidence));
        }
    }

    /// <summary>Whether qcc has written the file; what cannot be read tells nothing.</summary>
    static bool IsOwn(OutputKind kind, string path)
    {
        try
        {
            return kind.IsOwn(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Refuses a path whose folder is missing or cannot be written, or that is a folder itself.</summary>
    static void CheckFolderOf(string path, OutputKind kind)
    {
        if (Directory.Exists(path) || path.EndsWith(Path.DirectorySeparatorChar))
        {
            throw At(OutputDiagnostics.NotAFile, path, (kind.Option, path));
        }
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } given ? given : ".";
        if (!Directory.Exists(folder))
        {
            throw At(OutputDiagnostics.NoFolder, path, (kind.Option, folder));
        }
        string attempt = Path.GetFullPath(Path.Combine(folder, $".{Path.GetRandomFileName()}.tmp"));
        try
        {
            // Only an attempt tells: permissions, read-only mounts, quotas.
            using FileStream probe = new(attempt, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw At(OutputDiagnostics.NotWritable, path, (kind.Option, path, e.Message.Replace(attempt, Path.GetFullPath(path), StringComparison.Ordinal)));
        }
    }

    /// <summary>Whether renaming a file to this path would replace a device of the system.</summary>
    static bool IsDevice(string path) => SystemFolders.Any(folder => Links.Real(path).StartsWith(folder, StringComparison.Ordinal));

    static DiagnosticException At<T>(DiagnosticKind<T> kind, string file, T argument) => new(kind.At(new Place(file), argument));
}
