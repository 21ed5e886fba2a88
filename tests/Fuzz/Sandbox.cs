using Qcc.Onnx;

namespace Qcc.Fuzz;

/// <summary>The folders of a case: in, out and tmp, and outside, which nothing may read or change. Says what a run left where it should not.</summary>
sealed class Sandbox
{
    const string OutputName = "model.int8-cpu.onnx";

    readonly string _root;
    readonly Dictionary<string, byte[]> _given = new(StringComparer.Ordinal);

    public Sandbox(string root)
    {
        _root = root;
        Clear();
        Directory.CreateDirectory(Path.Combine(root, "outside"));
        File.WriteAllText(Path.Combine(root, "outside", "secret.bin"), "secret");
    }

    public string Output => Path.Combine(_root, "out", OutputName);

    public string Input(string name) => Path.Combine(_root, "in", name);

    /// <summary>Where temporary files belong.</summary>
    public static string TemporaryOf(string root) => Path.Combine(root, "tmp");

    public void Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Input(name))!);
        File.WriteAllBytes(Input(name), bytes);
        _given[name] = bytes;
    }

    /// <summary>Empties the folders.</summary>
    public void Clear()
    {
        _given.Clear();
        foreach (string folder in new[] { "in", "out", "tmp" })
        {
            string path = Path.Combine(_root, folder);
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
            Directory.CreateDirectory(path);
        }
    }

    /// <summary>What is wrong with the folders after a run, or null.</summary>
    public string? Fault(string outcome)
    {
        string[] expected = outcome == "compiled" ? [OutputName] : [];
        string[] output = Names("out");
        return !output.Where(n => n != OutputName + ExportedModel.DataSuffix).SequenceEqual(expected) ? $"out holds [{string.Join(", ", output)}] after {outcome}"
            : Names("tmp") is { Length: > 0 } left ? $"temporary files are left: {string.Join(", ", left)}"
            : !Names("in").SequenceEqual(_given.Keys.Order(StringComparer.Ordinal)) ? $"in holds [{string.Join(", ", Names("in"))}]"
            : _given.FirstOrDefault(g => !File.ReadAllBytes(Input(g.Key)).AsSpan().SequenceEqual(g.Value)).Key is { } changed ? $"{changed} was changed"
            : !Names("outside").SequenceEqual(["secret.bin"]) || File.ReadAllText(Path.Combine(_root, "outside", "secret.bin")) != "secret" ? "something outside was changed"
            : Directory.GetFileSystemEntries(_root).Length != 4 ? "something lies beside the folders"
            : null;
    }

    /// <summary>Keeps the input of a case that failed.</summary>
    public void Keep(string folder)
    {
        foreach ((string name, byte[] bytes) in _given)
        {
            string path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }
    }

    string[] Names(string folder)
    {
        string path = Path.Combine(_root, folder);
        return [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(path, f)).Order(StringComparer.Ordinal)];
    }
}
