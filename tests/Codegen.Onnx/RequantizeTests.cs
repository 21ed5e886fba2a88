using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;

namespace Qcc.Codegen.Onnx.Tests;

/// <summary>Requantize in every arithmetic, on accumulators of the whole of 32 bits.</summary>
public sealed class RequantizeTests
{
    public static TheoryData<ElementType> CodeTypes() => [ElementType.U8, ElementType.S8, ElementType.S16];

    /// <summary>Extreme accumulators, and those around the ties and limits of a multiplier.</summary>
    static Tensor Accumulators(Dyadic scale, int count, int seed)
    {
        var random = new Random(seed);
        var values = new long[count];
        long[] corners = [int.MinValue, int.MaxValue, int.MinValue + 1, int.MaxValue - 1, 0, 1, -1];
        for (int i = 0; i < count; i++)
        {
            double code = random.Next(-70000, 70000) / (random.Next(2) == 0 ? 2.0 : 256);
            values[i] = i < corners.Length ? corners[i]
                : i % 3 == 0 ? random.NextInt64(int.MinValue, int.MaxValue)
                : (long)Math.Clamp(code / scale.Value + random.Next(-1, 2), int.MinValue, int.MaxValue);
        }
        return IntegerGraph.Pack(ElementType.S32, values, count);
    }

    /// <summary>Multipliers from far below 2^-31 to above 1, of many and of few bits, so that each form of the function is met.</summary>
    [Theory, MemberData(nameof(CodeTypes))]
    public void R31OfOneMultiplier(ElementType to)
    {
        var g = new IntegerGraph(1);
        (long low, long high) = to.Range();
        foreach (double real in new[] { 1e-9, 3.7e-7, 0.0003, 0.0123, 0.3, 0.999, 1, 1.7, 100 })
        {
            foreach (int width in new[] { 31, 16, 8 })
            {
                var scale = Dyadic.Nearest(real, width);
                Value x = g.Input(Accumulators(scale, 2000, 2));
                Value?[] inputs = [x, g.Scalar(scale.Multiplier), g.Scalar(scale.Shift)];
                // The last two: a zero point outside of the limits, and a range of one code.
                foreach ((long zero, long least, long greatest) in new[] { (low + 7, low, high), (3L, 3L, high - 20), (3L, 60L, 100L), (5L, 5L, 5L) })
                {
                    g.Node(IntegerOperators.Requantize, inputs, IntegerGraph.Codes(to, zero, least, greatest, ("arithmetic", "R31")));
                }
            }
        }
        g.AssertTwins();
    }

    [Theory, MemberData(nameof(CodeTypes))]
    public void R31PerChannelAndPosition(ElementType to)
    {
        var g = new IntegerGraph(3);
        Value x = g.Input(g.Random(ElementType.S32, 2, 5, 4, 3));
        Value small = g.Input(IntegerGraph.Pack(ElementType.S32, [.. Enumerable.Range(0, 120).Select(i => (i - 60L) * 1777)], 2, 5, 4, 3));
        Value multipliers = g.Constant(Tensor.Of(ElementType.S32, new[] { 0, 1, 1 << 20, int.MaxValue, 12345 }, 5, 1, 1));
        Value shifts = g.Constant(Tensor.Of(ElementType.S32, new[] { 20, 1, 24, 40, 30 }, 5, 1, 1));
        Value few = g.Constant(Tensor.Of(ElementType.S32, new[] { 3, 100, 255, 17, 1000 }, 5, 1, 1));
        Value positions = g.Constant(Tensor.Of(ElementType.S32, [.. Enumerable.Range(1, 12).Select(i => (1 << 22) / i)], 4, 3));
        foreach (Value accumulators in new[] { x, small })
        {
            g.Node(IntegerOperators.Requantize, [accumulators, multipliers, shifts], IntegerGraph.Codes(to, 10, null, null, ("arithmetic", "R31")));
            g.Node(IntegerOperators.Requantize, [accumulators, few, g.Scalar(14)], IntegerGraph.Codes(to, 10, null, null, ("arithmetic", "R31")));
            g.Node(IntegerOperators.Requantize, [accumulators, positions, g.Scalar(31)], IntegerGraph.Codes(to, 10, null, null, ("arithmetic", "R31")));
        }
        g.AssertTwins();
    }

