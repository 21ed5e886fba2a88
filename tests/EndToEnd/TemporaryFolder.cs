namespace Qcc.EndToEnd.Tests;

/// <summary>A folder that is gone after the test.</summary>
sealed class TemporaryFolder : IDisposable
{
    readonly string _path = Directory.CreateTempSubdirectory("qcc-test-").FullName;

    public string this[string name] => Path.Combine(_path, name);

    /// <summary>Whether any file or folder lies in it.</summary>
    public bool HoldsAnything => Directory.EnumerateFileSystemEntries(_path).Any();

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
