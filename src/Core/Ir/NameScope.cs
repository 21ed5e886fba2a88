using System.Globalization;

namespace Qcc.Core.Ir;

/// <summary>The value and initializer names of a model and all its subgraphs, so that a new name is new everywhere.</summary>
public sealed class NameScope
{
    readonly HashSet<string> _names = new(StringComparer.Ordinal);
    readonly Dictionary<string, int> _next = new(StringComparer.Ordinal);

    /// <summary>Notes a name that the file uses.</summary>
    public void Add(string name) => _names.Add(name);

    /// <summary>A name that nothing in the model has: the hint itself, else the hint with a number.</summary>
    public string Fresh(string hint)
    {
        if (_names.Add(hint))
        {
            return hint;
        }
        int next = _next.GetValueOrDefault(hint, 1);
        string name;
        do
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{hint}_{next++}");
        }
        while (!_names.Add(name));
        _next[hint] = next;
        return name;
    }
}
