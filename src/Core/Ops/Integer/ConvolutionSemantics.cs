using Qcc.Core.Ir;

namespace Qcc.Core.Ops.Integer;

/// <summary>Sums of convolutions (docs/integer-arithmetic.md 1.4): exact in 64 bits, then 32 bits, which 1.6 rules out to overflow.</summary>
static class ConvolutionSemantics
{
    /// <summary>Y[n,m,o] = B[m] + Σ_{c,t} W[m,c,t]·(X[n,g·C/G+c,o·stride+t·dilation-pad] - z), taps outside left out.</summary>
    public static IReadOnlyList<Tensor> Conv(Node node, IReadOnlyList<Tensor?> inputs)
    {
        (Tensor x, Tensor w) = (inputs[0]!, inputs[1]!);
        Window[] windows = Windows(node, x, w);
        long[] sizes = IntegerValues.SizesOf(node.Output);
        int zeroPoint = (int)node.Int("x_zero_point", 0), groups = (int)node.Int("group", 1);
        (int batch, int channels, int filters, int depth) = ((int)x.Shape[0], (int)x.Shape[1], (int)w.Shape[0], (int)w.Shape[1]);
        int[] codes = IntegerValues.Of(x), weights = IntegerValues.Of(w);
        int[]? bias = inputs.ElementAtOrDefault(2) is { } b ? IntegerValues.Of(b) : null;
        int plane = IntegerValues.CountOf(x.Shape.Skip(2)), taps = IntegerValues.CountOf(w.Shape.Skip(2)), positions = IntegerValues.CountOf(sizes.Skip(2));
        long[] sums = Sums(bias, batch, filters, positions, sizes);
        var reads = new int[positions];
        for (int t = 0; t < taps; t++)
        {
            Reads(t, windows, [.. x.Shape.Skip(2)], [.. sizes.Skip(2)], reads);
            for (int image = 0; image < batch * filters; image++)
            {
                (int n, int m) = (image / filters, image % filters);
                int firstChannel = m / (filters / groups) * depth;
                Span<long> sum = sums.AsSpan(image * positions, positions);
                for (int c = 0; c < depth; c++)
                {
                    long weight = weights[(m * depth + c) * taps + t];
                    ReadOnlySpan<int> from = codes.AsSpan((n * channels + firstChannel + c) * plane, plane);
                    for (int o = 0; weight != 0 && o < sum.Length; o++)
                    {
                        int read = reads[o];
                        sum[o] += read < 0 ? 0 : weight * (from[read] - zeroPoint);
                    }
                }
            }
        }
        return [Accumulators(sums, sizes)];
    }

    /// <summary>Y[n,g·M/G+m,i·stride+t·dilation-pad] += W[c,m,t]·(X[n,c,i] - z) over all c of group g, i and t.</summary>
    public static IReadOnlyList<Tensor> ConvTranspose(Node node, IReadOnlyList<Tensor?> inputs)
    {
        (Tensor x, Tensor w) = (inputs[0]!, inputs[1]!);
        long[] sizes = IntegerValues.SizesOf(node.Output);
        int zeroPoint = (int)node.Int("x_zero_point", 0), groups = (int)node.Int("group", 1);
        (int batch, int channels, int perGroup) = ((int)x.Shape[0], (int)x.Shape[1], (int)w.Shape[1]);
        int filters = perGroup * groups;
        int[] codes = IntegerValues.Of(x), weights = IntegerValues.Of(w);
        int[]? bias = inputs.ElementAtOrDefault(2) is { } b ? IntegerValues.Of(b) : null;
        int plane = IntegerValues.CountOf(x.Shape.Skip(2)), taps = IntegerValues.CountOf(w.Shape.Skip(2)), positions = IntegerValues.CountOf(sizes.Skip(2));
        // Read from the result's side: it is the convolution whose windows lie over the result.
        Window[] windows = Windows(node, x, w);
        long[] sums = Sums(bias, batch, filters, positions, sizes);
        var writes = new int[plane];
        for (int t = 0; t < taps; t++)
        {
            Reads(t, windows, [.. sizes.Skip(2)], [.. x.Shape.Skip(2)], writes);
            for (int image = 0; image < batch * filters; image++)
            {
                (int n, int m) = (image / filters, image % filters);
                int group = m / perGroup, first = group * (channels / groups);
                Span<long> sum = sums.AsSpan(image * positions, positions);
                for (int c = first; c < first + channels / groups; c++)
                {
                    long weight = weights[(c * perGroup + m % perGroup) * taps + t];
                    ReadOnlySpan<int> from = codes.AsSpan((n * channels + c) * plane, plane);
                    for (int i = 0; weight != 0 && i < from.Length; i++)
                    {
                        int write = writes[i];
                        if (write >= 0)
                        {
                            sum[write] += weight * (from[i] - zeroPoint);
                        }
                    }
                }
            }
        }
        return [Accumulators(sums, sizes)];
    }

    static Window[] Windows(Node node, Tensor x, Tensor w) => Window.Of(node, [.. x.Shape.Select(s => Dim.Of(s))], [.. w.Shape.Skip(2)])!;

    /// <summary>64-bit sums for a result of these sizes, [N,M,positions], that begin with the bias.</summary>
    static long[] Sums(int[]? bias, int batch, int filters, int positions, long[] sizes)
    {
        var sums = new long[IntegerValues.CountOf(sizes)];
        for (int image = 0; bias is not null && image < batch * filters; image++)
        {
            sums.AsSpan(image * positions, positions).Fill(bias[image % filters]);
        }
        return sums;
    }

    static Tensor Accumulators(long[] sums, long[] sizes) => Tensor.Of(ElementType.S32, Array.ConvertAll(sums, s => checked((int)s)), sizes);

    /// <summary>
    /// For each window the element of a plane that one of its taps reads; -1 where it lies on padding. Kernel, plane and windows are row-major over the spatial
    /// dimensions. One tap at a time, so that memory does not grow with the kernel.
    /// </summary>
    /// <param name="tap">Below the product of the kernel's sizes.</param>
    /// <param name="windows">One for each spatial dimension.</param>
    /// <param name="plane">Sizes of the plane.</param>
    /// <param name="positions">Numbers of windows.</param>
    /// <param name="reads">The result, as long as the product of <paramref name="positions"/>.</param>
    internal static void Reads(int tap, Window[] windows, long[] plane, long[] positions, int[] reads)
    {
        if (reads.Length == 0)
        {
            return;
        }
        long taps = windows.Aggregate(1L, (product, window) => product * window.Kernel), rest = tap;
        int filled = 1;
        reads[0] = 0;
        for (int axis = 0; axis < windows.Length; axis++)
        {
            Window window = windows[axis];
            taps /= window.Kernel;
            long offset = rest / taps * window.Dilation - window.PadBegin;
            rest %= taps;
            // Each row becomes a plane, from the last to the first, in place.
            (int count, int size) = ((int)positions[axis], (int)plane[axis]);
            for (int row = filled - 1; row >= 0; row--)
            {
                int start = reads[row];
                for (int o = count - 1; o >= 0; o--)
                {
                    long at = o * window.Stride + offset;
                    reads[row * count + o] = start < 0 || at < 0 || at >= size ? -1 : start * size + (int)at;
                }
            }
            filled *= count;
        }
    }
}
