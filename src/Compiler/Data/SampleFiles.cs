using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Data.Arrays;
using Qcc.Data.Pictures;

namespace Qcc.Data;

/// <summary>Finds out what a path holds and makes a source of it.</summary>
public static class SampleFiles
{
    /// <summary>
    /// Opens an .npz or .npy file, a JPEG or PNG picture, a folder of them, a folder of ONNX test data
    /// (<c>test_data_set_N/input_M.pb</c>), or <c>-</c> for an .npz on standard input. Samples come in the ordinal order of file
    /// names, whatever the file system tells.
    /// </summary>
    /// <param name="inputs">What the model wants; see <see cref="ModelInput.Of"/>.</param>
    /// <param name="diagnostics">Takes notes and warnings, also later while samples are read; each kind once for an input.</param>
    /// <exception cref="DiagnosticException">The files do not fit the model.</exception>
    public static ICalibrationSource Open(string path, IReadOnlyList<ModelInput> inputs, SampleOptions options, IDiagnostics diagnostics)
    {
        var once = new FirstOfKind(diagnostics);
        foreach (ModelInput input in inputs.Where(i => i.Type.Element is ElementType.String or ElementType.Undefined))
        {
            throw new DiagnosticException(DataDiagnostics.InputNotNumeric.At(new Place(path, null, input.Name), input));
        }
        SampleSource source = Directory.Exists(path) ? SampleFolder.Open(path, inputs, options, once) : OpenFile(path, inputs, options, once);
        switch (source.Count)
        {
            case 0:
                throw new DiagnosticException(DataDiagnostics.NoSamples.At(new Place(path), "the arrays have no entries"));
            case 1:
                once.Report(DataDiagnostics.OneSample.At(new Place(path), 1));
                break;
            default:
                break;
        }
        return new CheckedSource(source, path, options, once);
    }

    /// <summary>Whether a file in a folder of samples may be one of them, by its name.</summary>
    public static bool IsSample(string path) => PictureSource.IsPicture(path) || Path.GetExtension(path).ToUpperInvariant() is ".NPZ" or ".NPY" or ".PB" or ".CSV";

    internal static SampleSource OpenFile(string path, IReadOnlyList<ModelInput> inputs, SampleOptions options, IDiagnostics diagnostics)
    {
        if (path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
        {
            return inputs.Count == 1
                ? ArraySource.Of(() => ArrayStore.OfFile(path, inputs[0].Name), inputs, options, diagnostics)
                : throw new DiagnosticException(DataDiagnostics.OneArrayForInputs.At(new Place(path), inputs));
        }
        if (PictureSource.IsPicture(path))
        {
            return new PictureSource(Path.GetDirectoryName(Path.GetFullPath(path)) ?? path, [path], PictureInput.Of(inputs, options, new Place(path)), options, diagnostics);
        }
        Func<Stream> open = path == "-" ? Spool.Of(Console.OpenStandardInput(), "standard input") : Reopening(path);
        return ArraySource.Of(() => ArrayStore.OfArchive(open(), path), inputs, options, diagnostics);
    }

    /// <summary>Opens the file each time, or a copy of what can be read only once (a pipe).</summary>
    static Func<Stream> Reopening(string path)
    {
        Stream first = SampleFile.Open(path);
        using Stream? seekable = first.CanSeek ? first : null;
        return seekable is null ? Spool.Of(first, path) : () => SampleFile.Open(path);
    }
}
