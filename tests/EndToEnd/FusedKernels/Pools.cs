using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;

namespace Qcc.EndToEnd.Tests.FusedKernels;

/// <summary>Pooling; channels last or not.</summary>
static class Pools
{
    /// <summary>X, x_scale, x_zero_point, y_scale, y_zero_point.</summary>
    public static Tensor QLinearGlobalAveragePool(KernelInputs k)
    {
        (CodeType x, CodeType y) = (k.Codes(1), k.Codes(3));
        var graph = new Evaluated();
        long[] axes = [.. Enumerable.Range(k.ChannelsLast ? 1 : 2, k[0].Rank - 2).Select(i => (long)i)];
        int count = (int)axes.Aggregate(1L, (product, axis) => product * k[0].Shape[(int)axis]);
        Value sums = graph.Node(IntegerOperators.Sum, (ElementType.S32, k.Actual.Shape), [new("axes", axes), new("x_zero_point", (long)x.ZeroPoint)], graph.Input(k[0]));
        float multiplier = x.Scale / (y.Scale * count);
        return graph.Run(graph.Requantize(sums, k.Actual.Shape, Tensor.Vector(multiplier), y));
    }

    /// <summary>X, x_scale, x_zero_point, y_scale, y_zero_point.</summary>
    public static Tensor QLinearAveragePool(KernelInputs k)
    {
        (CodeType x, CodeType y) = (k.Codes(1), k.Codes(3));
        var pool = new F32AveragePool(x.Scale, x.ZeroPoint, y.Scale, y.Range);
        long[] shape = Convolutions.ChannelsFirst(k, k[0].Shape), sizes = Convolutions.ChannelsFirst(k, k.Actual.Shape);
        Window[] windows = Window.Of(k.Node, [.. shape.Select(s => Dim.Of(s))], k.Node.Ints("kernel_shape")!)!;
        if (windows is not [Window rows, Window columns])
        {
            throw new InvalidDataException("pooling over other than two dimensions");
        }
        long[] codes = (k.ChannelsLast ? Evaluated.Transposed(k[0], 0, 3, 1, 2) : k[0]).ToInt64();
        var result = new int[sizes.Aggregate(1L, (a, b) => a * b)];
        int all = (int)(rows.Kernel * columns.Kernel);
        var taps = new List<int>();
        for (int i = 0; i < result.Length; i++)
        {
            taps.Clear();
            (long image, long row, long column) = (i / (sizes[2] * sizes[3]), i / sizes[3] % sizes[2], i % sizes[3]);
            for (int t = 0; t < all; t++)
            {
                long r = row * rows.Stride - rows.PadBegin + t / columns.Kernel * rows.Dilation, c = column * columns.Stride - columns.PadBegin + t % columns.Kernel * columns.Dilation;
                if (r >= 0 && r < shape[2] && c >= 0 && c < shape[3])
                {
                    taps.Add((int)codes[(image * shape[2] + r) * shape[3] + c]);
                }
            }
            result[i] = pool.Apply(taps.ToArray(), k.Node.Int("count_include_pad", 0) != 0 ? all : taps.Count);
        }
        return Convolutions.ToActual(k, Elementwise.Packed(y.Element, result, sizes));
    }

    /// <summary>x, channels last.</summary>
    public static Tensor NhwcMaxPool(KernelInputs k)
    {
        Tensor x = Evaluated.Transposed(k[0], 0, 3, 1, 2);
        IReadOnlyList<long> y = k.Actual.Shape;
        return Evaluated.Transposed(Evaluated.One(PoolingOperators.MaxPool, (x.Element, [y[0], y[3], y[1], y[2]]), k.Node.Attributes, x), 0, 2, 3, 1);
    }
}
