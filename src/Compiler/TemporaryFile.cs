namespace Qcc;

/// <summary>
/// A temporary file or folder that is gone when it is disposed of, or when the process ends before: native code may not hear a signal
/// in time, and then the program exits in the middle of it.
/// </summary>
sealed class TemporaryFile : IDisposable
{
    public TemporaryFile(string path)
    {
        Path = path;
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    public string Path { get; }

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
        File.Delete(Path);
    }
}
