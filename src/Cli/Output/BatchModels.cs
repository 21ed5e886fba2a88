using Qcc.Cli.Usage;
using Qcc.Core.Diagnostics;
using Qcc.Onnx;

namespace Qcc.Cli.Output;

/// <summary>Finds the models of a batch.</summary>
static class BatchModels
{
    /// <summary>The models that arguments name: files, and of folders all .onnx files in ordinal order of their paths, in folders in them too.</summary>
    /// <remarks>What qcc has written is left out of folders, so that a second run, or a shard, does not take up the results of the first; named by itself it is taken.</remarks>
    /// <param name="diagnostics">Takes a note for each file that is left out.</param>
    /// <exception cref="DiagnosticException">A folder or the list cannot be read, or the list is none.</exception>
    public static IReadOnlyList<BatchModel> Find(IReadOnlyList<string> arguments, string? list, IDiagnostics diagnostics)
    {
        string[] named = list is null ? [.. arguments] : [.. arguments, .. Read(list)];
        return [.. named.SelectMany(path => Directory.Exists(path) ? InFolder(path).Where(m => !IsResult(m, diagnostics)) : [new BatchModel(path, "")])];
    }

    static bool IsResult(BatchModel model, IDiagnostics diagnostics)
    {
        bool own = OutputKind.Model.IsOwn(model.Path);
        if (own)
        {
            diagnostics.Report(UsageDiagnostics.OwnResult.At(new Place(model.Path), OutputKind.OwnEntry));
        }
        return own;
    }

    static string[] Read(string list)
    {
        try
        {
            string folder = Path.GetDirectoryName(list) ?? "";
            return [.. TextFile.Words(list).Select(l => Path.Combine(folder, l))];
        }
        catch (InvalidDataException e)
        {
            throw new DiagnosticException(UsageDiagnostics.Usage.At(new Place(list), new UsageError($"this is no list of models: {e.Message}", "write a model or folder a line; a model itself stands without --list")));
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
