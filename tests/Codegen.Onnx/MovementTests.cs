using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;

namespace Qcc.Codegen.Onnx.Tests;

/// <summary>ONNX operators on codes of every type; where ONNX Runtime has no kernel, a function stands in.</summary>
public sealed class MovementTests
{
    public static TheoryData<ElementType> CodeTypes() => [ElementType.U8, ElementType.S8, ElementType.S16];

    static Value Longs(IntegerGraph g, params long[] values) => g.Constant(Tensor.Of(values, values.Length));

    [Theory, MemberData(nameof(CodeTypes))]
    public void Shapes(ElementType type)
    {
        var g = new IntegerGraph(1);
        Value x = g.Input(type, 2, 4, 6, 5);
        g.Node(DataMovementOperators.Reshape, [x, Longs(g, 8, -1)]);
        g.Node(DataMovementOperators.Flatten, [x]);
        g.Node(DataMovementOperators.Unsqueeze, [x, Longs(g, 0, 3)]);
        g.Node(DataMovementOperators.Squeeze, [g.Node(DataMovementOperators.Unsqueeze, [x, Longs(g, 1)]), Longs(g, 1)]);
        g.Node(DataMovementOperators.Identity, [x]);
        g.Node(DataMovementOperators.Transpose, [x], ("perm", new long[] { 0, 3, 1, 2 }));
        g.Node(DataMovementOperators.Slice, [x, Longs(g, 1, -1), Longs(g, 4, -6), Longs(g, 1, 3), Longs(g, 2, -2)]);
        g.Nodes(DataMovementOperators.Split, [x, Longs(g, 1, 3)], 2, ("axis", 1L));
        g.Node(DataMovementOperators.Concat, [x, x, g.Input(type, 2, 1, 6, 5)], ("axis", 1L));
        g.AssertTwins();
    }

    [Theory, MemberData(nameof(CodeTypes))]
    public void Copies(ElementType type)
    {
        var g = new IntegerGraph(2);
        Value x = g.Input(type, 2, 8, 6, 4);
        g.Node(DataMovementOperators.Gather, [x, Longs(g, 3, -1, 0, 3)], ("axis", 1L));
        g.Node(DataMovementOperators.Gather, [g.Weights(type, 20, 6), g.Input(Tensor.Of([0, 19, 5, 7], 2, 2))]);
        g.Node(DataMovementOperators.Expand, [g.Input(type, 3, 1), Longs(g, 2, 3, 4)]);
        g.Node(DataMovementOperators.Tile, [x, Longs(g, 1, 2, 1, 3)]);
        g.Node(DataMovementOperators.Pad, [x, Longs(g, 0, 0, 1, 2, 0, 1, 0, 3), g.Constant(g.Random(type))]);
        g.Node(DataMovementOperators.Pad, [x, Longs(g, 0, 0, -1, 2, 0, 1, -2, 0)]);
        g.Node(DataMovementOperators.DepthToSpace, [x], ("blocksize", 2L));
        g.Node(DataMovementOperators.DepthToSpace, [x], ("blocksize", 2L), ("mode", "CRD"));
        g.Node(DataMovementOperators.SpaceToDepth, [x], ("blocksize", 2L));
        g.AssertTwins();
    }

