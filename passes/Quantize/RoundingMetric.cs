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
        var (lower, upper) = (new double[n * n], new double[n * n]);
        Span<double> dots = stackalloc double[4];
        for (int j = 0; j < n; j++)
        {
            ReadOnlySpan<double> h = Row(Order[j]), done = lower.AsSpan(j * n, j);
            double diagonal = lower[j * n + j] = upper[j * n + j] = Math.Sqrt(h[Order[j]] - Dot(done, done));
            for (int i = j + 1; i < n; i += dots.Length)
            {
                int count = Math.Min(dots.Length, n - i);
                Dots(done, lower.AsSpan(i * n), n, count, dots);
                for (int d = 0; d < count; d++)
                {
                    lower[(i + d) * n + j] = upper[j * n + i + d] = (h[Order[i + d]] - dots[d]) / diagonal;
                }
            }
        }
        return upper;
    }

    /// <summary>Products of one vector with up to four others, each summed up as <see cref="Dot"/> does: the one is read once for them.</summary>
    /// <param name="others">Their numbers, each vector <paramref name="stride"/> behind the one before.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
    internal static void Dots(ReadOnlySpan<double> one, ReadOnlySpan<double> others, int stride, int count, Span<double> dots)
    {
        if (count < 4)
        {
            for (int d = 0; d < count; d++)
            {
                dots[d] = Dot(one, others.Slice(d * stride, one.Length));
            }
            return;
        }
        ReadOnlySpan<double> a = others[..one.Length], b = others.Slice(stride, one.Length), c = others.Slice(2 * stride, one.Length), e = others.Slice(3 * stride, one.Length);
        (Vector256<double> sa, Vector256<double> sb, Vector256<double> sc, Vector256<double> se) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
        ReadOnlySpan<Vector256<double>> x = MemoryMarshal.Cast<double, Vector256<double>>(one), va = MemoryMarshal.Cast<double, Vector256<double>>(a),
            vb = MemoryMarshal.Cast<double, Vector256<double>>(b), vc = MemoryMarshal.Cast<double, Vector256<double>>(c), ve = MemoryMarshal.Cast<double, Vector256<double>>(e);
        for (int i = 0; i < x.Length; i++)
        {
            Vector256<double> v = x[i];
            sa += v * va[i];
            sb += v * vb[i];
            sc += v * vc[i];
            se += v * ve[i];
        }
        (dots[0], dots[1], dots[2], dots[3]) = (Sum(sa), Sum(sb), Sum(sc), Sum(se));
        for (int i = x.Length * 4; i < one.Length; i++)
        {
            dots[0] += one[i] * a[i];
            dots[1] += one[i] * b[i];
            dots[2] += one[i] * c[i];
            dots[3] += one[i] * e[i];
        }
    }

    static double Sum(Vector256<double> v) => v[0] + v[1] + v[2] + v[3];

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
        double sum = Sum(sums);
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
