using System.Runtime.CompilerServices;
using Qcc.Core.Ir;
using Qcc.Core.Ops;

namespace Qcc.Passes.Quantize;

/// <summary>
/// The rows that a layer multiplies with its weights, as columns of whole numbers: of a matrix product the vectors along the last axis,
/// of a convolution the windows of one group of channels (im2col), zeros where they reach into the padding.
/// </summary>
public sealed class InputRows
{
    readonly Window[] _windows;

    InputRows(int depth, int groups, Window[] windows) => (Depth, Groups, _windows, Taps) = (depth, groups, windows, windows.Aggregate(1, (p, w) => p * w.Kernel));

    readonly record struct Window(int Kernel, int Stride, int Dilation, int Before, int After)
    {
        public int Positions(int size) => Math.Max((size + Before + After - Dilation * (Kernel - 1) - 1) / Stride + 1, 0);
    }

    /// <summary>K, the length of a row: of a convolution input channels per group times taps, in the order of its weights.</summary>
    public int Depth { get; }

    /// <summary>Groups of channels, each with rows of its own; 1 for products.</summary>
    public int Groups { get; }

    /// <summary>Equal for layers that read equal rows of the same value.</summary>
    public string Key => $"{Depth} {Groups} {string.Join(' ', _windows)}";

    /// <summary>The rows of a Conv, Gemm or MatMul with constant weights; null for other layers and where a convolution's padding is not known.</summary>
    /// <param name="weightAxis">The axis of the weights' output channels.</param>
    public static InputRows? Of(Node layer, int weightAxis)
    {
        IReadOnlyList<long> shape = layer.Constant(1)!.Shape;
        if (layer.Operator == MatrixOperators.Gemm || layer.Operator == MatrixOperators.MatMul)
        {
            return new InputRows((int)shape[1 - weightAxis], 1, []);
        }
        if (layer.Operator != ConvolutionOperators.Conv || layer.Text("auto_pad", "NOTSET") is not ("NOTSET" or "VALID"))
        {
            return null;
        }
        int rank = shape.Count - 2;
        (IReadOnlyList<long>? strides, IReadOnlyList<long>? dilations, IReadOnlyList<long>? pads) = (layer.Ints("strides"), layer.Ints("dilations"), layer.Ints("pads"));
        Window[] windows = [.. Enumerable.Range(0, rank).Select(a => new Window((int)shape[a + 2], (int)(strides?[a] ?? 1), (int)(dilations?[a] ?? 1), (int)(pads?[a] ?? 0), (int)(pads?[a + rank] ?? 0)))];
        return new InputRows((int)shape.Skip(1).Aggregate(1L, (p, s) => p * s), (int)layer.Int("group", 1), windows);
    }

    /// <summary>Number of rows of an input; 0 where its shape is not one of the layer's.</summary>
    public long Count(IReadOnlyList<long> shape)
    {
        if (_windows.Length == 0)
        {
            return shape.Count > 0 && shape[^1] == Depth ? shape.SkipLast(1).Aggregate(1L, (p, s) => p * s) : 0;
        }
        return shape.Count == _windows.Length + 2 && shape[1] == (long)Groups * Channels
            ? _windows.Select((w, a) => (long)w.Positions((int)shape[a + 2])).Aggregate(shape[0], (p, s) => p * s) : 0;
    }

    /// <summary>How many rows of a sample to take: of all samples together many times their length, beyond which more tell little.</summary>
    /// <param name="all">Rows of the sample.</param>
    /// <param name="depth">Elements of a row.</param>
    /// <param name="samples">Number of samples.</param>
    public static long Taken(long all, int depth, int samples) => Math.Min(all, (Math.Clamp(16L * depth, 1024, 8192) + samples - 1) / samples);

    /// <summary>
    /// Which row to take as number <paramref name="i"/> of <paramref name="taken"/>: one of each of as many equal parts, at places that scatter by the golden
    /// ratio. At equal places all might lie in one column of a picture.
    /// </summary>
    /// <param name="all">Number of rows, at least <paramref name="taken"/>.</param>
    public static long Spread(long i, long all, long taken)
    {
        const uint GoldenRatio = 0x9E3779B9;
        long first = i * all / taken, part = (i + 1) * all / taken - first;
        return first + (long)((ulong)unchecked((uint)i * GoldenRatio) * (ulong)part >> 32);
    }

    int Channels => Depth / Taps;

    int Taps { get; }

    /// <summary>
    /// Where the elements of rows are: for a convolution the offset of tap t of row r from the first element of the group's channel, at
    /// t·rows + r, -1 on padding; for a product the offset of row r.
    /// </summary>
    /// <param name="shape">The input's shape.</param>
    /// <param name="rows">Which rows.</param>
    public int[] Locate(IReadOnlyList<long> shape, ReadOnlySpan<long> rows)
    {
        int plane = (int)shape.Skip(2).Aggregate(1L, (p, s) => p * s);
        var offsets = new int[Taps * rows.Length];
        for (int i = 0; i < offsets.Length; i++)
        {
            long row = rows[i % rows.Length];
            offsets[i] = _windows.Length == 0 ? checked((int)(row * Depth)) : OffsetOf(row, i / rows.Length, shape, plane);
        }
        return offsets;
    }

    /// <summary>Reads located rows of one group.</summary>
    /// <param name="codes">The input's codes.</param>
    /// <param name="zeroPoint">The code of zero, which is taken off.</param>
    /// <param name="shape">The input's shape.</param>
    /// <param name="offsets">What <see cref="Locate"/> gave.</param>
    /// <param name="columns">Receives number r of input k at k·rows + r.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // hot from the first call on
    public void Read(ReadOnlySpan<byte> codes, int zeroPoint, IReadOnlyList<long> shape, int group, ReadOnlySpan<int> offsets, Span<float> columns)
    {
        int rows = columns.Length / Depth;
        if (_windows.Length == 0)
        {
            for (int r = 0; r < rows; r++)
            {
                ReadOnlySpan<byte> row = codes.Slice(offsets[r], Depth);
                for (int k = 0; k < row.Length; k++)
                {
                    columns[k * rows + r] = row[k] - zeroPoint;
                }
            }
            return;
        }
        int plane = (int)shape.Skip(2).Aggregate(1L, (p, s) => p * s);
        for (int c = 0; c < Channels; c++)
        {
            ReadOnlySpan<byte> channel = codes[((group * Channels + c) * plane)..];
            Span<float> taps = columns.Slice(c * offsets.Length, offsets.Length);
            for (int i = 0; i < taps.Length; i++)
            {
                taps[i] = offsets[i] < 0 ? 0 : channel[offsets[i]] - zeroPoint;
            }
        }
    }

    /// <summary>Offset of a window's tap from the first element of a channel in the first sample; -1 on padding.</summary>
    int OffsetOf(long row, int tap, IReadOnlyList<long> shape, int plane)
    {
        (int offset, int stride) = (0, 1);
        for (int a = _windows.Length - 1; a >= 0; a--)
        {
            Window w = _windows[a];
            int size = (int)shape[a + 2];
            (row, long position) = Math.DivRem(row, w.Positions(size));
            (tap, int t) = Math.DivRem(tap, w.Kernel);
            int at = (int)position * w.Stride + t * w.Dilation - w.Before;
            if (at < 0 || at >= size)
            {
                return -1;
            }
            offset += at * stride;
            stride *= size;
        }
        return checked((int)(row * shape[1]) * plane + offset);
    }
}
