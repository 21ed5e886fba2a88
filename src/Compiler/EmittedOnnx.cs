using Qcc.Core.Diagnostics;
using Qcc.Onnx;

namespace Qcc;

/// <summary>An emitted ONNX file that has passed Check.</summary>
sealed class EmittedOnnx(ExportedModel model) : CompiledFile
{
    public override Task SaveAsync(string path, CancellationToken cancellation)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        try
        {
            IReadOnlyList<string> files = model.WriteTo(temporary, dataName: Path.GetFileName(path) + ".data");
            cancellation.ThrowIfCancellationRequested();
            foreach (string file in files.Reverse())
            {
                File.Move(file, path + file[temporary.Length..], overwrite: true);
            }
            return Task.CompletedTask;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(IoDiagnostics.Unwritable.At(new Place(path), e.Message));
        }
        finally
        {
            File.Delete(temporary);
            File.Delete(temporary + ".data");
        }
    }

    public override Task SaveAsync(Stream stream, CancellationToken cancellation)
    {
        if (!model.FitsOneMessage)
        {
            throw new DiagnosticException(IoDiagnostics.Unwritable.At(new Place("-"), $"a model of {model.TensorBytes} bytes cannot be one piece; name a file"));
        }
        model.WriteTo(stream);
        return stream.FlushAsync(cancellation);
    }
}
