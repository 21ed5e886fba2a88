using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;

namespace Qcc.Codegen.Onnx.Tests;

/// <summary>Add, Mul, tables and sums.</summary>
public sealed class ElementwiseTests
{
    public static TheoryData<ElementType> CodeTypes() => [ElementType.U8, ElementType.S8, ElementType.S16];

    static Tensor AllCodes(ElementType type)
    {
        (long low, long high) = type.Range();
        return IntegerGraph.Pack(type, [.. Enumerable.Range(0, (int)(high - low + 1)).Select(i => low + i)], high - low + 1);
    }

    /// <summary>All 65536 pairs of 8-bit codes.</summary>
    [Theory]
    [InlineData(ElementType.U8)]
    [InlineData(ElementType.S8)]
    public void AddAndMulOfAllPairs(ElementType type)
    {
        var g = new IntegerGraph(1);
        Value a = g.Input(AllCodes(type).Reshaped(256, 1)), b = g.Input(AllCodes(type));
        foreach (ElementType to in new[] { ElementType.U8, ElementType.S8, ElementType.S16 })
        {
            foreach ((long left, long right, long shift) in new[] { (1L << 20, 1234567L, 21L), (2097151L, 3L, 20L), (5L, 7L, 0L), (1L << 21, 1L << 21, 30L), (3L, 5L, -2L), (-100L, 77L, 6L) })
            {
                g.Node(IntegerOperators.Add, [a, b], IntegerGraph.Codes(to, 3, null, null,
                    ("a_multiplier", left), ("b_multiplier", right), ("shift", shift), ("a_zero_point", 5L), ("b_zero_point", 100L)));
            }
            g.Node(IntegerOperators.Add, [a, b], IntegerGraph.Codes(to, 3, 3, 90, ("a_multiplier", 1L << 20), ("b_multiplier", 1234567L), ("shift", 21L)));
            foreach ((long multiplier, long shift) in new[] { (int.MaxValue, 38L), (1L << 20, 27L), (123L, 4L), (3L, 0L), (1L << 30, 60L), (3L, -1L) })
            {
                g.Node(IntegerOperators.Mul, [a, b], IntegerGraph.Codes(to, 3, null, null,
                    ("multiplier", multiplier), ("shift", shift), ("a_zero_point", 5L), ("b_zero_point", 100L)));
            }
        }
        g.AssertTwins();
    }

    [Fact]
    public void AddAndMulOf16Bits()
    {
        var g = new IntegerGraph(2);
        Value a = g.Input(ElementType.S16, 4, 3, 500), b = g.Input(ElementType.S16, 3, 1), c = g.Input(ElementType.U8, 4, 3, 500);
        foreach (ElementType to in new[] { ElementType.U8, ElementType.S8, ElementType.S16 })
        {
            foreach (Value other in new[] { b, c })
            {
                g.Node(IntegerOperators.Add, [a, other], IntegerGraph.Codes(to, 3, null, null,
                    ("a_multiplier", 1500000L), ("b_multiplier", 99999L), ("shift", 22L), ("b_zero_point", 7L)));
                g.Node(IntegerOperators.Add, [a, other], IntegerGraph.Codes(to, 3, null, null, ("a_multiplier", 150L), ("b_multiplier", 999L), ("shift", 10L), ("b_zero_point", 7L)));
                g.Node(IntegerOperators.Mul, [a, other], IntegerGraph.Codes(to, 3, null, null, ("multiplier", 1500000000L), ("shift", 46L), ("b_zero_point", 7L)));
                g.Node(IntegerOperators.Mul, [a, other], IntegerGraph.Codes(to, 3, null, null, ("multiplier", 1L << 20), ("shift", 20L), ("a_zero_point", -32768L)));
            }
        }
        g.AssertTwins();
    }

    [Theory]
    [InlineData(ElementType.U8)]
    [InlineData(ElementType.S8)]
    public void LookupOfAllCodes(ElementType type)
    {
        var g = new IntegerGraph(3);
        Value x = g.Input(AllCodes(type));
        foreach (ElementType to in new[] { ElementType.U8, ElementType.S8, ElementType.S16 })
        {
            g.Node(IntegerOperators.Lookup, [x, g.Constant(g.Random(to, 256))]);
        }
        g.AssertTwins();
    }

    [Theory, MemberData(nameof(CodeTypes))]
    public void InterpolateAllCodes(ElementType to)
    {
        var g = new IntegerGraph(4);
        Value x = g.Input(AllCodes(ElementType.S16));
        foreach ((int segments, int guard) in new[] { (8, 8), (9, 16), (11, 0), (1, 5), (16, 8) })
        {
            // Steep and flat tables, and the ends of 32 bits.
            var random = new Random(segments);
            var entries = new int[(1 << segments) + 1];
            for (int i = 0; i < entries.Length; i++)
            {
                entries[i] = i % 7 == 0 ? random.Next(int.MinValue, int.MaxValue) : (int)(40000 * Math.Sin(i * 0.01) * (1 << guard) / 3);
            }
            (entries[0], entries[1]) = (int.MinValue, int.MaxValue);
            g.Node(IntegerOperators.Interpolate, [x, g.Constant(entries)], IntegerGraph.Codes(to, 3, null, null, ("segment_bits", (long)segments), ("guard_bits", (long)guard)));
        }
        g.AssertTwins();
    }

    [Theory, MemberData(nameof(CodeTypes))]
    public void Sum(ElementType type)
    {
        var g = new IntegerGraph(5);
        Value x = g.Input(type, 2, 3, 4, 5);
        g.Node(IntegerOperators.Sum, [x], ("axes", new long[] { 2, 3 }), ("x_zero_point", 9L));
        g.Node(IntegerOperators.Sum, [x], ("axes", new long[] { -1 }), ("keepdims", 0L), ("x_zero_point", -7L));
        g.Node(IntegerOperators.Sum, [x], ("axes", new long[] { 1 }), ("keepdims", 1L));
        g.AssertTwins();
    }

    [Theory, MemberData(nameof(CodeTypes))]
    public void SumPool(ElementType type)
    {
        var g = new IntegerGraph(6);
        (string, AttributeValue) zero = ("x_zero_point", 9L);
        Value x = g.Input(type, 2, 3, 8, 7), line = g.Input(type, 1, 2, 10);
        g.Node(IntegerOperators.SumPool, [x], zero, ("kernel_shape", new long[] { 2, 3 }));
        g.Node(IntegerOperators.SumPool, [x], zero, ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 0, 1, 1 }));
        g.Node(IntegerOperators.SumPool, [x], zero, ("kernel_shape", new long[] { 3, 2 }), ("strides", new long[] { 2, 2 }), ("ceil_mode", 1L));
        g.Node(IntegerOperators.SumPool, [x], zero, ("kernel_shape", new long[] { 2, 2 }), ("dilations", new long[] { 2, 3 }));
        g.Node(IntegerOperators.SumPool, [line], zero, ("kernel_shape", new long[] { 4 }), ("strides", new long[] { 3 }), ("pads", new long[] { 1, 2 }));
        g.AssertTwins();
    }
}
