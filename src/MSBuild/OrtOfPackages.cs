using System.Runtime.InteropServices;
using System.Text.Json;

namespace Qcc.MSBuild;

/// <summary>ONNX Runtime's native library among the packages of a project, whichever of them brings it.</summary>
static class OrtOfPackages
{
    /// <param name="assets">project.assets.json.</param>
    /// <returns>The library for the machine that builds, or null where no package has one.</returns>
    public static string? Find(string assets)
    {
        if (!File.Exists(assets))
        {
            return null;
        }
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(assets));
        if (!document.RootElement.TryGetProperty("libraries", out JsonElement libraries) || !document.RootElement.TryGetProperty("packageFolders", out JsonElement folders))
        {
            return null;
        }
        return libraries.EnumerateObject().Where(l => l.Name.StartsWith("Microsoft.ML.OnnxRuntime", StringComparison.OrdinalIgnoreCase))
            .Select(l => l.Value.TryGetProperty("path", out JsonElement path) ? path.GetString() : null).OfType<string>()
            .SelectMany(path => folders.EnumerateObject().Select(folder => Path.Combine(folder.Name, path, Library)))
            .FirstOrDefault(File.Exists);
    }

    static string Library
    {
        get
        {
            (string system, string file) = OperatingSystem.IsWindows() ? ("win", "onnxruntime.dll") : OperatingSystem.IsMacOS() ? ("osx", "libonnxruntime.dylib") : ("linux", "libonnxruntime.so");
            return Path.Combine("runtimes", $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}", "native", file);
        }
    }
}
