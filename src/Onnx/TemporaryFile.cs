namespace Qcc.Onnx;

/// <summary>
/// A temporary file or folder that is gone when it is disposed of, or when the process ends before: native code may not hear a signal
/// in time, and then the program exits in the middle of it.
/// </summary>
public sealed class TemporaryFile : IDisposable
{
    /// <summary>Watches over a path, at which nothing needs to lie yet.</summary>
    public TemporaryFile(string path)
    {
        Path = path;
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>As given.</summary>
    public string Path { get; }

    /// <summary>Deletes what lies there.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be deleted.</exception>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        Delete();
    }

    void OnExit(object? sender, EventArgs e)
    {
        try
        {
            Delete();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // The process ends; there is nobody left to tell.
        }
    }

    void Delete()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
        else if (File.Exists(Path))
        {
            File.Delete(Path);
        }
    }
}
