namespace Qcc.Onnx.ExternalData;

/// <summary>Paths without symbolic links.</summary>
static class RealPath
{
    const int MaxLinks = 40;

    /// <summary>The path with every link in it, folders included, replaced by its target.</summary>
    /// <param name="path">A full path.</param>
    /// <exception cref="IOException">More than 40 links follow each other.</exception>
    public static string Of(string path)
    {
        int links = 0;
        string root = Path.GetPathRoot(path)!;
        var rest = new Stack<string>(Parts(path).AsEnumerable().Reverse());
        string resolved = root;
        while (rest.TryPop(out string? part))
        {
            string next = Path.GetFullPath(Path.Combine(resolved, part));
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                resolved = next;
                continue;
            }
            if (++links > MaxLinks)
            {
                throw new IOException("too many symbolic links follow each other");
            }
            if (Path.IsPathRooted(target))
            {
                resolved = Path.GetPathRoot(target)!;
            }
            foreach (string piece in Parts(target).AsEnumerable().Reverse())
            {
                rest.Push(piece);
            }
        }
        return resolved;
    }

    static string[] Parts(string path) =>
        path[(Path.GetPathRoot(path)?.Length ?? 0)..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
}
