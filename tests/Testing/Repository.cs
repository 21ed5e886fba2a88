namespace Qcc.Testing;

/// <summary>Finds files of the source tree from wherever the tests were built.</summary>
public static class Repository
{
    /// <summary>The folder that holds Compiler.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The path of a file or folder below the root.</summary>
    public static string Path(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>The path of material beside the repository (<c>../shared</c>), or null where this machine lacks it.</summary>
    public static string? Shared(params ReadOnlySpan<string> parts)
    {
        string path = System.IO.Path.Combine([Root, "..", "shared", .. parts]);
        return System.IO.Path.Exists(path) ? System.IO.Path.GetFullPath(path) : null;
    }

    static string FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(at.FullName, "Compiler.sln")))
            {
                return at.FullName;
            }
        }
        throw new InvalidOperationException($"no Compiler.sln above {AppContext.BaseDirectory}");
    }
}