    [Theory, MemberData(nameof(CodeTypes))]
    public void R31WithAMultiplierForNegativeAccumulators(ElementType to)
    {
        var g = new IntegerGraph(4);
        var scale = Dyadic.Nearest(0.0123, 31);
        Value x = g.Input(Accumulators(scale, 2000, 5).Reshaped(2, 1000));
        Value m = g.Scalar(scale.Multiplier), s = g.Scalar(scale.Shift);
        g.Node(IntegerOperators.Requantize, [x, m, s, g.Scalar(scale.Multiplier / 10)], IntegerGraph.Codes(to, 10, null, null, ("arithmetic", "R31")));
        g.Node(IntegerOperators.Requantize, [x, m, s, g.Scalar(0)], IntegerGraph.Codes(to, 10, null, null, ("arithmetic", "R31")));
        g.Node(IntegerOperators.Requantize, [x, m, s, g.Scalar(-scale.Multiplier)], IntegerGraph.Codes(to, 10, null, null, ("arithmetic", "R31")));
        g.AssertTwins();
    }

    /// <summary>From codes to codes of another scale, with a zero point on either side.</summary>
    [Theory, MemberData(nameof(CodeTypes))]
    public void R31OfCodes(ElementType from)
    {
        var g = new IntegerGraph(6);
        Value x = g.Input(from, 3, 300);
        foreach (ElementType to in new[] { ElementType.U8, ElementType.S8, ElementType.S16 })
        {
            foreach (double real in new[] { 0.004, 0.7, 1.9, 200 })
            {
                var scale = Dyadic.Nearest(real, 22);
                g.Node(IntegerOperators.Requantize, [x, g.Scalar(scale.Multiplier), g.Scalar(scale.Shift)],
                    IntegerGraph.Codes(to, 4, null, null, ("arithmetic", "R31"), ("x_zero_point", 9L)));
                g.Node(IntegerOperators.Requantize, [x, g.Scalar(scale.Multiplier), g.Scalar(scale.Shift), g.Scalar(scale.Multiplier / 3)],
                    IntegerGraph.Codes(to, 4, null, null, ("arithmetic", "R31"), ("x_zero_point", 9L)));
            }
        }
        g.AssertTwins();
    }

    [Theory, MemberData(nameof(CodeTypes))]
    public void Pot(ElementType to)
    {
        var g = new IntegerGraph(7);
        foreach (int shift in new[] { -8, -1, 0, 1, 9, 15, 23, 24, 31, 62 })
        {
            Value x = g.Input(Accumulators(new Dyadic(1, Math.Max(shift, 1)), 500, 8 + shift));
            g.Node(IntegerOperators.Requantize, [x, null, g.Scalar(shift)], IntegerGraph.Codes(to, 10, null, null, ("arithmetic", "Pot")));
            g.Node(IntegerOperators.Requantize, [x, null, g.Scalar(shift)], IntegerGraph.Codes(to, 10, 10, 100, ("arithmetic", "Pot")));
        }
        Value channels = g.Input(ElementType.S32, 2, 4, 50);
        g.Node(IntegerOperators.Requantize, [channels, null, g.Constant(Tensor.Of(ElementType.S32, new[] { 3, 12, 20, 7 }, 4, 1))], IntegerGraph.Codes(to, 10, null, null, ("arithmetic", "Pot")));
        g.AssertTwins();
    }

    [Theory, MemberData(nameof(CodeTypes))]
    public void F32(ElementType to)
    {
        var g = new IntegerGraph(9);
        foreach (float multiplier in new[] { 1e-9f, 0.0123f, 0.5f, 0.0078125f, 3f })
        {
            Value x = g.Input(Accumulators(Dyadic.Nearest(multiplier, 24), 2000, 10));
            g.Node(IntegerOperators.Requantize, [x, g.Constant(Tensor.Scalar(multiplier))], IntegerGraph.Codes(to, 10, null, null, ("arithmetic", "F32")));
            g.Node(IntegerOperators.Requantize, [x, g.Constant(Tensor.Scalar(multiplier))], IntegerGraph.Codes(to, 10, 10, 90, ("arithmetic", "F32")));
        }
        Value channels = g.Input(ElementType.S32, 2, 3, 50);
        g.Node(IntegerOperators.Requantize, [channels, g.Constant(Tensor.Of([1e-7f, 2e-8f, 0.3f], 3, 1))], IntegerGraph.Codes(to, 10, null, null, ("arithmetic", "F32")));
        g.AssertTwins();
    }
}
