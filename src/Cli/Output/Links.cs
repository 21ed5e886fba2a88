namespace Qcc.Cli.Output;

/// <summary>Paths without symbolic links.</summary>
static class Links
{
    /// <summary>The path that two names of one file share: full, without links.</summary>
    public static string Real(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            return Resolve(full);
        }
        catch (IOException)
        {
            // A link that leads in a circle is no file.
            return full;
        }
    }

    /// <summary>The full path with every existing folder or file in it that is a link replaced by what it leads to.</summary>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static string Resolve(string path)
    {
        string resolved = Path.GetPathRoot(path)!;
        foreach (string part in path[resolved.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new FileInfo(Path.Combine(resolved, part));
            // The target may again lie below links.
            resolved = next.LinkTarget is null ? next.FullName : Resolve(next.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
        }
        return resolved;
    }
}
