using System.Text.RegularExpressions;

namespace Qcc.Cli.Output;

/// <summary>A model of a batch.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Folder">Where its output lies, relative to the batch's folder; empty: there itself.</param>
sealed partial record BatchModel(string Path, string Folder)
{
    /// <summary>Stands for the model's folder in shared paths.</summary>
    public const string FolderOfModel = "{dir}";

    /// <summary>Stands for the model's name without <c>.onnx</c> in shared paths.</summary>
    public const string StemOfModel = "{stem}";

    /// <summary>The first placeholder of a shared path that nothing fills in, or null.</summary>
    public static string? UnknownPlaceholder(string shared) =>
        Placeholder().Matches(shared).Select(m => m.Value).FirstOrDefault(m => m is not (FolderOfModel or StemOfModel));

    [GeneratedRegex(@"\{\w*\}")]
    private static partial Regex Placeholder();

    /// <summary>A path that models share, with what differs between them filled in.</summary>
    public string? Fill(string? shared) => shared?
        .Replace(FolderOfModel, System.IO.Path.GetDirectoryName(Path) is { Length: > 0 } folder ? folder : ".", StringComparison.Ordinal)
        .Replace(StemOfModel, OutputPath.Stem(Path), StringComparison.Ordinal);
}
