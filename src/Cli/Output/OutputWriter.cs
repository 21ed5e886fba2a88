using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Output;

/// <summary>Writes an output to its file or to standard output.</summary>
static class OutputWriter
{
    /// <exception cref="DiagnosticException">It cannot be written (QCC6024).</exception>
    public static async Task WriteAsync(OutputKind kind, string path, Shell shell, Func<Stream, Task> toStream, Func<string, Task> toFile)
    {
        try
        {
            if (path != OutputPath.StandardOutput)
            {
                await toFile(path);
                return;
            }
            using Stream stream = shell.Terminal.OpenOutput();
            await toStream(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(OutputDiagnostics.NotWritable.At(new Place(path), (kind.Option, path, e.Message)));
        }
    }
}