    [Theory, MemberData(nameof(CodeTypes))]
    public void Resize(ElementType type)
    {
        var g = new IntegerGraph(3);
        Value x = g.Input(type, 1, 3, 5, 4);
        g.Node(DataMovementOperators.Resize, [x, null, g.Constant(Tensor.Of([1f, 1, 2, 2], 4))], ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"));
        g.Node(DataMovementOperators.Resize, [x, null, null, Longs(g, 1, 3, 11, 3)]);
        g.Node(DataMovementOperators.Resize, [x, null, null, Longs(g, 1, 3, 9, 7)], ("coordinate_transformation_mode", "align_corners"), ("nearest_mode", "round_prefer_ceil"));
        g.AssertTwins();
    }

    public static TheoryData<string, string> ResizeModes() =>
    [
        .. from coordinates in new[] { "half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric" }
           from rounding in new[] { "round_prefer_floor", "round_prefer_ceil", "floor", "ceil" }
           select (coordinates, rounding),
    ];

    /// <summary>
    /// Up and down, by sizes and by scales, in every mode: ONNX Runtime's own operator reads the elements that <see cref="NearestIndices"/> says, also
    /// where float32 coordinates miss the middle between two elements (7 to 38, 13 to 2).
    /// </summary>
    [Theory, MemberData(nameof(ResizeModes))]
    public void NearestElements(string coordinates, string rounding)
    {
        var g = new IntegerGraph(7);
        (string, AttributeValue)[] modes = [("coordinate_transformation_mode", coordinates), ("nearest_mode", rounding)];
        foreach (long size in new long[] { 1, 2, 3, 7, 13, 26 })
        {
            Value x = g.Input(ElementType.U8, 1, 1, size, 7);
            foreach (long to in new long[] { 1, 2, 4, 9, 26, 38 })
            {
                g.Node(DataMovementOperators.Resize, [x, null, null, Longs(g, 1, 1, to, 7)], modes);
            }
            foreach (float scale in new[] { 0.5f, 0.6f, 1.5f, 2, 2.7f, 3 })
            {
                g.Node(DataMovementOperators.Resize, [x, null, g.Constant(Tensor.Of([1, 1, size == 1 ? 2 : scale, 1.3f], 4))], modes);
            }
        }
        g.AssertTwins();
    }

    /// <summary>
    /// ONNX Runtime gives a Resize by scales the size that the shape rule says (10 · 1.4 is 14 in float32), and reads by the scale also where the size stays.
    /// </summary>
    [Theory, MemberData(nameof(ResizeModes))]
    public void SizesOfAResizeByScales(string coordinates, string rounding)
    {
        var g = new IntegerGraph(8);
        for (long size = 1; size <= 60; size += size < 12 ? 1 : 7)
        {
            Value x = g.Input(ElementType.U8, 1, 1, size, 10);
            foreach (float scale in new[] { 1.1f, 1.2f, 1.3f, 1.4f, 1.6f, 1.7f, 1.8f, 1.9f, 2.1f, 2.2f, 2.3f, 2.8f, 3.3f, 1 + 1 / 3f, 11f / 3, (float)(size + 1) / size })
            {
                g.Node(DataMovementOperators.Resize, [x, null, g.Constant(Tensor.Of([1, 1, scale, scale], 4))], ("coordinate_transformation_mode", coordinates), ("nearest_mode", rounding));
            }
        }
        g.AssertTwins();
    }

    /// <summary>Casts between integer types wrap modulo 2^bits; bool is 0 or 1.</summary>
    [Fact]
    public void CastsWrap()
    {
        ElementType[] types = [ElementType.U8, ElementType.S8, ElementType.S16, ElementType.U16, ElementType.S32, ElementType.S64, ElementType.Bool];
        var g = new IntegerGraph(9);
        Value numbers = g.Input(Tensor.Of([0L, -1, 1, 127, 128, -128, -129, 255, 256, -256, 32768, -32769, 65536, int.MaxValue, 1L << 31, -(1L << 31) - 1, 1L << 32, long.MaxValue, long.MinValue], 19));
        foreach (ElementType from in types)
        {
            Value wrapped = g.Node(ElementwiseOperators.Cast, [numbers], ("to", (long)from));
            foreach (ElementType to in types)
            {
                g.Node(ElementwiseOperators.Cast, [wrapped], ("to", (long)to));
            }
        }
        g.AssertTwins();
    }

    [Theory, MemberData(nameof(CodeTypes))]
    public void Order(ElementType type)
    {
        var g = new IntegerGraph(4);
        Value x = g.Input(type, 2, 3, 8, 7), y = g.Input(type, 8, 7), line = g.Input(type, 1, 2, 9);
        g.Node(PoolingOperators.MaxPool, [x], ("kernel_shape", new long[] { 3, 2 }), ("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 0, 1, 1 }));
        g.Node(PoolingOperators.MaxPool, [x], ("kernel_shape", new long[] { 2, 3 }), ("ceil_mode", 1L), ("strides", new long[] { 3, 2 }));
        g.Node(PoolingOperators.MaxPool, [line], ("kernel_shape", new long[] { 3 }), ("dilations", new long[] { 2 }));
        g.Node(ReductionOperators.ReduceMax, [x, Longs(g, 1, -1)]);
        g.Node(ReductionOperators.ReduceMax, [x, Longs(g, 2)], ("keepdims", 0L));
        g.Node(ReductionOperators.ArgMax, [x], ("axis", 1L));
        g.Node(ReductionOperators.ArgMax, [x], ("axis", -1L), ("keepdims", 0L), ("select_last_index", 1L));
        g.Node(ElementwiseOperators.Max, [x, y]);
        g.Node(ElementwiseOperators.Min, [x, y, x]);
        g.AssertTwins();
    }

    /// <summary>Floats at the edges.</summary>
    [Theory, MemberData(nameof(CodeTypes))]
    public void QuantizeAndDequantize(ElementType type)
    {
        var g = new IntegerGraph(5);
        var random = new Random(6);
        Value x = g.Input(Tensor.Of([.. Enumerable.Range(0, 400).Select(i => i < 200 ? (i - 100) * 0.125f : (random.NextSingle() - 0.5f) * 1e4f), float.PositiveInfinity, float.NegativeInfinity], 402));
        foreach (float scale in new[] { 0.25f, 0.1f, 3e-5f })
        {
            Value s = g.Constant(Tensor.Scalar(scale)), z = g.Constant(IntegerGraph.Pack(type, [7]));
            g.Node(QuantizationOperators.DequantizeLinear, [g.Node(QuantizationOperators.QuantizeLinear, [x, s, z]), s, z]);
        }
        g.AssertTwins();
    }

    /// <summary>A scale for each place along an axis, and no zero point: u8 (or "output_dtype") around 0.</summary>
    [Theory, MemberData(nameof(CodeTypes))]
    public void QuantizeAndDequantizeAlongAnAxis(ElementType type)
    {
        var g = new IntegerGraph(10);
        var random = new Random(11);
        Value x = g.Input(Tensor.Of([.. Enumerable.Range(0, 2 * 3 * 4 * 5).Select(_ => (random.NextSingle() - 0.5f) * 60)], 2, 3, 4, 5));
        Value s = g.Constant(Tensor.Vector(0.25f, 0.1f, 0.003f)), z = g.Constant(IntegerGraph.Pack(type, [7, 0, 100], 3)), one = g.Constant(Tensor.Scalar(0.1f));
        Value rows = g.Constant(Tensor.Vector(0.25f, 1, 2, 0.5f));
        g.Node(QuantizationOperators.DequantizeLinear, [g.Node(QuantizationOperators.QuantizeLinear, [x, s, z]), s, z]);
        g.Node(QuantizationOperators.DequantizeLinear, [g.Node(QuantizationOperators.QuantizeLinear, [x, rows], ("axis", -2L), ("output_dtype", (long)type)), rows], ("axis", 2L));
        g.Node(QuantizationOperators.DequantizeLinear, [g.Node(QuantizationOperators.QuantizeLinear, [x, one]), one]);
        g.AssertTwins();
    }
}
