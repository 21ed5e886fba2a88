namespace Qcc.Search;

/// <summary>One recipe that the search tried.</summary>
/// <param name="Recipe">In words.</param>
/// <param name="HeldOutDb">Output SQNR on samples that entered no statistics, in dB (<see cref="HeldOutError.AddScore"/>).</param>
/// <param name="PooledDb">On those and as many that did; NaN where the first figure was below that of the best one so far.</param>
/// <param name="Kept">Whether it took the place of the best one so far.</param>
public sealed record SearchStep(string Recipe, double HeldOutDb, double PooledDb, bool Kept)
{
    internal static SearchStep Of(Candidate candidate, bool kept) => new(candidate.Recipe.ToString(), candidate.Score.HeldOutDb, candidate.Score.PooledDb, kept);
}
