using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;

namespace Qcc.Codegen.Onnx.Tests;

/// <summary>Convolutions and matrix products: their sums are exact, with zero points, padding and biases.</summary>
public sealed class ProductTests
{
    public static TheoryData<ElementType> CodeTypes() => [ElementType.U8, ElementType.S8, ElementType.S16];

    [Theory, MemberData(nameof(CodeTypes))]
    public void Conv(ElementType type)
    {
        var g = new IntegerGraph(1);
        foreach (long zeroPoint in new long[] { 0, 5, type.Range().High })
        {
            (string, AttributeValue) zero = ("x_zero_point", zeroPoint);
            Value x = g.Input(type, 2, 4, 9, 8);
            g.Node(IntegerOperators.Conv, [x, g.Weights(ElementType.S8, 6, 4, 3, 3), g.Constant(1, -1, 70000, -70000, 5, 6)], zero, ("pads", new long[] { 1, 1, 1, 1 }));
            g.Node(IntegerOperators.Conv, [x, g.Weights(ElementType.S8, 6, 4, 3, 2)], zero, ("pads", new long[] { 0, 2, 1, 0 }), ("strides", new long[] { 2, 3 }), ("dilations", new long[] { 2, 1 }));
            g.Node(IntegerOperators.Conv, [x, g.Weights(ElementType.S8, 6, 2, 1, 1), g.Constant(1, 2, 3, 4, 5, 6)], zero, ("group", 2L));
            g.Node(IntegerOperators.Conv, [x, g.Weights(ElementType.S8, 4, 1, 3, 3), g.Constant(1, 2, 3, 4)], zero, ("group", 4L), ("pads", new long[] { 1, 1, 1, 1 }));
            g.Node(IntegerOperators.Conv, [x, g.Weights(ElementType.S8, 8, 1, 5, 3)], zero, ("group", 4L), ("pads", new long[] { 2, 1, 2, 1 }), ("dilations", new long[] { 1, 2 }));
        }
        g.AssertTwins();
    }

    /// <summary>Weights of 4 bits stay two a byte in the file.</summary>
    [Theory, MemberData(nameof(CodeTypes))]
    public void WeightsOfFourBits(ElementType type)
    {
        var g = new IntegerGraph(8);
        Value picture = g.Input(type, 2, 4, 9, 8), rows = g.Input(type, 3, 7);
        g.Node(IntegerOperators.Conv, [picture, g.Weights(ElementType.S4, 3, 4, 3, 3), g.Constant(1, -1, 70000)], ("x_zero_point", 5L), ("pads", new long[] { 1, 1, 1, 1 }));
        g.Node(IntegerOperators.ConvTranspose, [picture, g.Weights(ElementType.S4, 4, 3, 3, 3), g.Constant(1, 2, 3)], ("strides", new long[] { 2, 2 }));
        g.Node(IntegerOperators.MatMul, [rows, g.Weights(ElementType.S4, 7, 5), g.Constant(1, 2, 3, 4, 5)], ("a_zero_point", 3L));
        g.AssertTwins();
    }

    [Theory, MemberData(nameof(CodeTypes))]
    public void ConvOfOneAndThreeDimensions(ElementType type)
    {
        var g = new IntegerGraph(2);
        (string, AttributeValue) zero = ("x_zero_point", 7L);
        Value line = g.Input(type, 1, 4, 11), volume = g.Input(type, 1, 2, 5, 6, 4);
        g.Node(IntegerOperators.Conv, [line, g.Weights(ElementType.S8, 3, 4, 3), g.Constant(1, 2, 3)], zero, ("pads", new long[] { 2, 1 }), ("strides", new long[] { 2 }));
        g.Node(IntegerOperators.Conv, [line, g.Weights(ElementType.S8, 4, 1, 5), g.Constant(1, 2, 3, 4)], zero, ("group", 4L), ("dilations", new long[] { 2 }), ("pads", new long[] { 4, 4 }));
        g.Node(IntegerOperators.Conv, [volume, g.Weights(ElementType.S8, 3, 2, 3, 2, 2), g.Constant(1, 2, 3)], zero, ("pads", new long[] { 1, 0, 1, 1, 1, 0 }), ("strides", new long[] { 1, 2, 1 }));
        g.AssertTwins();
    }

