namespace Qcc.Core.Diagnostics;

/// <summary>Finds what somebody may have meant.</summary>
public static class NearestNames
{
    const int MostCompletions = 4;

    /// <summary>
    /// The candidates at the least edit distance from a word, in their order; none where even that distance is more than a
    /// third of the word (at least 1, at most 3). Where none is that near, names that begin with the word.
    /// </summary>
    public static IReadOnlyList<string> To(string word, IEnumerable<string> candidates)
    {
        int limit = Math.Clamp(word.TrimStart('-').Length / 3, 1, 3);
        var ranked = candidates.Select(name => (Name: name, Distance: Distance(word, name))).ToList();
        int least = ranked.Count == 0 ? int.MaxValue : ranked.Min(r => r.Distance);
        return least <= limit
            ? [.. ranked.Where(r => r.Distance == least).Select(r => r.Name)]
            : [.. ranked.Where(r => word.Length >= 3 && r.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Select(r => r.Name).Take(MostCompletions)];
    }

    /// <summary>
    /// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other (optimal string
    /// alignment). A word of more than 64 characters is nobody's typing error and is far from everything.
    /// </summary>
    public static int Distance(string a, string b)
    {
        if (a.Length > 64 || b.Length > 64)
        {
            return int.MaxValue;
        }
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                d[i, j] = i == 0 || j == 0 ? i + j : Step(d, a, b, i, j);
            }
        }
        return d[a.Length, b.Length];
    }

    static int Step(int[,] d, string a, string b, int i, int j)
    {
        int replace = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
        int least = Math.Min(replace, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
        bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
        return swapped ? Math.Min(least, d[i - 2, j - 2] + 1) : least;
    }
}
