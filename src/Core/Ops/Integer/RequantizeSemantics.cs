using Qcc.Core.Ir;

namespace Qcc.Core.Ops.Integer;

/// <summary>From accumulators and codes to codes (docs/integer-arithmetic.md 2, 3.1, 3.2).</summary>
static class RequantizeSemantics
{
    /// <summary>The range of a result's codes, from its node's attributes.</summary>
    public static CodeRange CodesOf(Node node) => new((int)node.Int("zero_point", 0), (int)node.Int("low", 0), (int)node.Int("high", 0));

    /// <summary>The function of attribute "arithmetic" on each X - z, with the constants that broadcast against it.</summary>
    public static IReadOnlyList<Tensor> Requantize(Node node, IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!;
        int[] values = IntegerValues.Of(x);
        int zeroPoint = (int)node.Int("x_zero_point", 0);
        (Requantizer[] channels, IReadOnlyList<long> shape) = Requantizers(node, inputs.ElementAtOrDefault(1), inputs.ElementAtOrDefault(2), inputs.ElementAtOrDefault(3));
        int[] channelOf = Broadcast.Indices(shape, x.Shape);
        var result = new int[values.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = channels[channelOf[i]].Apply((long)values[i] - zeroPoint);
        }
        return [IntegerValues.Pack((ElementType)node.Int("to", 0), result, x.Shape)];
    }

    /// <summary>One requantizer for each number of the constants, and their shape.</summary>
    public static (Requantizer[] Channels, IReadOnlyList<long> Shape) Requantizers(Node node, Tensor? multipliers, Tensor? shifts, Tensor? below)
    {
        CodeRange codes = CodesOf(node);
        switch (node.Text("arithmetic", ""))
        {
            case "F32":
                return ([.. multipliers!.Floats.ToArray().Select(m => new F32Requantizer(m, codes))], multipliers.Shape);
            case "Pot":
                return ([.. IntegerValues.Of(shifts!).Select(c => new PotRequantizer(c, codes))], shifts!.Shape);
            case "R31":
                int[] b = IntegerValues.Of(multipliers!), c = IntegerValues.Of(shifts!);
                int[]? l = below is null ? null : IntegerValues.Of(below);
                var channels = new Requantizer[Math.Max(b.Length, c.Length)];
                for (int i = 0; i < channels.Length; i++)
                {
                    var scale = new Dyadic(b[Math.Min(i, b.Length - 1)], c[Math.Min(i, c.Length - 1)]);
                    channels[i] = l is null ? new R31Requantizer(scale, codes) : new LeakyRequantizer(scale, scale with { Multiplier = l[Math.Min(i, l.Length - 1)] }, codes);
                }
                return (channels, b.Length >= c.Length ? multipliers!.Shape : shifts!.Shape);
            case var unknown:
                throw new ArgumentException($"Requantize has no arithmetic \"{unknown}\"");
        }
    }

    /// <summary>clamp(z + RS((A - a)·m_a + (B - b)·m_b, c)).</summary>
    public static IReadOnlyList<Tensor> Add(Node node, IReadOnlyList<Tensor?> inputs)
    {
        (long a, long b, int shift) = (node.Int("a_multiplier", 0), node.Int("b_multiplier", 0), (int)node.Int("shift", 0));
        return Binary(node, inputs, (x, y) => Rounding.Shift(checked(x * a + y * b), shift));
    }

    /// <summary>clamp(z + RS((A - a)·(B - b)·m, c)).</summary>
    public static IReadOnlyList<Tensor> Mul(Node node, IReadOnlyList<Tensor?> inputs)
    {
        (long multiplier, int shift) = (node.Int("multiplier", 0), (int)node.Int("shift", 0));
        return Binary(node, inputs, (x, y) => Rounding.Shift(checked(x * y * multiplier), shift));
    }

    static IReadOnlyList<Tensor> Binary(Node node, IReadOnlyList<Tensor?> inputs, Func<long, long, long> function)
    {
        (Tensor a, Tensor b) = (inputs[0]!, inputs[1]!);
        int[] left = IntegerValues.Of(a), right = IntegerValues.Of(b);
        (long aZero, long bZero) = (node.Int("a_zero_point", 0), node.Int("b_zero_point", 0));
        long[] sizes = Broadcast.Sizes(a.Shape, b.Shape);
        int[] leftOf = Broadcast.Indices(a.Shape, sizes), rightOf = Broadcast.Indices(b.Shape, sizes);
        CodeRange codes = CodesOf(node);
        var result = new int[leftOf.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = codes.Clamp(checked(codes.ZeroPoint + function(left[leftOf[i]] - aZero, right[rightOf[i]] - bZero)));
        }
        return [IntegerValues.Pack((ElementType)node.Int("to", 0), result, sizes)];
    }
}
