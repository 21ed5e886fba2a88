namespace Qcc.Measure;

/// <summary>
/// Compares float values with reference values: SQNR, largest difference, cosine. Sums are in double, in the order in which
/// values come; meters of parts add up.
/// </summary>
/// <remarks>
/// A place where both are NaN or the same infinity is equal; one where only one is finite makes the SQNR minus infinity.
/// </remarks>
public sealed class SqnrMeter
{
    double _signal, _noise, _other, _product;

    /// <summary>Values compared.</summary>
    public long Count { get; private set; }

    /// <summary>10·log10(Σ ref² / Σ (ref - x)²) in dB; infinite where all values are equal, NaN before the first value.</summary>
    public double Db => Count == 0 ? double.NaN : _noise == 0 ? double.PositiveInfinity : 10 * Math.Log10(_signal / _noise);

    /// <summary>Values that are NaN or infinite where their reference is finite.</summary>
    public long LostToNonFinite { get; private set; }

    /// <summary>The largest |ref - x|.</summary>
    public double MaxDifference { get; private set; }

    /// <summary>Σ (ref - x)² / n.</summary>
    public double MeanSquaredError => _noise / Count;

    /// <summary>Σ ref·x / √(Σ ref² · Σ x²), 1 where both are zero everywhere and 0 where one is.</summary>
    public double Cosine => (_signal, _other) switch
    {
        (0, 0) => 1,
        (0, _) or (_, 0) => 0,
        _ => _product / (Math.Sqrt(_signal) * Math.Sqrt(_other)),
    };

    /// <summary>Takes values and their references.</summary>
    /// <exception cref="ArgumentException">The numbers of values differ.</exception>
    public void Add(ReadOnlySpan<float> reference, ReadOnlySpan<float> values)
    {
        if (reference.Length != values.Length)
        {
            throw new ArgumentException($"{values.Length} values for {reference.Length} references", nameof(values));
        }
        for (int i = 0; i < reference.Length; i++)
        {
            Add(reference[i], values[i]);
        }
        Count += reference.Length;
    }

    /// <summary>Takes what another meter has taken.</summary>
    public void Add(SqnrMeter other)
    {
        _signal += other._signal;
        _noise += other._noise;
        _other += other._other;
        _product += other._product;
        Count += other.Count;
        LostToNonFinite += other.LostToNonFinite;
        MaxDifference = Math.Max(MaxDifference, other.MaxDifference);
    }

    void Add(double reference, double value)
    {
        if (double.IsFinite(reference) && double.IsFinite(value))
        {
            double difference = reference - value;
            _signal += reference * reference;
            _noise += difference * difference;
            _other += value * value;
            _product += reference * value;
            MaxDifference = Math.Max(MaxDifference, Math.Abs(difference));
        }
        else if (!reference.Equals(value))
        {
            _noise = MaxDifference = double.PositiveInfinity;
            LostToNonFinite += double.IsFinite(reference) ? 1 : 0;
        }
    }
}
