using Qcc.Cli.Options;
using Qcc.Core.Diagnostics;
using Qcc.Onnx;

namespace Qcc.Cli.Output;

/// <summary>The files that a compile reads, for build systems: one a line, full paths.</summary>
static class Dependencies
{
    /// <summary>The first line of such a file.</summary>
    public const string Mark = "# read by qcc";

    /// <exception cref="DiagnosticException">The model cannot be read.</exception>
    public static async Task WriteAsync(Stream stream, CompileRequest request)
    {
        IEnumerable<string> files = ModelImporter.DataFiles(request.Model!).Prepend(request.Model!).Concat(request.Reads.SelectMany(r => Files(r.Path)));
        await using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        await writer.WriteLineAsync(Mark);
        foreach (string file in files.Select(Path.GetFullPath).Distinct(StringComparer.Ordinal))
        {
            await writer.WriteLineAsync(file);
        }
    }

    /// <summary>Whether a file is one of ours.</summary>
    public static bool IsOwn(string path)
    {
        using var reader = new StreamReader(path);
        return reader.ReadLine() == Mark;
    }

    static IEnumerable<string> Files(string path) => Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [path];
}