    [Theory, MemberData(nameof(CodeTypes))]
    public void ConvTranspose(ElementType type)
    {
        var g = new IntegerGraph(3);
        foreach (long zeroPoint in new long[] { 0, 5, type.Range().High })
        {
            (string, AttributeValue) zero = ("x_zero_point", zeroPoint);
            Value line = g.Input(type, 2, 3, 7), plane = g.Input(type, 2, 4, 5, 6), volume = g.Input(type, 1, 2, 3, 4, 3);
            g.Node(IntegerOperators.ConvTranspose, [line, g.Weights(ElementType.S8, 3, 2, 4), g.Constant(7, -9)], zero, ("strides", new long[] { 3 }), ("pads", new long[] { 1, 2 }));
            g.Node(IntegerOperators.ConvTranspose, [plane, g.Weights(ElementType.S8, 4, 3, 3, 3), g.Constant(1, 2, 3)], zero,
                ("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 1, 1 }), ("output_padding", new long[] { 1, 1 }));
            g.Node(IntegerOperators.ConvTranspose, [plane, g.Weights(ElementType.S8, 4, 3, 2, 2)], zero, ("strides", new long[] { 2, 2 }), ("group", 2L));
            g.Node(IntegerOperators.ConvTranspose, [plane, g.Weights(ElementType.S8, 4, 1, 3, 2)], zero, ("dilations", new long[] { 2, 3 }), ("group", 4L), ("pads", new long[] { 3, 0, 4, 2 }));
            g.Node(IntegerOperators.ConvTranspose, [plane, g.Weights(ElementType.S8, 4, 2, 1, 1), g.Constant(1, 2)], zero, ("strides", new long[] { 3, 2 }));
            g.Node(IntegerOperators.ConvTranspose, [volume, g.Weights(ElementType.S8, 2, 2, 2, 3, 2), g.Constant(1, 2)], zero, ("strides", new long[] { 2, 1, 2 }));
        }
        g.AssertTwins();
    }

    [Theory, MemberData(nameof(CodeTypes))]
    public void MatMul(ElementType left)
    {
        foreach (ElementType right in new[] { ElementType.U8, ElementType.S8, ElementType.S16 })
        {
            var g = new IntegerGraph(4);
            (string, AttributeValue)[] zeroes = [("a_zero_point", 11L), ("b_zero_point", -3L + (right == ElementType.U8 ? 100 : 0))];
            // Codes of 16 bits times each other reach 2^31 with the second term.
            Tensor small(params long[] sizes) => left == ElementType.S16 && right == ElementType.S16
                ? IntegerGraph.Pack(ElementType.S16, [.. g.Random(ElementType.S16, sizes).ToInt64().Select(v => v / 4)], sizes) : g.Random(right, sizes);
            Value a = g.Input(left, 2, 3, 5, 7), b = g.Input(small(2, 3, 7, 4)), vector = g.Input(left, 7);
            g.Node(IntegerOperators.MatMul, [a, b], zeroes);
            g.Node(IntegerOperators.MatMul, [a, g.Constant(small(7, 6)), g.Constant(1, -2, 3, 4, 5, 6)], zeroes);
            g.Node(IntegerOperators.MatMul, [a, g.Constant(small(3, 7, 2))], ("a_zero_point", 0L));
            g.Node(IntegerOperators.MatMul, [a, g.Constant(IntegerGraph.Pack(ElementType.S8, [.. Enumerable.Range(0, 28).Select(i => i * 4 - 60L)], 7, 4))], zeroes[0]);
            g.Node(IntegerOperators.MatMul, [vector, b], zeroes);
            g.Node(IntegerOperators.MatMul, [a, g.Constant(small(7))], zeroes);
            g.AssertTwins();
        }
    }

    /// <summary>A bias brings sums to the ends of 32 bits, and a requantizer reads them.</summary>
    [Fact]
    public void SumsAtTheEndsOf32Bits()
    {
        var g = new IntegerGraph(5);
        Value x = g.Input(ElementType.U8, 1, 2, 4, 4);
        Value sums = g.Node(IntegerOperators.Conv, [x, g.Constant(IntegerGraph.Pack(ElementType.S8, [1, 1, -1, -1], 2, 2, 1, 1)), g.Constant(int.MaxValue - 510, int.MinValue + 510)]);
        g.Node(IntegerOperators.Requantize, [sums, g.Constant(Tensor.Of(ElementType.S32, new[] { int.MaxValue, 1 << 30 }, 2, 1, 1)), g.Constant(Tensor.Of(ElementType.S32, new[] { 54, 31 }, 2, 1, 1))],
            IntegerGraph.Codes(ElementType.U8, 128, null, null, ("arithmetic", "R31")));
        g.AssertTwins();
    }
}
