using Qcc.Passes.Quantize;

namespace Qcc.Passes.Tests.Quantize;

/// <summary>Correlated rows of codes, positive as behind a ReLU, and what they sum up to.</summary>
static class Gram
{
    /// <summary>Rows [S][K] of whole numbers from 0 to 255, neighbouring inputs alike.</summary>
    public static int[][] Rows(int count, int depth, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            double shared = random.NextDouble();
            return Enumerable.Range(0, depth).Select(_ => (int)Math.Clamp((shared + random.NextDouble() - 0.6) * 200, 0, 255)).ToArray();
        })];
    }

    public static InputMoments Moments(int[][] rows)
    {
        var moments = new InputMoments(rows[0].Length);
        foreach (int[][] portion in rows.Chunk(InputMoments.MostRows))
        {
            moments.Add([.. Enumerable.Range(0, moments.Depth).SelectMany(k => portion.Select(r => (float)r[k]))], portion.Length);
        }
        return moments;
    }

    /// <summary>Weights in units of their scale, [K].</summary>
    public static double[] Weights(int depth, int seed, double largest)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, depth).Select(_ => (random.NextDouble() * 2 - 1) * largest)];
    }

    /// <summary>H' by its definition.</summary>
    public static double[,] Metric(int[][] rows, MeanError mean, double damping)
    {
        int depth = rows[0].Length;
        double[] means = [.. Enumerable.Range(0, depth).Select(k => mean == MeanError.Counts ? 0 : rows.Average(r => (double)r[k]))];
        var h = new double[depth, depth];
        for (int i = 0; i < depth; i++)
        {
            for (int j = 0; j < depth; j++)
            {
                h[i, j] = rows.Sum(r => (r[i] - means[i]) * (r[j] - means[j]));
            }
        }
        double add = damping * Enumerable.Range(0, depth).Average(k => h[k, k]);
        for (int k = 0; k < depth; k++)
        {
            h[k, k] += add;
        }
        return h;
    }

    public static double Error(double[,] h, IReadOnlyList<double> d) =>
        Enumerable.Range(0, d.Count).Sum(i => Enumerable.Range(0, d.Count).Sum(j => d[i] * h[i, j] * d[j]));
}
