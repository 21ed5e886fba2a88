using Qcc.Core.Diagnostics;
using Qcc.Onnx;

namespace Qcc;

/// <summary>A folder of generated code, to which its owner may add files: only those of our names are written, the others stay as they are.</summary>
public static class CodeFolder
{
    /// <summary>The file by which a folder is known as one of ours.</summary>
    public const string Mark = "qcc_kernels.c";

    /// <summary>Whether a folder holds files and none of them says that it is one of ours.</summary>
    public static bool IsForeign(string folder) =>
        Directory.Exists(folder) && !File.Exists(Path.Combine(folder, Mark)) && Directory.EnumerateFileSystemEntries(folder).Any();

    /// <summary>Writes the files into a temporary folder beside this one, then puts each in its place; where that fails, all are as they were.</summary>
    /// <param name="path">The folder, which need not exist.</param>
    /// <param name="files">Text by name.</param>
    /// <param name="overwrite">Also into a folder of somebody else.</param>
    /// <returns>The paths that were written.</returns>
    /// <exception cref="DiagnosticException">QCC6005: the folder is somebody else's, or cannot be written.</exception>
    internal static async Task<IReadOnlyList<string>> WriteAsync(string path, IReadOnlyDictionary<string, string> files, bool overwrite, CancellationToken cancellation)
    {
        string target = Path.TrimEndingDirectorySeparator(path), full = Path.GetFullPath(target);
        using var temporary = new TemporaryFile(Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}"));
        try
        {
            if (!overwrite && IsForeign(full))
            {
                throw new IOException($"it is a folder with files of somebody else (it has no {Mark}), and overwriting was not asked for");
            }
            Directory.CreateDirectory(temporary.Path);
            foreach ((string name, string text) in files)
            {
                await File.WriteAllTextAsync(Path.Combine(temporary.Path, name), text, cancellation).ConfigureAwait(false);
            }
            cancellation.ThrowIfCancellationRequested();
            if (Directory.Exists(full))
            {
                Place(temporary.Path, full, [.. files.Keys]);
            }
            else
            {
                Directory.Move(temporary.Path, full);
            }
            return [.. files.Keys.Select(name => Path.Combine(target, name))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(IoDiagnostics.Unwritable.At(new Place(path), e.Message.Replace(temporary.Path, full, StringComparison.Ordinal)));
        }
    }

    /// <summary>Moves files from one folder into another over those of their names; all or none.</summary>
    /// <exception cref="IOException">One could not be moved. Where not all could be moved back either, the message says where the old ones lie.</exception>
    static void Place(string from, string to, string[] names)
    {
        // It holds files of the user: nothing may delete it before their successors are in place, not even the end of the process.
        string replaced = from + ".old";
        Directory.CreateDirectory(replaced);
        var undo = new Stack<(string From, string To)>();
        void Move(string source, string destination)
        {
            File.Move(source, destination);
            undo.Push((destination, source));
        }
        try
        {
            foreach (string name in names)
            {
                string place = Path.Combine(to, name);
                if (File.Exists(place))
                {
                    Move(place, Path.Combine(replaced, name));
                }
                Move(Path.Combine(from, name), place);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            bool failed = false;
            foreach ((string source, string destination) in undo)
            {
                try
                {
                    File.Move(source, destination);
                }
                catch (Exception again) when (again is IOException or UnauthorizedAccessException)
                {
                    failed = true;
                }
            }
            if (failed)
            {
                throw new IOException($"{e.Message} What was there before and could not be put back lies in {replaced}.");
            }
            Directory.Delete(replaced, recursive: true);
            throw;
        }
        Directory.Delete(replaced, recursive: true);
    }
}
