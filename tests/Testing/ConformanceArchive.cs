using System.Diagnostics;

namespace Qcc.Testing;

/// <summary>ONNX's backend tests, which the kit beside the repository holds as an archive; unpacked once beside the test programs.</summary>
public static class ConformanceArchive
{
    /// <summary>
    /// The folders of the cases (model.onnx, test_data_set_0), in a stable order; empty where this machine lacks the archive or
    /// a <c>tar</c> that reads it.
    /// </summary>
    public static IReadOnlyList<string> Cases()
    {
        if (Repository.Shared("kit", "conformance") is not { } kit || Directory.GetFiles(kit, "*.tar.xz") is not [string archive])
        {
            return [];
        }
        string folder = Repository.Path("artifacts", "conformance", Path.GetFileName(archive)[..^".tar.xz".Length]);
        if (!Directory.Exists(folder) && !Unpack(archive, folder))
        {
            return [];
        }
        return [.. Directory.GetFiles(folder, "model.onnx", SearchOption.AllDirectories).Select(f => Path.GetDirectoryName(f)!).Order(StringComparer.Ordinal)];
    }

    /// <summary>Unpacks into a folder of its own first, so that tests that run at the same time see all or nothing.</summary>
    static bool Unpack(string archive, string folder)
    {
        DirectoryInfo partial = Directory.CreateDirectory($"{folder}.{Environment.ProcessId}");
        using Process? tar = Process.Start(new ProcessStartInfo("tar", ["xJf", archive, "-C", partial.FullName]));
        tar?.WaitForExit();
        if (tar is not { ExitCode: 0 })
        {
            partial.Delete(recursive: true);
            return false;
        }
        partial.MoveTo(folder);
        return true;
    }
}
