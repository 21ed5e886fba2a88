namespace Qcc.Cli.Output;

/// <summary>A model of a batch.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Folder">Where its output lies, relative to the batch's folder; empty: there itself.</param>
sealed record BatchModel(string Path, string Folder)
{
    /// <summary>Stands for the model's folder in shared paths.</summary>
    const string FolderOfModel = "{dir}";

    /// <summary>Stands for the model's name without <c>.onnx</c> in shared paths.</summary>
    const string StemOfModel = "{stem}";

    /// <summary>A path that models share, with what differs between them filled in.</summary>
    public string? Fill(string? shared) => shared?
        .Replace(FolderOfModel, System.IO.Path.GetDirectoryName(Path) is { Length: > 0 } folder ? folder : ".", StringComparison.Ordinal)
        .Replace(StemOfModel, OutputPath.Stem(Path), StringComparison.Ordinal);
}
