using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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

    /// <summary>Bytes that the sums over rows of a length take.</summary>
    public static long BytesOf(int depth) => sizeof(double) * (long)depth * (depth + 1);

    /// <summary>Adds rows.</summary>
    /// <param name="columns">Row r of input k at k·<paramref name="rows"/> + r: whole numbers of -255 to 255.</param>
    /// <param name="rows">At most <see cref="MostRows"/>.</param>
    public void Add(ReadOnlySpan<float> columns, int rows)
    {
        Rows += rows;
        for (int i = 0; i < Depth; i++)
        {
            Sums[i] += Sum(columns.Slice(i * rows, rows));
        }
        if (Depth < 2 * Lanes)
        {
            AddShallow(columns, rows);
            return;
        }
        float[] rented = ArrayPool<float>.Shared.Rent(rows * Lanes);
        Span<float> lanes = rented.AsSpan(0, rows * Lanes);
        Span<float> block = stackalloc float[Height * Lanes];
        for (int j = 0; j < Depth; j += Lanes)
        {
            int width = Math.Min(Lanes, Depth - j);
            Interleave(columns.Slice(j * rows, width * rows), rows, lanes);
            for (int i = j; i < Depth; i += Height)
            {
                // The last block starts earlier; what it has again is not added again.
                int first = Math.Min(i, Depth - Height);
                Multiply(columns.Slice(first * rows, Height * rows), rows, MemoryMarshal.Cast<float, Vector512<float>>(lanes), block);
                for (int row = i; row < Math.Min(i + Height, Depth); row++)
                {
                    Span<double> products = Products.AsSpan(row * Depth + j, Math.Min(width, row - j + 1));
                    ReadOnlySpan<float> sums = block.Slice((row - first) * Lanes, Lanes);
                    for (int lane = 0; lane < products.Length; lane++)
                    {
                        products[lane] += sums[lane];
                    }
                }
            }
        }
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>Short rows, as those of depthwise convolutions, of which there are many: interleaving them would take longer than their products.</summary>
    void AddShallow(ReadOnlySpan<float> columns, int rows)
    {
        for (int i = 0; i < Depth; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                Products[i * Depth + j] += Dot(columns.Slice(i * rows, rows), columns.Slice(j * rows, rows));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
    static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        Vector512<float> sums = Vector512<float>.Zero;
        int r = 0;
        for (; r + Lanes <= x.Length; r += Lanes)
        {
            sums += Vector512.Create(x[r..]) * Vector512.Create(y[r..]);
        }
        float sum = Vector512.Sum(sums);
        for (; r < x.Length; r++)
        {
            sum += x[r] * y[r];
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
    static float Sum(ReadOnlySpan<float> x)
    {
        Vector512<float> sums = Vector512<float>.Zero;
        int r = 0;
        for (; r + Lanes <= x.Length; r += Lanes)
        {
            sums += Vector512.Create(x[r..]);
        }
        float sum = Vector512.Sum(sums);
        for (; r < x.Length; r++)
        {
            sum += x[r];
        }
        return sum;
    }

    /// <summary>Row r of up to <see cref="Lanes"/> columns at r·<see cref="Lanes"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
    static void Interleave(ReadOnlySpan<float> columns, int rows, Span<float> lanes)
    {
        for (int lane = 0; lane * rows < columns.Length; lane++)
        {
            ReadOnlySpan<float> column = columns.Slice(lane * rows, rows);
            for (int r = 0; r < column.Length; r++)
            {
                lanes[r * Lanes + lane] = column[r];
            }
        }
    }

    /// <summary>Columns that are multiplied at a time: those of a vector, and as many as hide the latency of a multiply-add.</summary>
    const int Lanes = 16, Height = 8;

    /// <summary>Sums of products of <see cref="Height"/> columns with those in the lanes: [<see cref="Height"/>, <see cref="Lanes"/>].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
    static void Multiply(ReadOnlySpan<float> columns, int rows, ReadOnlySpan<Vector512<float>> lanes, Span<float> sums)
    {
        ReadOnlySpan<float> a = columns[..rows], b = columns.Slice(rows, rows), c = columns.Slice(2 * rows, rows), d = columns.Slice(3 * rows, rows),
            e = columns.Slice(4 * rows, rows), f = columns.Slice(5 * rows, rows), g = columns.Slice(6 * rows, rows), h = columns.Slice(7 * rows, rows);
        (Vector512<float> sa, Vector512<float> sb, Vector512<float> sc, Vector512<float> sd) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        (Vector512<float> se, Vector512<float> sf, Vector512<float> sg, Vector512<float> sh) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        for (int r = 0; r < lanes.Length; r++)
        {
            Vector512<float> v = lanes[r];
            sa = Vector512.MultiplyAddEstimate(v, Vector512.Create(a[r]), sa);
            sb = Vector512.MultiplyAddEstimate(v, Vector512.Create(b[r]), sb);
            sc = Vector512.MultiplyAddEstimate(v, Vector512.Create(c[r]), sc);
            sd = Vector512.MultiplyAddEstimate(v, Vector512.Create(d[r]), sd);
            se = Vector512.MultiplyAddEstimate(v, Vector512.Create(e[r]), se);
            sf = Vector512.MultiplyAddEstimate(v, Vector512.Create(f[r]), sf);
            sg = Vector512.MultiplyAddEstimate(v, Vector512.Create(g[r]), sg);
            sh = Vector512.MultiplyAddEstimate(v, Vector512.Create(h[r]), sh);
        }
        sa.CopyTo(sums);
        sb.CopyTo(sums[Lanes..]);
        sc.CopyTo(sums[(2 * Lanes)..]);
        sd.CopyTo(sums[(3 * Lanes)..]);
        se.CopyTo(sums[(4 * Lanes)..]);
        sf.CopyTo(sums[(5 * Lanes)..]);
        sg.CopyTo(sums[(6 * Lanes)..]);
        sh.CopyTo(sums[(7 * Lanes)..]);
    }
}
