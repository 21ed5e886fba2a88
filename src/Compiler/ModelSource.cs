namespace Qcc;

/// <summary>Where a model comes from.</summary>
public sealed class ModelSource
{
    ModelSource(string path) => Path = path;

    /// <summary>The path as the user gave it; diagnostics name it so.</summary>
    public string Path { get; }

    /// <summary>A file; external data are read relative to it.</summary>
    public static ModelSource FromFile(string path) => new(path);
}
