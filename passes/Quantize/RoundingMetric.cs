using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Qcc.Passes.Quantize;

/// <summary>
/// What a rounding error d of the weights of one output channel costs: dᵀ·H'·d with H' = H + λ·mean(diag H)·I (docs/algorithms.md C11).
/// Sums run in a fixed order, so that the result is the same on every machine.
/// </summary>
public sealed class RoundingMetric
{
    readonly double[] _h;
    readonly Lazy<double[]> _factor;

    RoundingMetric(double[] h, int depth)
    {
        (_h, Depth) = (h, depth);
        Order = [.. Enumerable.Range(0, depth).OrderBy(k => h[k * depth + k])];
        _factor = new Lazy<double[]>(Factorize);
    }

    /// <summary>K.</summary>
    public int Depth { get; }

    /// <summary>The inputs by falling position in the order of rounding: the one with the largest H'[k,k], which comes first, is last here.</summary>
    public int[] Order { get; }

    /// <summary>U[i, j] = L[j, i] with L·Lᵀ = H' in the order of <see cref="Order"/>; [K, K], filled for j ≥ i.</summary>
    internal double[] Factor => _factor.Value;

    /// <summary>The metric of rows of inputs; null where all of them are zero.</summary>
    /// <param name="moments">Sums over the rows.</param>
    /// <param name="mean">Whether the mean error counts, or is taken up by the bias: then H is Σ x·xᵀ - Σ x·Σ xᵀ / rows.</param>
    /// <param name="damping">λ.</param>
    /// <param name="units">What a step of each input in the moments stands for, [K]; none: one unit for all, in which errors are told too.</param>
    public static RoundingMetric? Of(InputMoments moments, MeanError mean, double damping, ReadOnlySpan<double> units = default)
    {
        int depth = moments.Depth;
        var h = new double[depth * depth];
        double trace = 0;
        for (int i = 0; i < depth; i++)
        {
            double share = mean == MeanError.Counts ? 0 : moments.Sums[i] / Math.Max(moments.Rows, 1);
            for (int j = 0; j <= i; j++)
            {
                double unit = units.IsEmpty ? 1 : units[i] * units[j];
                h[i * depth + j] = h[j * depth + i] = unit * (moments.Products[i * depth + j] - share * moments.Sums[j]);
            }
            trace += h[i * depth + i];
        }
        if (!(trace > 0))
        {
            return null;
        }
        for (int i = 0; i < depth; i++)
        {
            h[i * depth + i] += damping * trace / depth;
        }
        return new RoundingMetric(h, depth);
    }

    /// <summary>Row k of H', which is its column k too.</summary>
    internal ReadOnlySpan<double> Row(int k) => _h.AsSpan(k * Depth, Depth);

    /// <summary>dᵀ·H'·d.</summary>
    public double Error(ReadOnlySpan<double> d)
    {
        double sum = 0;
        for (int k = 0; k < d.Length; k++)
        {
            sum += d[k] * Dot(Row(k), d);
        }
        return sum;
    }

    /// <summary>Cholesky's factor. H' is positive definite: a Gram matrix, and more on its diagonal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
    double[] Factorize()
    {
        int n = Depth;
        var lower = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<double> h = Row(Order[i]);
            for (int j = 0; j <= i; j++)
            {
                double rest = h[Order[j]] - Dot(lower.AsSpan(i * n, j), lower.AsSpan(j * n, j));
                lower[i * n + j] = i == j ? Math.Sqrt(rest) : rest / lower[j * n + j];
            }
        }
        var upper = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                upper[j * n + i] = lower[i * n + j];
            }
        }
        return upper;
    }

    /// <summary>Σ a·b in four sums of every fourth product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
    internal static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ReadOnlySpan<Vector256<double>> x = MemoryMarshal.Cast<double, Vector256<double>>(a), y = MemoryMarshal.Cast<double, Vector256<double>>(b);
        Vector256<double> sums = Vector256<double>.Zero;
        for (int i = 0; i < x.Length; i++)
        {
            sums += x[i] * y[i];
        }
        double sum = sums[0] + sums[1] + sums[2] + sums[3];
        for (int i = x.Length * 4; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }
        return sum;
    }
}

/// <summary>Whether rounding must keep the mean of a layer's output.</summary>
public enum MeanError
{
    /// <summary>It is an error like any other.</summary>
    Counts,

    /// <summary>The bias takes it up afterwards (<see cref="CorrectBias"/>).</summary>
    GoesIntoBias,
}
