namespace Qcc.Core.Diagnostics;

/// <summary>Finds what a user or a file probably meant by a name that does not exist.</summary>
public static class Nearest
{
    const int LongestName = 100;

    /// <summary>The candidate with the fewest edits to the name (first of equals), or null where all differ in more than a third.</summary>
    public static string? To(string name, IEnumerable<string> candidates)
    {
        if (name.Length > LongestName)
        {
            return null;
        }
        string? nearest = null;
        int least = Math.Max(1, name.Length / 3) + 1;
        foreach (string candidate in candidates)
        {
            if (Math.Abs(candidate.Length - name.Length) < least && Edits(name, candidate) is int edits && edits < least)
            {
                (nearest, least) = (candidate, edits);
            }
        }
        return nearest;
    }

    /// <summary>Levenshtein distance: insertions, deletions and replacements that turn one text into the other.</summary>
    static int Edits(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = diagonal + (char.ToUpperInvariant(from[i - 1]) == char.ToUpperInvariant(to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
