using Qcc.Onnx;

namespace Qcc;

/// <summary>Writes files that appear under their names only when they are complete.</summary>
public static class AtomicFile
{
    /// <summary>Writes beside the path first, so that a failure or a cancellation leaves what was there.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static async Task WriteAsync(string path, Func<Stream, Task> write, CancellationToken cancellation = default)
    {
        using var temporary = new TemporaryFile($"{path}.{Path.GetRandomFileName()}.tmp");
        await using (FileStream stream = File.Create(temporary.Path))
        {
            await write(stream).ConfigureAwait(false);
        }
        cancellation.ThrowIfCancellationRequested();
        File.Move(temporary.Path, path, overwrite: true);
    }
}
