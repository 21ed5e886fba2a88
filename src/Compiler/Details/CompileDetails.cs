using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Details;

/// <summary>What a report shows beside the figures of Check; measured only where <see cref="CompileOptions.Details"/> asks for it.</summary>
public sealed record CompileDetails
{
    /// <summary>The quantized activations, in the order of the plan.</summary>
    public required IReadOnlyList<ValueDetails> Values { get; init; }

    /// <summary>
    /// Files of the same model, raced together: the float model first, then the plainest quantized one, with one remedy more each, and last the
    /// chosen one.
    /// </summary>
    public required IReadOnlyList<MeasuredFile> Files { get; init; }

    /// <summary>Files with other layers in float that were measured on the way and not chosen, in the same race; those that none of them beats in expected time and error.</summary>
    public IReadOnlyList<MeasuredFile> Mixtures { get; init; } = [];
}

/// <summary>A quantized activation: what was seen of it, and the codes that it got.</summary>
/// <param name="Name">The value's name in the canonical graph.</param>
/// <param name="Producer">Label of the node that makes it; "graph input" where none does.</param>
/// <param name="Decision">Scale, zero point and the reason for the range.</param>
/// <param name="Statistics">What was observed, in the model as it is quantized: equalized or rotated.</param>
/// <param name="Observed">What was observed before equalization across layers; null where that moved no factors of the value.</param>
/// <param name="SqnrDb">SQNR of the codes against the float model on held-out samples, or null where it was not measured.</param>
public sealed record ValueDetails(string Name, string Producer, ValueDecision Decision, ValueStatistics Statistics, ValueStatistics? Observed, double? SqnrDb)
{
    /// <summary>The least and the greatest number that the codes stand for.</summary>
    public (double Low, double High) Range => Decision.Type == ElementType.S16
        ? (short.MinValue * (double)Decision.Scale, short.MaxValue * (double)Decision.Scale)
        : ((byte.MinValue - Decision.ZeroPoint) * (double)Decision.Scale, (byte.MaxValue - Decision.ZeroPoint) * (double)Decision.Scale);

    /// <summary>The share of the observed values that lie outside of <see cref="Range"/> by more than half a step, 0..1, to the width of a histogram's bin.</summary>
    public double ClippedShare
    {
        get
        {
            Histogram histogram = Statistics.Histogram;
            (double low, double high) = Range;
            double half = Decision.Scale / 2;
            long outside = 0;
            for (int bin = 0; bin < histogram.Counts.Length; bin++)
            {
                double center = histogram.Center(bin);
                outside += center < low - half || center > high + half ? histogram.Counts[bin] : 0;
            }
            return histogram.Total == 0 ? 0 : (double)outside / histogram.Total;
        }
    }
}

/// <summary>A file that a compile made or compared with.</summary>
/// <param name="Name">The remedies, in words, or "float".</param>
/// <param name="SqnrDb">10·log10(Σ ref² / Σ (ref - x)²) over the float outputs on held-out samples, in dB; infinite for the float model.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Ratio">Median latency divided by that of the float model, on one thread; 1 for the float model, NaN where it was not raced.</param>
/// <param name="ResultDb">SQNR of each quantized value against the float model, by its name.</param>
public sealed record MeasuredFile(string Name, double SqnrDb, long Bytes, double Ratio, IReadOnlyDictionary<string, double> ResultDb);
