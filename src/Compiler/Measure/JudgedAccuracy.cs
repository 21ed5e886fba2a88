namespace Qcc.Measure;

/// <summary>How a file does against the float model in what was asked for.</summary>
/// <param name="Metric">What was counted: a metric, or "agreement" on held-out samples.</param>
/// <param name="Float">Of the float model.</param>
/// <param name="Quantized">Of the file.</param>
/// <param name="Drop">How much worse the file is: absolute for shares, else relative to the float model's value; negative where it is better.</param>
/// <param name="Samples">Samples that judged.</param>
public sealed record JudgedAccuracy(string Metric, double Float, double Quantized, double Drop, int Samples)
{
    /// <summary>Judges values of a metric.</summary>
    public static JudgedAccuracy Of(Evaluation @float, Evaluation quantized)
    {
        (double f, double q) = (@float.Value, quantized.Value);
        double drop = @float.Metric switch
        {
            Measure.Metric.Top1 => f - q,
            Measure.Metric.Psnr or Measure.Metric.Sqnr => (f - q) / Math.Abs(f),
            _ => (q - f) / Math.Abs(f),
        };
        // No difference of two infinite figures is a number; a file without a figure keeps no goal.
        return new(@float.Metric.ToString().ToLowerInvariant(), f, q, f.Equals(q) ? 0 : double.IsNaN(drop) ? double.PositiveInfinity : drop, quantized.Samples);
    }
}
