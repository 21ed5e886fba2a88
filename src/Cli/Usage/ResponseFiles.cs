using System.Diagnostics.CodeAnalysis;

namespace Qcc.Cli.Usage;

/// <summary>Reads the response files (<c>@FILE</c>) of one line: UTF-8 text with one word a line; empty lines and those that begin with # are skipped.</summary>
/// <remarks>The parser puts the words of a file in its place and reads on there, so a file that names itself would never end: their number is limited.</remarks>
sealed class ResponseFiles
{
    /// <summary>Files that a line may read, each time counted.</summary>
    public const int Most = 64;

    int _read;

    /// <summary>The words of a file; none for what is too much after the first error about it.</summary>
    public bool TryRead(string path, out IReadOnlyList<string>? words, [NotNullWhen(false)] out string? error)
    {
        words = null;
        error = null;
        if (++_read > Most)
        {
            words = [];
            error = _read == Most + 1 ? $"more than {Most} response files are read, the last is '{path}': one names itself, or they name each other" : null;
            return error is null;
        }
        try
        {
            words = Arguments.Normalize(TextFile.Words(path));
            return true;
        }
        catch (InvalidDataException e)
        {
            error = $"'{path}' is no response file: {e.Message}; a model stands without '@'";
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error = $"cannot read response file '{path}': {e.Message}";
            return false;
        }
    }
}
