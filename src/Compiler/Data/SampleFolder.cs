using Qcc.Core.Diagnostics;
using Qcc.Data.Arrays;

namespace Qcc.Data;

/// <summary>Makes a source of the files in a folder.</summary>
static class SampleFolder
{
    public static SampleSource Open(string folder, IReadOnlyList<ModelInput> inputs, SampleOptions options, IDiagnostics diagnostics)
    {
        string[] files = FilesIn(folder);
        string[] archives = OfKind(files, ".npz"), arrays = OfKind(files, ".npy");
        if (archives.Length + arrays.Length == 0)
        {
            throw new DiagnosticException(DataDiagnostics.NoSamples.At(new Place(folder), "it holds no .npz or .npy files"));
        }
        IEnumerable<SampleSource> parts = archives.Select(a => SampleFiles.OpenFile(a, inputs, options, diagnostics));
        if (arrays.Length > 0)
        {
            parts = parts.Concat(OpenArrays(folder, arrays, inputs, options, diagnostics));
        }
        return new ConcatenatedSource([.. parts]);
    }

    /// <summary>Files named after the inputs are an archive that has been unpacked; otherwise each serves the only input.</summary>
    static IEnumerable<SampleSource> OpenArrays(
        string folder, string[] arrays, IReadOnlyList<ModelInput> inputs, SampleOptions options, IDiagnostics diagnostics)
    {
        bool named = inputs.All(i => arrays.Any(a => Path.GetFileNameWithoutExtension(a) == i.Name));
        return named || inputs.Count > 1
            ? [ArraySource.Of(() => ArrayStore.OfFiles(folder, arrays), inputs, options, diagnostics)]
            : arrays.Select(a => SampleFiles.OpenFile(a, inputs, options, diagnostics));
    }

    static string[] FilesIn(string folder)
    {
        try
        {
            string[] files = Directory.GetFiles(folder);
            Array.Sort(files, string.CompareOrdinal);
            return files;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(DataDiagnostics.FileUnreadable.At(new Place(folder), e.Message));
        }
    }

    static string[] OfKind(string[] files, string extension) =>
        [.. files.Where(f => Path.GetExtension(f).Equals(extension, StringComparison.OrdinalIgnoreCase))];
}
