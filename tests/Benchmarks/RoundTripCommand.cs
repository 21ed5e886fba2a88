using System.Diagnostics;
using Qcc.Core.Diagnostics;
using Qcc.Onnx.Tests;

namespace Qcc.Benchmarks;

/// <summary>Imports and exports every model below the given folders, files and archives, and compares message by message.</summary>
static class RoundTripCommand
{
    public static readonly Command Entry = new("round-trip", "(FOLDER | MODEL.onnx | ARCHIVE.tar.xz) ...", Run);

    static int Run(string[] sources, TextWriter output)
    {
        int compared = 0, differences = 0;
        foreach (string source in sources)
        {
            using var folder = UnpackedArchive.Of(source);
            foreach (string model in Models(folder?.Path ?? source))
            {
                compared++;
                if (Compare(model) is { } difference)
                {
                    differences++;
                    output.WriteLine($"{model}: {difference}");
                }
            }
        }
        output.WriteLine($"models compared {compared}, differences {differences}");
        return differences == 0 && compared > 0 ? 0 : 1;
    }

    static string? Compare(string model)
    {
        try
        {
            return RoundTrip.Difference(model);
        }
        catch (DiagnosticException e)
        {
            return e.Message;
        }
    }

    public static IEnumerable<string> Models(string path) => File.Exists(path)
        ? [path]
        : Directory.EnumerateFiles(path, "*.onnx", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
}

/// <summary>A temporary folder with the contents of an archive.</summary>
sealed class UnpackedArchive : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("qcc-round-trip-").FullName;

    /// <summary>Unpacks a .tar.xz with the system's tar; null for anything else.</summary>
    public static UnpackedArchive? Of(string source)
    {
        if (!source.EndsWith(".tar.xz", StringComparison.Ordinal))
        {
            return null;
        }
        var archive = new UnpackedArchive();
        using var tar = Process.Start("tar", ["xJf", source, "-C", archive.Path]);
        tar.WaitForExit();
        return tar.ExitCode == 0 ? archive : throw new IOException($"tar could not unpack {source}");
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
