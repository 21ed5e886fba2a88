using Qcc.Cli.Options;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Onnx;

namespace Qcc.Cli.Output;

/// <summary>Where a compile writes, and whether it may. Checked before calibration, which can take long.</summary>
static class OutputPath
{
    /// <summary>Standard output.</summary>
    public const string StandardOutput = "-";

    /// <summary>The metadata entry that files of ours carry.</summary>
    public const string OwnEntry = "qcc.version";

    static readonly string[] SystemFolders = OperatingSystem.IsWindows() ? [] : ["/dev/", "/proc/", "/sys/"];

    /// <summary>The default name, in the working directory: <c>STEM.TARGET.onnx</c>.</summary>
    public static string Default(string model, string target)
    {
        string name = Path.GetFileName(model);
        string stem = name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? name[..^".onnx".Length] : name;
        return $"{stem}.{target}.onnx";
    }

    /// <summary>Refuses an output that cannot be written or should not be replaced.</summary>
    /// <exception cref="DiagnosticException">QCC6004 or QCC602x.</exception>
    public static void Check(string output, string model, Overwrite overwrite)
    {
        if (output == StandardOutput)
        {
            return;
        }
        CheckFolderOf(output);
        if (SamePath(output, model))
        {
            throw At(OutputDiagnostics.SameAsInput, output, output);
        }
        if (!File.Exists(output))
        {
            return;
        }
        if (IsDevice(output))
        {
            throw At(OutputDiagnostics.NotAFile, output, output);
        }
        if (overwrite == Overwrite.OwnFiles && !IsOwn(output))
        {
            throw At(OutputDiagnostics.NotOurs, output, output);
        }
    }

    /// <summary>Refuses a path whose folder is missing or cannot be written, or that is a folder itself.</summary>
    public static void CheckFolderOf(string output)
    {
        if (Directory.Exists(output) || output.EndsWith(Path.DirectorySeparatorChar))
        {
            throw At(OutputDiagnostics.NotAFile, output, output);
        }
        string folder = Path.GetDirectoryName(output) is { Length: > 0 } given ? given : ".";
        if (!Directory.Exists(folder))
        {
            throw At(OutputDiagnostics.NoFolder, output, folder);
        }
        try
        {
            // Only an attempt tells: permissions, read-only mounts, quotas.
            using FileStream probe = new(Path.Combine(folder, $".{Path.GetRandomFileName()}.tmp"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw At(OutputDiagnostics.NotWritable, output, (output, e.Message));
        }
    }

    /// <summary>Whether renaming a file to this path would replace a device of the system.</summary>
    static bool IsDevice(string path) => SystemFolders.Any(folder => Real(path).StartsWith(folder, StringComparison.Ordinal));

    /// <summary>Whether two paths name one file, also through links and dots.</summary>
    static bool SamePath(string a, string b) => Real(a) == Real(b);

    static string Real(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            return Links.Resolve(full);
        }
        catch (IOException)
        {
            // A link that leads in a circle is no model.
            return full;
        }
    }

    /// <summary>Whether a file is a model that qcc has written. What is no model is not ours.</summary>
    static bool IsOwn(string path)
    {
        // What has no length may be a pipe, and opening it could wait for ever.
        if (new FileInfo(path).Length == 0)
        {
            return false;
        }
        try
        {
            Model model = ModelImporter.Import(path, new DiagnosticList());
            return model.Metadata.Any(entry => entry.Key == OwnEntry);
        }
        catch (DiagnosticException)
        {
            return false;
        }
    }

    static DiagnosticException At<T>(DiagnosticKind<T> kind, string file, T argument) => new(kind.At(new Place(file), argument));
}
