namespace Qcc.Core.Tests.Ops.Integer.Nonlinear;

/// <summary>Seeded rows of codes.</summary>
static class RowDraws
{
    /// <summary>n codes about a mean, normally distributed, held between two codes.</summary>
    public static int[] Gauss(Random random, int n, double mean, double sigma, int low, int high)
    {
        var row = new int[n];
        for (int i = 0; i < n; i++)
        {
            double g = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            row[i] = (int)Math.Clamp(Math.Round(mean + sigma * g), low, high);
        }
        return row;
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
