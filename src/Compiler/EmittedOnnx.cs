using Qcc.Core.Diagnostics;
using Qcc.Onnx;

namespace Qcc;

/// <summary>An emitted ONNX file that has passed Check.</summary>
sealed class EmittedOnnx(ExportedModel exported) : CompiledFile
{
    public override Task SaveAsync(string path, CancellationToken cancellation)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        using TemporaryFile model = new(temporary), data = new(temporary + ".data");
        try
        {
            IReadOnlyList<string> files = exported.WriteTo(temporary, dataName: Path.GetFileName(path) + ".data");
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
