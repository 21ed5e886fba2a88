using System.Text;

namespace Qcc.Testing.Cases;

/// <summary>
/// A file of cases: <c>case title</c>, the text before, <c>=></c> with the outcome behind or below it. Lines before the first case
/// are comments.
/// </summary>
public sealed record CaseFile(string Path, string Header, IReadOnlyList<Case> Cases)
{
    const string Title = "case ", Arrow = "=>";

    public static CaseFile Read(string path) => Parse(path, File.ReadAllText(path).ReplaceLineEndings("\n"));

    public static CaseFile Parse(string path, string text)
    {
        string[] lines = text.Split('\n');
        int[] starts = [.. Enumerable.Range(0, lines.Length).Where(i => lines[i].StartsWith(Title, StringComparison.Ordinal)), lines.Length];
        IEnumerable<Case> cases = starts.Zip(starts.Skip(1), (start, end) => ParseCase(path, lines, start, end));
        return new(path, string.Join('\n', lines[..starts[0]]).TrimEnd(), [.. cases]);
    }

    /// <summary>The text of the file with these cases, in the layout that <c>./test --accept</c> writes.</summary>
    public static string Format(string header, IEnumerable<Case> cases)
    {
        var text = new StringBuilder(header.Length == 0 ? "" : header + "\n\n");
        string separator = "";
        foreach (Case one in cases)
        {
            string gap = one.Expected.StartsWith("graph", StringComparison.Ordinal) || one.Expected.StartsWith("model", StringComparison.Ordinal) ? "\n" : " ";
            text.Append(separator).Append(Title).Append(one.Title).Append('\n').Append(one.Before).Append('\n')
                .Append((Arrow + gap + one.Expected).TrimEnd()).Append('\n');
            separator = "\n";
        }
        return text.ToString();
    }

    static Case ParseCase(string path, string[] lines, int start, int end)
    {
        int arrow = Array.FindIndex(lines, start, end - start, line => line.StartsWith(Arrow, StringComparison.Ordinal));
        if (arrow < 0)
        {
            throw new InvalidDataException($"{path}({start + 1}): the case has no line that begins with '{Arrow}'");
        }
        string before = string.Join('\n', lines[(start + 1)..arrow]).Trim('\n');
        string[] after = [lines[arrow][Arrow.Length..], .. lines[(arrow + 1)..end]];
        return new(lines[start][Title.Length..].Trim(), before, start + 2, string.Join('\n', after).Trim(), arrow + 1);
    }
}
