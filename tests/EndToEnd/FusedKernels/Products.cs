using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;

namespace Qcc.EndToEnd.Tests.FusedKernels;

/// <summary>Matrix products, with codes or floats for a result.</summary>
static class Products
{
    /// <summary>a, a_scale, a_zero_point, b, b_scale, b_zero_point, y_scale, y_zero_point.</summary>
    public static Tensor QLinearMatMul(KernelInputs k)
    {
        (CodeType a, CodeType y) = (k.Codes(1), k.Codes(6));
        var graph = new Evaluated();
        Value sums = Sums(graph, k[0], a.ZeroPoint, k[3], k[5], null, k.Actual.Shape);
        float[] multipliers = [.. k[4].Floats.ToArray().Select(b => Requantizer.MultiplierOf(a.Scale, b, y.Scale))];
        return graph.Run(graph.Requantize(sums, k.Actual.Shape, Tensor.Of(multipliers, multipliers.Length), y));
    }

    /// <summary>A, a_scale, a_zero_point, B, b_scale, b_zero_point, C, y_scale, y_zero_point; alpha belongs to the scale of A.</summary>
    public static Tensor QGemm(KernelInputs k)
    {
        CodeType a = k.Codes(1);
        Tensor left = k.Node.Int("transA", 0) != 0 ? Evaluated.Transposed(k[0], 1, 0) : k[0], right = k.Node.Int("transB", 0) != 0 ? Evaluated.Transposed(k[3], 1, 0) : k[3];
        float scale = k.Node.Float("alpha", 1) * a.Scale;
        var graph = new Evaluated();
        Value sums = Sums(graph, left, a.ZeroPoint, right, k[5], Row(k.Optional(6), right.Shape[1]), k.Actual.Shape);
        if (k.Optional(7) is null)
        {
            return Scaled(graph.Run(sums), scale, k[4], null);
        }
        CodeType y = k.Codes(7);
        float[] multipliers = [.. k[4].Floats.ToArray().Select(b => Requantizer.MultiplierOf(scale, b, y.Scale))];
        return graph.Run(graph.Requantize(sums, k.Actual.Shape, Tensor.Of(multipliers, multipliers.Length), y));
    }

    /// <summary>A, B, a_zero_point, b_zero_point.</summary>
    public static Tensor MatMulInteger(KernelInputs k)
    {
        var graph = new Evaluated();
        return graph.Run(Sums(graph, k[0], (int)(k.Optional(2)?.ToInt64()[0] ?? 0), k[1], k.Optional(3), null, k.Actual.Shape));
    }

    /// <summary>A, B, a_scale, b_scale, a_zero_point, b_zero_point, bias.</summary>
    public static Tensor MatMulIntegerToFloat(KernelInputs k)
    {
        var graph = new Evaluated();
        Value sums = Sums(graph, k[0], (int)(k.Optional(4)?.ToInt64()[0] ?? 0), k[1], k.Optional(5), null, k.Actual.Shape);
        return Scaled(graph.Run(sums), k[2].Floats[0], k[3], k.Optional(6));
    }

    /// <summary>A, B, b_scale, b_zero_point, bias; A is quantized by its own range.</summary>
    public static Tensor DynamicQuantizeMatMul(KernelInputs k)
    {
        (Tensor codes, CodeType a) = Edges.Dynamic(k[0]);
        var graph = new Evaluated();
        Value sums = Sums(graph, codes, a.ZeroPoint, k[1], k.Optional(3), null, k.Actual.Shape);
        return Scaled(graph.Run(sums), a.Scale, k[2], k.Optional(4));
    }

    static Value Sums(Evaluated graph, Tensor a, int aZero, Tensor b, Tensor? bZero, Tensor? bias, IReadOnlyList<long> sizes) => graph.Node(
        IntegerOperators.MatMul, (ElementType.S32, sizes), [new("a_zero_point", (long)aZero)],
        graph.Input(a), graph.Input(Convolutions.WithoutZeroPoint(b, bZero, b.Rank - 1)), bias is null ? null : graph.Input(bias));

    /// <summary>fl(fl(acc)·fl(s_a·s_b)), then the bias, rounded by itself.</summary>
    static Tensor Scaled(Tensor sums, float scale, Tensor scales, Tensor? bias)
    {
        int columns = (int)sums.Shape[^1];
        float[] factors = [.. scales.Floats.ToArray().Select(s => scale * s)];
        float[]? added = bias?.Floats.ToArray();
        ReadOnlySpan<int> values = sums.As<int>();
        var result = new float[values.Length];
        for (int i = 0; i < result.Length; i++)
        {
            float product = values[i] * factors[factors.Length == 1 ? 0 : i % columns];
            result[i] = added is null ? product : product + added[i % columns];
        }
        return Tensor.Of(result, [.. sums.Shape]);
    }

    /// <summary>A bias of one number or one row as a row.</summary>
    static Tensor? Row(Tensor? bias, long columns) => bias is null ? null
        : bias.Count == columns ? bias.Reshaped(columns)
        : bias.Count == 1 ? Tensor.Of(ElementType.S32, Enumerable.Repeat(bias.As<int>()[0], (int)columns).ToArray(), columns)
        : throw new InvalidDataException($"a bias of sizes {bias.Type}");
}
