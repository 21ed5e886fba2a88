namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>Seeded rows of codes on which softmax and norms are measured.</summary>
public static class SampleRows
{
    /// <summary>n codes about a mean, normally distributed, held between two codes.</summary>
    public static int[] Gauss(Random random, int n, double mean, double sigma, int low, int high)
    {
        ArgumentNullException.ThrowIfNull(random);
        var row = new int[n];
        for (int i = 0; i < n; i++)
        {
            double g = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            row[i] = (int)Math.Clamp(Math.Round(mean + sigma * g), low, high);
        }
        return row;
    }

    /// <summary>Rows of scores whose deviation is 0.1 to 0.45 of half the codes, as the probe of docs/integer-arithmetic.md 5.3 draws them.</summary>
    /// <param name="count">Rows.</param>
    /// <param name="n">Scores a row.</param>
    /// <param name="bits">Bits of the codes, 2..31.</param>
    public static IEnumerable<int[]> Scores(int count, int n, int bits)
    {
        var random = new Random(n + bits);
        int most = (int)((1L << (bits - 1)) - 1);
        for (int i = 0; i < count; i++)
        {
            yield return Gauss(random, n, 0, (0.1 + 0.35 * random.NextDouble()) * most, -most, most);
        }
    }

    /// <summary>Constant rows, one-hot rows of both signs, alternating extremes, a ramp.</summary>
    public static IEnumerable<int[]> Extremes(int n, int low, int high)
    {
        foreach (int constant in new[] { low, high, 0, (low + high) / 2 })
        {
            yield return [.. Enumerable.Repeat(constant, n)];
        }
        foreach ((int hot, int cold) in new[] { (high, low), (low, high), (0, low), (high, high - 1) })
        {
            int[] row = [.. Enumerable.Repeat(cold, n)];
            row[n / 3] = hot;
            yield return row;
        }
        yield return [.. Enumerable.Range(0, n).Select(i => i % 2 == 0 ? low : high)];
        yield return [.. Enumerable.Range(0, n).Select(i => (int)(low + (long)i % ((long)high - low + 1)))];
    }
}
