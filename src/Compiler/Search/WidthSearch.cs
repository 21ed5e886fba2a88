using System.Globalization;
using Qcc.Core.Ir;
using Qcc.Passes.Quantize;

namespace Qcc.Search;

/// <summary>
/// Which activations get codes of 16 bits: those that the kernels give by what reads a value, changed where measurement says otherwise. Codes of 16 bits
/// take twice the memory and, where words have 32 bits, more time; so they stay only where 8 would add a noticeable share to the error.
/// </summary>
/// <param name="groups">Groups of values, with the types that they have by what reads them.</param>
/// <param name="eightBits">What 8 bits would add to the noise of each group (<see cref="ActivationNoise.OfEightBits"/>); null where it has no choice.</param>
/// <param name="noise">Noise power over signal power of the whole network with these types.</param>
sealed class WidthSearch(IReadOnlyList<ScaleGroup> groups, IReadOnlyList<double?> eightBits, double noise)
{
    /// <summary>A value gets 16 bits where 8 make up this share of the error or more.</summary>
    const double WorthWidening = 0.03;

    /// <summary>Values lose their 16 bits, those first that need them least, as long as 8 bits add no more than this share of the error altogether.</summary>
    const double MayBeLost = 0.03;

    /// <summary>
    /// The best candidate: with 16 bits where 8 cost most, if that is clearly better, and with 8 where 16 gain nothing, if what it loses is noise. With
    /// nothing changed its plan still says what was measured.
    /// </summary>
    /// <param name="best">The candidate with widths by what reads a value.</param>
    /// <param name="mayWiden">Whether accuracy is worth memory.</param>
    /// <param name="attempt">The candidate with other widths.</param>
    /// <param name="note">Takes what was tried, and whether it is taken.</param>
    public Candidate Run(Candidate best, bool mayWiden, Func<ActivationWidths, Candidate> attempt, Action<Candidate, bool> note)
    {
        IReadOnlyList<int> wide = mayWiden ? Wide() : [];
        (Candidate kept, int[] flipped) = (best, []);
        if (wide.Count > 0 && Takes(wide, c => c.Score.Beats(best.Score)) is { } widened)
        {
            (kept, flipped) = (widened, [.. wide]);
        }
        for (IReadOnlyList<int> narrow = Narrow(); narrow.Count > 0; narrow = [.. narrow.Take(narrow.Count / 2)])
        {
            if (Takes([.. flipped, .. narrow], c => c.Score.IsHardlyWorseThan(kept.Score)) is { } narrowed)
            {
                return narrowed;
            }
        }
        return flipped.Length > 0 ? kept : attempt(With([]));

        Candidate? Takes(IReadOnlyCollection<int> flips, Func<Candidate, bool> isBetter)
        {
            Candidate candidate = attempt(With(flips));
            bool takes = isBetter(candidate);
            note(candidate, takes);
            return takes ? candidate : null;
        }
    }

    /// <summary>Groups of 8 bits that would better have 16, those that gain most first.</summary>
    public IReadOnlyList<int> Wide() => [.. Measured(ElementType.U8).Where(i => Share(i) >= WorthWidening).OrderByDescending(Share)];

    /// <summary>Groups of 16 bits that can do with 8, those that lose least first.</summary>
    public IReadOnlyList<int> Narrow()
    {
        double lost = 0;
        return [.. Measured(ElementType.S16).OrderBy(Share).TakeWhile(i => (lost += Share(i)) <= MayBeLost)];
    }

    IEnumerable<int> Measured(ElementType type) => Enumerable.Range(0, groups.Count).Where(i => eightBits[i] is not null && groups[i].Type == type);

    /// <summary>The widths with some groups changed.</summary>
    public ActivationWidths With(IReadOnlyCollection<int> flipped)
    {
        var choices = new Dictionary<string, WidthChoice>(StringComparer.Ordinal);
        for (int i = 0; i < groups.Count; i++)
        {
            if (eightBits[i] is null)
            {
                continue;
            }
            bool wide = (groups[i].Type == ElementType.S16) != flipped.Contains(i);
            foreach (Value value in groups[i].Values)
            {
                choices[value.Name] = new WidthChoice(wide ? ElementType.S16 : ElementType.U8, Reason(i, wide));
            }
        }
        return new ActivationWidths(choices);
    }

    string Reason(int group, bool wide)
    {
        string share = string.Create(CultureInfo.InvariantCulture, $"{100 * Share(group):0.#} %");
        return wide ? $"16 bits, since 8 would add {share} to the error" : $"8 bits, which make up {share} of the error";
    }

    double Share(int group) => eightBits[group]!.Value / noise;
}
