using System.Globalization;
using System.Text;

namespace Qcc.Codegen.C.Text;

/// <summary>Makes identifiers that are unique among those that it made. Each begins with a prefix of ours, so that none is a word of C or of its library.</summary>
sealed class CNames
{
    readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>prefix_text, with what is no letter or digit of ASCII as underscores, cut after so many characters; numbered where it is taken.</summary>
    /// <param name="prefix">A legal identifier.</param>
    /// <param name="modelText">Any text.</param>
    /// <param name="limit">Most characters of the text.</param>
    public CName Unique(string prefix, string modelText, int limit = 40)
    {
        string word = Word(modelText, limit), name = word.Length == 0 ? prefix : $"{prefix}_{word}", unique = name;
        for (int i = 2; !_taken.Add(unique); i++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}_{i}");
        }
        return new CName(unique);
    }

    /// <summary>The letters and digits of a text, one underscore for all between two of them; may be empty or begin with a digit.</summary>
    public static string Word(string text, int limit)
    {
        var word = new StringBuilder();
        foreach (char c in text)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                word.Append(c);
            }
            else if (word.Length > 0 && word[^1] != '_')
            {
                word.Append('_');
            }
            if (word.Length >= limit)
            {
                break;
            }
        }
        return word.ToString().TrimEnd('_');
    }
}
