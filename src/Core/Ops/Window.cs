using Qcc.Core.Ir;

namespace Qcc.Core.Ops;

/// <summary>One spatial dimension of a convolution or pooling: what a window covers and how it moves.</summary>
public readonly record struct Window(long Kernel, long Stride, long Dilation, long PadBegin, long PadEnd)
{
    /// <summary>Elements from the first to the last that a window touches.</summary>
    public long Extent => (Kernel - 1) * Dilation + 1;

    /// <summary>Number of windows over <paramref name="size"/> elements, the last one complete; below 1 where none fits.</summary>
    public long Count(long size) => size + PadBegin + PadEnd < Extent ? 0 : (size + PadBegin + PadEnd - Extent) / Stride + 1;

    /// <summary>Number of windows where the last may reach past the end, but must begin inside of input or leading padding.</summary>
    public long CountCeiling(long size)
    {
        long count = size + PadBegin + PadEnd < Extent ? 0 : (size + PadBegin + PadEnd - Extent + Stride - 1) / Stride + 1;
        return count > 0 && (count - 1) * Stride >= size + PadBegin ? count - 1 : count;
    }

    /// <summary>
    /// The windows of a node from its attributes, "auto_pad" resolved; null where attributes are malformed or where
    /// SAME padding needs sizes that are not known.
    /// </summary>
    /// <param name="node">A convolution or pooling.</param>
    /// <param name="input">Shape of its input, [N, C, spatial...].</param>
    /// <param name="kernel">Kernel sizes, one per spatial dimension.</param>
    public static Window[]? Of(Node node, IReadOnlyList<Dim> input, IReadOnlyList<long> kernel)
    {
        int rank = input.Count - 2;
        IReadOnlyList<long> strides = node.Ints("strides") ?? Ones(rank), dilations = node.Ints("dilations") ?? Ones(rank);
        if (rank < 0 || kernel.Count != rank || strides.Count != rank || dilations.Count != rank
            || !kernel.Concat(strides).Concat(dilations).All(v => v is > 0 and <= Shape.Limit)
            || PadsOf(node, input, kernel, strides, dilations) is not { } pads)
        {
            return null;
        }
        var windows = new Window[rank];
        for (int i = 0; i < rank; i++)
        {
            windows[i] = new Window(kernel[i], strides[i], dilations[i], pads[i], pads[i + rank]);
        }
        return windows;
    }

    static IReadOnlyList<long>? PadsOf(Node node, IReadOnlyList<Dim> input, IReadOnlyList<long> kernel, IReadOnlyList<long> strides, IReadOnlyList<long> dilations)
    {
        int rank = input.Count - 2;
        var pads = new long[2 * rank];
        switch (node.Text("auto_pad", "NOTSET"))
        {
            case "NOTSET":
                IReadOnlyList<long> given = node.Ints("pads") ?? pads;
                return given.Count == pads.Length && given.All(p => p is >= 0 and <= Shape.Limit) ? given : null;
            case "VALID":
                return pads;
            case "SAME_UPPER" or "SAME_LOWER":
                bool upper = node.Text("auto_pad", "") == "SAME_UPPER";
                for (int i = 0; i < rank; i++)
                {
                    if (Shape.Moderate(input[i + 2]) is not { } size)
                    {
                        return null;
                    }
                    long total = Math.Max(((size + strides[i] - 1) / strides[i] - 1) * strides[i] + (kernel[i] - 1) * dilations[i] + 1 - size, 0);
                    pads[i] = upper ? total / 2 : total - total / 2;
                    pads[i + rank] = total - pads[i];
                }
                return pads;
            default:
                return null;
        }
    }

    static long[] Ones(int rank)
    {
        var ones = new long[Math.Max(rank, 0)];
        Array.Fill(ones, 1);
        return ones;
    }
}
