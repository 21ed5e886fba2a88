namespace Qcc.Measure;

/// <summary>What an evaluation counts.</summary>
public enum Metric
{
    /// <summary>Share of rows whose argmax is the label.</summary>
    Top1,

    /// <summary>10·log10(1 / MSE) for values in 0..1, in dB.</summary>
    Psnr,

    /// <summary>Mean squared error.</summary>
    Mse,

    /// <summary>Mean absolute error.</summary>
    Mae,

    /// <summary>10·log10(Σ target² / Σ (target - x)²), in dB.</summary>
    Sqnr,

    /// <summary>exp of the mean of -log p(label) over rows, p the softmax of a row, or the row itself where it holds probabilities.</summary>
    Perplexity,
}
