using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Onnx;

namespace Qcc;

/// <summary>An emitted ONNX file that has passed Check.</summary>
sealed class EmittedOnnx(ExportedModel exported, Graph graph) : CompiledFile
{
    public override Graph? Graph => graph;

    public override Task<IReadOnlyList<string>> SaveAsync(string path, bool overwrite, CancellationToken cancellation)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        using TemporaryFile model = new(temporary), data = new(temporary + ExportedModel.DataSuffix);
        try
        {
            IReadOnlyList<string> files = exported.WriteTo(temporary, dataName: Path.GetFileName(path) + ExportedModel.DataSuffix);
            cancellation.ThrowIfCancellationRequested();
            string[] written = [.. files.Select(file => path + file[temporary.Length..])];
            // The model last: it makes no sense without its data.
            for (int i = files.Count - 1; i >= 0; i--)
            {
                File.Move(files[i], written[i], overwrite: true);
            }
            return Task.FromResult<IReadOnlyList<string>>(written);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(IoDiagnostics.Unwritable.At(new Place(path), e.Message.Replace(temporary, Path.GetFullPath(path), StringComparison.Ordinal)));
        }
    }

    public override Task SaveAsync(Stream stream, CancellationToken cancellation)
    {
        if (!exported.FitsOneMessage)
        {
            throw new DiagnosticException(IoDiagnostics.Unwritable.At(new Place("-"), $"a model of {exported.TensorBytes} bytes cannot be one piece; name a file"));
        }
        exported.WriteTo(stream);
        return stream.FlushAsync(cancellation);
    }
}
