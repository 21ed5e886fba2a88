using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Calibrate;

/// <summary>A sample that entered no statistics, with the float model's outputs (null where an output is no tensor of numbers).</summary>
sealed record HeldOutSample(IReadOnlyDictionary<string, Tensor> Inputs, IReadOnlyList<Tensor?> Outputs)
{
    /// <summary>Memory that the sample takes.</summary>
    public long Bytes { get; } = Inputs.Values.Concat(Outputs).Sum(t => (long)(t?.Bytes.Length ?? 0));
}

/// <summary>Which samples of a pass enter no statistics and are kept instead.</summary>
enum HoldOut
{
    /// <summary>Every third one, as far as there is room.</summary>
    EveryThird,

    /// <summary>None: all are counted.</summary>
    None,
}

/// <summary>What one pass over the samples gives.</summary>
sealed class CalibrationResult
{
    public required ActivationStatistics Statistics { get; set; }

    /// <summary>Samples read in all.</summary>
    public int Samples { get; set; }

    /// <summary>Wall time of the pass.</summary>
    public double Seconds { get; set; }

    /// <summary>The held-out samples, at least one once the pass is over.</summary>
    public List<HeldOutSample> HeldOut { get; } = [];

    /// <summary>Samples that did enter the statistics, kept to tell small differences between candidates from noise, and for what is fitted to samples.</summary>
    public List<HeldOutSample> Counted { get; } = [];

    /// <summary>Samples that did enter the statistics, by which mixtures of precisions are compared: integer layers look better than they are on those that their weights were fitted to. Those of <see cref="Counted"/> where there are too few.</summary>
    public IReadOnlyList<HeldOutSample> Compared => Unfitted.Count > 0 ? Unfitted : Counted;

    /// <summary>Samples that entered the statistics and nothing else.</summary>
    public List<HeldOutSample> Unfitted { get; } = [];

    /// <summary>Runs the samples that are not held out through a rewritten model; null where the statistics are saved ones.</summary>
    public Func<Model, ActivationStatistics>? MeasureAgain { get; set; }
}
