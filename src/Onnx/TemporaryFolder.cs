namespace Qcc.Onnx;

/// <summary>A folder that is gone when the work with it is over, however that ends; also when the process is ended from outside.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Watches over a path, at which nothing needs to lie yet.</summary>
    public TemporaryFolder(string path)
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
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The process ends; nobody is left to tell.
        }
    }

    void Delete()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
