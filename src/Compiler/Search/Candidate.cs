using Qcc.Core.Quantization;

namespace Qcc.Search;

/// <summary>One way to quantize a model: what was chosen, the plan, and the model that the plan belongs to.</summary>
/// <param name="Recipe">The choices.</param>
/// <param name="Footing">The float model of the recipe.</param>
/// <param name="Plan">The plan over that model.</param>
/// <param name="Score">How close its file is to the float model.</param>
sealed record Candidate(Recipe Recipe, Footing Footing, QuantizationPlan Plan, CandidateScore Score)
{
    public PlannedModel Planned => new(Footing.Model, Plan);
}

/// <summary>Figures of a candidate in dB (<see cref="HeldOutError.Score"/>).</summary>
/// <param name="HeldOutDb">On samples that entered no statistics.</param>
/// <param name="PooledDb">On those and as many that did: twice the evidence. NaN where the first figure was too low to take it.</param>
readonly record struct CandidateScore(double HeldOutDb, double PooledDb)
{
    /// <summary>On the first of the held-out samples.</summary>
    public double FewDb { get; init; } = double.NegativeInfinity;

    /// <summary>A challenger must be better by this many dB on all kept samples; less is their noise.</summary>
    const double LeastGainDb = 0.3;

    /// <summary>Whether this candidate takes the place of an incumbent: clearly better on all samples and not worse on held-out ones.</summary>
    public bool Beats(CandidateScore incumbent) => PooledDb > incumbent.PooledDb + LeastGainDb && HeldOutDb > incumbent.HeldOutDb;

    /// <summary>Whether it is better by so many dB, on all samples and on held-out ones.</summary>
    public bool BeatsBy(double db, CandidateScore incumbent) => Math.Min(PooledDb - incumbent.PooledDb, HeldOutDb - incumbent.HeldOutDb) > db;

    /// <summary>Whether a cheaper candidate may take its place: what it loses is noise.</summary>
    public bool IsHardlyWorseThan(CandidateScore other) => PooledDb > other.PooledDb - LeastGainDb && HeldOutDb > other.HeldOutDb - LeastGainDb;

    /// <summary>The same of a candidate whose weights were fitted to the samples that are not held out: the gain must be there on the others too.</summary>
    public bool BeatsFitted(CandidateScore incumbent) => Beats(incumbent) && HeldOutDb > incumbent.HeldOutDb + LeastGainDb;

    /// <summary>The lower figure, by which fitted candidates are ranked.</summary>
    public double LowestDb => Math.Min(HeldOutDb, PooledDb);
}
