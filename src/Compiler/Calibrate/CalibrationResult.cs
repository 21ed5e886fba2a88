using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Calibrate;

/// <summary>A sample that entered no statistics, with the float model's outputs (null where an output is no tensor of numbers).</summary>
sealed record HeldOutSample(IReadOnlyDictionary<string, Tensor> Inputs, IReadOnlyList<Tensor?> Outputs);

/// <summary>What one pass over the samples gives.</summary>
sealed class CalibrationResult
{
    public required ActivationStatistics Statistics { get; init; }

    /// <summary>Samples read in all.</summary>
    public int Samples { get; set; }

    /// <summary>Wall time of the pass.</summary>
    public double Seconds { get; set; }

    /// <summary>The held-out samples, at least one once the pass is over.</summary>
    public List<HeldOutSample> HeldOut { get; } = [];

    /// <summary>Bytes of the held-out inputs.</summary>
    public long HeldOutBytes { get; private set; }

    /// <summary>Holds a sample out.</summary>
    public void Add(HeldOutSample sample)
    {
        HeldOut.Add(sample);
        HeldOutBytes += sample.Inputs.Values.Sum(t => (long)t.Bytes.Length);
    }

    /// <summary>A calibration sample, for where there were too few to hold any out.</summary>
    public HeldOutSample? Fallback { get; set; }
}
