using System.Numerics;
using System.Runtime.CompilerServices;

namespace Qcc.Passes.Quantize;

/// <summary>
/// Sums over the rows x of a layer's input, in steps of its codes (q - zero point, -255 to 255): Σ x and the Gram matrix Σ x·xᵀ.
/// They are integers, so they are the same whatever the order of the rows, the number of threads or the width of vectors.
/// </summary>
public sealed class InputMoments(int depth)
{
    /// <summary>Rows that are added at a time: 256·255² is below 2^24, up to which float32 counts exactly.</summary>
    public const int MostRows = 256;

    /// <summary>K, the length of a row.</summary>
    public int Depth { get; } = depth;

    /// <summary>Rows seen.</summary>
    public long Rows { get; private set; }

    /// <summary>Σ x, [K].</summary>
    public double[] Sums { get; } = new double[depth];

    /// <summary>Σ x·xᵀ, [K, K]; only j ≤ i is filled.</summary>
    public double[] Products { get; } = new double[depth * depth];

    /// <summary>Adds rows.</summary>
    /// <param name="columns">Row r of input k at k·<paramref name="rows"/> + r: whole numbers of -255 to 255.</param>
    /// <param name="rows">At most <see cref="MostRows"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
    public void Add(ReadOnlySpan<float> columns, int rows)
    {
        Rows += rows;
        for (int i = 0; i < Depth; i++)
        {
            ReadOnlySpan<float> x = columns.Slice(i * rows, rows);
            double sum = 0;
            foreach (float v in x)
            {
                sum += v;
            }
            Sums[i] += sum;
            Span<double> products = Products.AsSpan(i * Depth, i + 1);
            int j = 0;
            for (; j + 4 <= products.Length; j += 4)
            {
                AddFour(x, columns.Slice(j * rows, 4 * rows), products.Slice(j, 4));
            }
            for (; j < products.Length; j++)
            {
                products[j] += Dot(x, columns.Slice(j * rows, rows));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
    static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        Vector<float> sums = Vector<float>.Zero;
        int r = 0;
        for (; r + Vector<float>.Count <= x.Length; r += Vector<float>.Count)
        {
            sums += new Vector<float>(x[r..]) * new Vector<float>(y[r..]);
        }
        float sum = Vector.Sum(sums);
        for (; r < x.Length; r++)
        {
            sum += x[r] * y[r];
        }
        return sum;
    }

    /// <summary>Four products at once: each number of x is read once for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
    static void AddFour(ReadOnlySpan<float> x, ReadOnlySpan<float> columns, Span<double> products)
    {
        int rows = x.Length;
        ReadOnlySpan<float> a = columns[..rows], b = columns.Slice(rows, rows), c = columns.Slice(2 * rows, rows), d = columns.Slice(3 * rows, rows);
        (Vector<float> sa, Vector<float> sb, Vector<float> sc, Vector<float> sd) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        int r = 0;
        for (; r + Vector<float>.Count <= rows; r += Vector<float>.Count)
        {
            var v = new Vector<float>(x[r..]);
            sa += v * new Vector<float>(a[r..]);
            sb += v * new Vector<float>(b[r..]);
            sc += v * new Vector<float>(c[r..]);
            sd += v * new Vector<float>(d[r..]);
        }
        products[0] += Vector.Sum(sa) + Dot(x[r..], a[r..]);
        products[1] += Vector.Sum(sb) + Dot(x[r..], b[r..]);
        products[2] += Vector.Sum(sc) + Dot(x[r..], c[r..]);
        products[3] += Vector.Sum(sd) + Dot(x[r..], d[r..]);
    }
}
