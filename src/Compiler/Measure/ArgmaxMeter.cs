namespace Qcc.Measure;

/// <summary>Counts rows in which values and reference have their maximum in the same place.</summary>
public sealed class ArgmaxMeter
{
    /// <summary>Rows compared, and those that agree.</summary>
    public long Rows { get; private set; }
    public long Same { get; private set; }

    /// <summary>Share of rows that agree, 0..1; null where no row had two columns.</summary>
    public double? Share => Rows == 0 ? null : (double)Same / Rows;

    /// <summary>Takes rows of <paramref name="columns"/> values; a single column has no argmax and is not counted.</summary>
    public void Add(ReadOnlySpan<float> reference, ReadOnlySpan<float> values, int columns)
    {
        if (reference.Length != values.Length)
        {
            throw new ArgumentException($"{values.Length} values for {reference.Length} references", nameof(values));
        }
        if (columns < 2)
        {
            return;
        }
        for (int row = 0; row + columns <= reference.Length; row += columns)
        {
            Rows++;
            Same += Of(reference.Slice(row, columns)) == Of(values.Slice(row, columns)) ? 1 : 0;
        }
    }

    /// <summary>Index of the first maximum; NaN is no maximum unless it stands first.</summary>
    public static int Of(ReadOnlySpan<float> row)
    {
        int best = 0;
        for (int i = 1; i < row.Length; i++)
        {
            best = row[i] > row[best] ? i : best;
        }
        return best;
    }
}
