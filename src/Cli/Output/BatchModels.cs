using Qcc.Core.Diagnostics;
using Qcc.Onnx;

namespace Qcc.Cli.Output;

/// <summary>Finds the models of a batch.</summary>
static class BatchModels
{
    /// <summary>The models that arguments name: files, and of folders all .onnx files in ordinal order of their paths, in folders in them too.</summary>
    /// <exception cref="DiagnosticException">A folder or the list cannot be read.</exception>
    public static IReadOnlyList<BatchModel> Find(IReadOnlyList<string> arguments, string? list)
    {
        IEnumerable<string> named = list is null ? arguments : arguments.Concat(Read(list));
        return [.. named.SelectMany(path => Directory.Exists(path) ? InFolder(path) : [new BatchModel(path, "")])];
    }

    static string[] Read(string list)
    {
        try
        {
            string folder = Path.GetDirectoryName(list) ?? "";
            return [.. File.ReadLines(list).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#').Select(l => Path.Combine(folder, l))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(e is FileNotFoundException or DirectoryNotFoundException
                ? IoDiagnostics.FileNotFound.At(new Place(list), list)
                : IoDiagnostics.Unreadable.At(new Place(list), e.Message));
        }
    }

    static BatchModel[] InFolder(string folder)
    {
        try
        {
            var how = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 16, IgnoreInaccessible = false };
            return [.. Directory.EnumerateFiles(folder, "*.onnx", how)
                .Select(file => (File: file, Name: Path.GetRelativePath(folder, file)))
                .OrderBy(m => m.Name.Replace(Path.DirectorySeparatorChar, '/'), StringComparer.Ordinal)
                .Select(m => new BatchModel(m.File, Path.GetDirectoryName(m.Name) ?? ""))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(IoDiagnostics.Unreadable.At(new Place(folder), e.Message));
        }
    }
}
