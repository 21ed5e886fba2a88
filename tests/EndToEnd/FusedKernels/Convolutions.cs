using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;

namespace Qcc.EndToEnd.Tests.FusedKernels;

/// <summary>Convolutions; channels last or not.</summary>
static class Convolutions
{
    static readonly string[] Geometry = ["strides", "pads", "dilations", "group", "auto_pad", "kernel_shape"];

    /// <summary>x, x_scale, x_zero_point, w, w_scale, w_zero_point, y_scale, y_zero_point, B.</summary>
    public static Tensor QLinearConv(KernelInputs k)
    {
        (CodeType x, CodeType y) = (k.Codes(1), k.Codes(6));
        var graph = new Evaluated();
        long[] sizes = ChannelsFirst(k, k.Actual.Shape);
        Value sums = Sums(graph, k, k[3], x.ZeroPoint, k[5], k.Optional(8), sizes);
        float[] multipliers = [.. k[4].Floats.ToArray().Select(w => Requantizer.MultiplierOf(x.Scale, w, y.Scale))];
        long[] perChannel = [multipliers.Length, .. Enumerable.Repeat(1L, sizes.Length - 2)];
        return ToActual(k, graph.Run(graph.Requantize(sums, sizes, Tensor.Of(multipliers, perChannel), y)));
    }

    /// <summary>x, w, x_zero_point, w_zero_point.</summary>
    public static Tensor ConvInteger(KernelInputs k)
    {
        var graph = new Evaluated();
        return graph.Run(Sums(graph, k, k[1], (int)(k.Optional(2)?.ToInt64()[0] ?? 0), k.Optional(3), null, [.. k.Actual.Shape]));
    }

    static Value Sums(Evaluated graph, KernelInputs k, Tensor weights, int inputZero, Tensor? weightZero, Tensor? bias, long[] sizes)
    {
        Tensor input = k.ChannelsLast ? Evaluated.Transposed(k[0], [0, k[0].Rank - 1, .. Enumerable.Range(1, k[0].Rank - 2).Select(i => (long)i)]) : k[0];
        return graph.Node(IntegerOperators.Conv, (ElementType.S32, sizes), [.. k.Attributes(Geometry), new("x_zero_point", (long)inputZero)],
            graph.Input(input), graph.Input(WithoutZeroPoint(weights, weightZero, channelAxis: 0)), bias is null ? null : graph.Input(bias));
    }

    /// <summary>Weights less their zero points: themselves where those are zero.</summary>
    public static Tensor WithoutZeroPoint(Tensor weights, Tensor? zeroPoint, int channelAxis)
    {
        long[] zeros = zeroPoint?.ToInt64() ?? [0];
        if (zeros.All(z => z == 0))
        {
            return weights;
        }
        long inner = weights.Shape.Skip(channelAxis + 1).Aggregate(1L, (a, b) => a * b);
        short[] codes = [.. weights.ToInt64().Select((w, i) => (short)(w - zeros[zeros.Length == 1 ? 0 : i / inner % zeros.Length]))];
        return Tensor.Of(ElementType.S16, codes, [.. weights.Shape]);
    }

    public static long[] ChannelsFirst(KernelInputs k, IReadOnlyList<long> shape) => k.ChannelsLast ? [shape[0], shape[^1], .. shape.Skip(1).Take(shape.Count - 2)] : [.. shape];

    public static Tensor ToActual(KernelInputs k, Tensor result) =>
        k.ChannelsLast ? Evaluated.Transposed(result, [0, .. Enumerable.Range(2, result.Rank - 2).Select(i => (long)i), 1]) : result;
}
