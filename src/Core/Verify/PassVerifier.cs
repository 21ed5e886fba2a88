using Qcc.Core.Ir;

namespace Qcc.Core.Verify;

/// <summary>Verifies a model after every pass. What the file already had wrong is not held against a pass.</summary>
public sealed class PassVerifier
{
    const int MostShown = 3;

    readonly HashSet<Finding> _known;
    readonly HashSet<string> _mistyped;

    /// <param name="imported">The model before the first pass.</param>
    public PassVerifier(Model imported)
    {
        _known = [.. Verifier.Verify(imported)];
        _mistyped = [.. _known.Select(f => f.MistypedValue).OfType<string>()];
    }

    /// <summary>Checks a model that a pass has left.</summary>
    /// <exception cref="InvalidOperationException">The pass, which is named, broke a rule of the IR: a bug of it.</exception>
    public void Check(Model model, string pass)
    {
        Finding[] found = [.. Verifier.Verify(model).Where(f => !_known.Contains(f) && !(f.MistypedValue is { } value && _mistyped.Contains(value)))];
        if (found.Length > 0)
        {
            string more = found.Length > MostShown ? $" and {found.Length - MostShown} more" : "";
            throw new InvalidOperationException($"{pass} left a broken graph: {string.Join("; ", found.Take(MostShown))}{more}");
        }
    }
}
