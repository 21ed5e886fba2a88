using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Search;

/// <summary>One way to quantize a model: what was chosen, the plan, and the model that the plan belongs to.</summary>
/// <param name="Recipe">The choices.</param>
/// <param name="Model">The canonical float model, equalized where the recipe says so.</param>
/// <param name="Plan">The plan over that model.</param>
/// <param name="Score">How close its file is to the float model.</param>
sealed record Candidate(Recipe Recipe, Model Model, QuantizationPlan Plan, CandidateScore Score)
{
    public PlannedModel Planned => new(Model, Plan);
}

/// <summary>Figures of a candidate in dB (<see cref="HeldOutError.Score"/>).</summary>
/// <param name="HeldOutDb">On samples that entered no statistics.</param>
/// <param name="PooledDb">On those and as many that did: twice the evidence.</param>
readonly record struct CandidateScore(double HeldOutDb, double PooledDb)
{
    /// <summary>A challenger must be better by this many dB on all kept samples; less is their noise.</summary>
    const double LeastGainDb = 0.3;

    /// <summary>Whether this candidate takes the place of an incumbent: clearly better on all samples and not worse on held-out ones.</summary>
    public bool Beats(CandidateScore incumbent) => PooledDb > incumbent.PooledDb + LeastGainDb && HeldOutDb > incumbent.HeldOutDb;

    /// <summary>The same of a candidate whose weights were fitted to the samples that are not held out: the gain must be there on the others too.</summary>
    public bool BeatsFitted(CandidateScore incumbent) => Beats(incumbent) && HeldOutDb > incumbent.HeldOutDb + LeastGainDb;

    /// <summary>The lower figure, by which fitted candidates are ranked.</summary>
    public double LowestDb => Math.Min(HeldOutDb, PooledDb);
}

/// <summary>The choices that are tried and kept by held-out error.</summary>
/// <param name="Observer">How ranges are read; null where layers find them at each run.</param>
/// <param name="CorrectsBias">Whether biases take up the mean error of rounded weights.</param>
/// <param name="Equalization">How activations are equalized across layers.</param>
/// <param name="Rounding">How weights become codes.</param>
sealed record Recipe(Observer? Observer, bool CorrectsBias, Equalization Equalization, Rounding Rounding = Rounding.Nearest)
{
    public override string ToString() => string.Join(" + ", new[]
    {
        Observer switch { null => "ranges at each run", Qcc.Observer.MinMax => "min-max ranges", Qcc.Observer.Percentile => "percentile ranges", Qcc.Observer.Entropy => "entropy ranges", _ => "MSE ranges" },
        Rounding switch { Rounding.Compensated => "compensated rounding", Rounding.CompensatedBesideBias => "compensated rounding beside the mean", _ => "" },
        CorrectsBias ? "bias correction" : "",
        Equalization switch { Equalization.Depthwise => "equalization before depthwise layers", Equalization.Everywhere => "cross-layer equalization", _ => "" },
    }.Where(part => part.Length > 0));
}

/// <summary>Where channel ranges are evened out between layers.</summary>
enum Equalization
{
    None,

    /// <summary>Before depthwise convolutions only, where it costs nothing.</summary>
    Depthwise,

    /// <summary>Everywhere, the weights of dense layers taking the share of the range that rounding errors ask for.</summary>
    Everywhere,
}

/// <summary>How weights become codes.</summary>
enum Rounding
{
    /// <summary>Each to the nearest.</summary>
    Nearest,

    /// <summary>Together, by what the layer's output loses.</summary>
    Compensated,

    /// <summary>Together, by what the layer's output loses beside its mean, which the corrected bias restores.</summary>
    CompensatedBesideBias,
}
