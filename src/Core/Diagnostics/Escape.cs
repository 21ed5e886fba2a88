using System.Globalization;
using System.Text;

namespace Qcc.Core.Diagnostics;

/// <summary>Makes text from untrusted files safe to show.</summary>
public static class Escape
{
    /// <summary>
    /// Replaces control, bidirectional and other invisible characters by <c>\xNN</c> or <c>\uNNNN</c> and cuts after
    /// <paramref name="limit"/> characters.
    /// </summary>
    public static string ForTerminal(string text, int limit = 80)
    {
        var safe = new StringBuilder(Math.Min(text.Length, limit));
        foreach (char c in text)
        {
            if (safe.Length >= limit)
            {
                return safe.Append("...").ToString();
            }
            if (c < ' ' || c is '\u007f' or (>= '\u0080' and < '\u00a0'))
            {
                safe.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
            }
            else if (char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse)
            {
                safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                safe.Append(c);
            }
        }
        return safe.ToString();
    }
}
