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
        int[] reads = Reads(windows, [.. x.Shape.Skip(2)], [.. sizes.Skip(2)], taps, positions);
        var result = new int[batch * filters * positions];
        var sums = new long[positions];
        for (int n = 0; n < batch; n++)
        {
            for (int m = 0; m < filters; m++)
            {
                Array.Fill(sums, bias?[m] ?? 0);
                int firstChannel = m / (filters / groups) * depth;
                for (int c = 0; c < depth; c++)
                {
                    int image = (n * channels + firstChannel + c) * plane;
                    for (int t = 0; t < taps; t++)
                    {
                        long weight = weights[(m * depth + c) * taps + t];
                        for (int o = 0; weight != 0 && o < positions; o++)
                        {
                            int read = reads[t * positions + o];
                            sums[o] += read < 0 ? 0 : weight * (codes[image + read] - zeroPoint);
                        }
                    }
                }
                for (int o = 0; o < positions; o++)
                {
                    result[(n * filters + m) * positions + o] = checked((int)sums[o]);
                }
            }
        }
        return [IntegerValues.Pack(ElementType.S32, result, sizes)];
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
        int[] writes = Reads(Windows(node, x, w), [.. sizes.Skip(2)], [.. x.Shape.Skip(2)], taps, plane);
        var result = new int[batch * filters * positions];
        var sums = new long[positions];
        for (int n = 0; n < batch; n++)
        {
            for (int m = 0; m < filters; m++)
            {
                Array.Fill(sums, bias?[m] ?? 0);
                int group = m / perGroup, first = group * (channels / groups);
                for (int c = first; c < first + channels / groups; c++)
                {
                    for (int t = 0; t < taps; t++)
                    {
                        long weight = weights[(c * perGroup + m % perGroup) * taps + t];
                        for (int i = 0; i < plane; i++)
                        {
                            int write = writes[t * plane + i];
                            if (write >= 0)
                            {
                                sums[write] += weight * (codes[(n * channels + c) * plane + i] - zeroPoint);
                            }
                        }
                    }
                }
                for (int o = 0; o < positions; o++)
                {
                    result[(n * filters + m) * positions + o] = checked((int)sums[o]);
                }
            }
        }
        return [IntegerValues.Pack(ElementType.S32, result, sizes)];
    }

    static Window[] Windows(Node node, Tensor x, Tensor w) => Window.Of(node, [.. x.Shape.Select(s => Dim.Of(s))], [.. w.Shape.Skip(2)])!;

    /// <summary>
    /// For tap t and window o, at [t·windows + o], the element of a plane that the tap reads; -1 where it lies on padding. Kernel, plane and windows are
    /// row-major over the spatial dimensions.
    /// </summary>
    internal static int[] Reads(Window[] windows, long[] plane, long[] positions, int taps, int count)
    {
        var reads = new int[taps * count];
        for (int t = 0; t < taps; t++)
        {
            for (int o = 0; o < count; o++)
            {
                (long tap, long position, long read, long stride) = (t, o, 0, 1);
                for (int axis = windows.Length - 1; axis >= 0; axis--)
                {
                    Window window = windows[axis];
                    long at = position % positions[axis] * window.Stride + tap % window.Kernel * window.Dilation - window.PadBegin;
                    read = read < 0 || at < 0 || at >= plane[axis] ? -1 : read + at * stride;
                    (tap, position, stride) = (tap / window.Kernel, position / positions[axis], stride * plane[axis]);
                }
                reads[t * count + o] = (int)read;
            }
        }
        return reads;
    }
}
