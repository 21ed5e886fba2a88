using System.Diagnostics.CodeAnalysis;

namespace Qcc.Cli.Usage;

/// <summary>Turns what stands on the command line and in response files into words for the parser.</summary>
static class Arguments
{
    /// <summary>What a bare <c>--warn-as-error</c> stands for.</summary>
    public const string AllWarnings = "all";

    const string WarnAsError = "--warn-as-error";

    /// <summary>
    /// Gives a bare <c>--warn-as-error</c> its value: the parser would otherwise take the next word (the model) for it.
    /// </summary>
    public static IReadOnlyList<string> Normalize(IEnumerable<string> words) =>
        [.. words.Select(word => word == WarnAsError ? $"{WarnAsError}={AllWarnings}" : word)];

    /// <summary>Reads a response file: one word a line; empty lines and lines that begin with # are skipped.</summary>
    public static bool TryReadResponseFile(string path, out IReadOnlyList<string>? words, [NotNullWhen(false)] out string? error)
    {
        words = null;
        error = null;
        try
        {
            words = Normalize(File.ReadLines(path).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#'));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error = $"cannot read response file '{path}': {e.Message}";
            return false;
        }
    }
}
