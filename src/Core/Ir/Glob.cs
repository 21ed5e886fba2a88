namespace Qcc.Core.Ir;

/// <summary>Patterns over names: <c>*</c> stands for any text, <c>?</c> for one character; everything else for itself.</summary>
public static class Glob
{
    /// <summary>Whether the whole name matches; linear in the lengths' product, whatever the pattern.</summary>
    public static bool Matches(string pattern, string name)
    {
        (int p, int n, int star, int retry) = (0, 0, -1, 0);
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, retry) = (p++, n);
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == name[n]))
            {
                (p, n) = (p + 1, n + 1);
            }
            else if (star >= 0)
            {
                (p, n) = (star + 1, ++retry);
            }
            else
            {
                return false;
            }
        }
        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }
}
