using Qcc.Core.Diagnostics;
using Qcc.Data.Arrays;
using Qcc.Data.Pictures;
using Qcc.Onnx;

namespace Qcc.Data;

/// <summary>
/// Makes a source of the files in a folder: ONNX test data if it holds any, else arrays, else pictures (in its folders too).
/// </summary>
static class SampleFolder
{
    /// <summary>Links that lead in circles end here.</summary>
    const int Deepest = 16;

    public static SampleSource Open(string folder, IReadOnlyList<ModelInput> inputs, SampleOptions options, IDiagnostics diagnostics)
    {
        try
        {
            string[] tests = [.. TestFolders(folder)];
            return tests.Length > 0 ? new TestDataSource(tests, inputs, diagnostics) : OpenFiles(folder, inputs, options, diagnostics);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(IoDiagnostics.Unreadable.At(new Place(folder), e.Message));
        }
    }

    static SampleSource OpenFiles(string folder, IReadOnlyList<ModelInput> inputs, SampleOptions options, IDiagnostics diagnostics)
    {
        string[] files = FilesIn(folder, depth: 0);
        string[] archives = OfKind(files, ".npz"), arrays = OfKind(files, ".npy");
        string[] pictures = [.. FilesIn(folder, Deepest).Where(PictureSource.IsPicture)];
        if (archives.Length + arrays.Length > 0)
        {
            if (pictures.Length > 0)
            {
                diagnostics.Report(DataDiagnostics.FilesIgnored.At(new Place(folder), $"{pictures.Length} pictures are not used, because the folder holds arrays"));
            }
            IEnumerable<SampleSource> parts = archives.Select(a => SampleFiles.OpenFile(a, inputs, options, diagnostics));
            return new ConcatenatedSource([.. parts, .. arrays.Length > 0 ? OpenArrays(folder, arrays, inputs, options, diagnostics) : []]);
        }
        return pictures.Length > 0
            ? new PictureSource(folder, pictures, PictureInput.Of(inputs, options, new Place(folder)), options, diagnostics)
            : throw new DiagnosticException(DataDiagnostics.NoSamples.At(new Place(folder), "it holds no .npz, .npy, JPEG or PNG files and no test_data_set folders"));
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

    /// <summary>The folder itself if it holds tensors, and its folders that do.</summary>
    static IEnumerable<string> TestFolders(string folder) =>
        from candidate in Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Prepend(folder)
        where TestDataSource.FilesOf(candidate).Length > 0
        select candidate;

    /// <summary>In ordinal order of their paths, whatever the file system and its separator.</summary>
    static string[] FilesIn(string folder, int depth)
    {
        var how = new EnumerationOptions { RecurseSubdirectories = depth > 0, MaxRecursionDepth = depth, IgnoreInaccessible = false };
        return [.. Directory.EnumerateFiles(folder, "*", how).OrderBy(f => Path.GetRelativePath(folder, f).Replace(Path.DirectorySeparatorChar, '/'), StringComparer.Ordinal)];
    }

    static string[] OfKind(string[] files, string extension) =>
        [.. files.Where(f => Path.GetExtension(f).Equals(extension, StringComparison.OrdinalIgnoreCase))];
}
