using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Ops.Integer.Nonlinear;
using Qcc.Core.Quantization;
using static Qcc.Core.Ir.ElementType;

namespace Qcc.Codegen.C.Tests;

/// <summary>For each family of operators a graph that holds many of its nodes, with random constants and shapes.</summary>
static class OperatorCases
{
    public static readonly IReadOnlyDictionary<string, Action<TestGraph>> All = new Dictionary<string, Action<TestGraph>>
    {
        ["Conv"] = Conv,
        ["ConvTranspose"] = ConvTranspose,
        ["MatMul"] = MatMul,
        ["Requantize"] = Requantize,
        ["Add"] = Add,
        ["Mul"] = Mul,
        ["Tables"] = Tables,
        ["Sums"] = Sums,
        ["Pools"] = Pools,
        ["Order"] = Order,
        ["Views"] = Views,
        ["Movement"] = Movement,
        ["Slices"] = Slices,
        ["Gather"] = Gather,
        ["Concat"] = Concat,
        ["InPlace"] = InPlace,
        ["Softmax"] = Softmax,
        ["Normalizations"] = Normalizations,
        ["ResizeLinear"] = ResizeLinear,
        ["Outputs"] = Outputs,
    };

    static void Conv(TestGraph g)
    {
        foreach ((ElementType type, ElementType to, long[] x, long filters, long group, long[] kernel, long[] strides, long[] pads, long[] dilations) in
            new (ElementType, ElementType, long[], long, long, long[], long[], long[], long[])[]
        {
            (U8, U8, [1, 3, 7, 6], 4, 1, [3, 3], [1, 1], [1, 1, 1, 1], [1, 1]),
            (S8, S8, [2, 4, 9, 8], 6, 2, [3, 2], [2, 1], [0, 1, 2, 0], [1, 2]),
            (S8, U8, [1, 6, 8, 8], 6, 6, [3, 3], [1, 1], [1, 1, 1, 1], [1, 1]),
            (U8, S8, [1, 3, 5, 5], 6, 3, [5, 5], [2, 2], [2, 2, 2, 2], [1, 1]),
            (S8, S16, [1, 5, 3, 3], 7, 1, [1, 1], [1, 1], [0, 0, 0, 0], [1, 1]),
            (S16, S8, [2, 4, 4, 5], 3, 1, [1, 1], [2, 2], [0, 0, 0, 0], [1, 1]),
            (S8, S8, [2, 3, 11], 4, 1, [4], [2], [3, 1], [2]),
            (U8, U8, [1, 2, 4, 5, 3], 3, 1, [2, 3, 2], [1, 2, 1], [1, 1, 0, 0, 1, 1], [1, 1, 1]),
            (S8, S8, [1, 2, 1, 1], 3, 1, [3, 3], [1, 1], [1, 1, 1, 1], [1, 1]),
        })
        {
            Value input = g.Input("x", type, x);
            int z = (int)(type.Range().Low + g.Random.Next((int)(type.Range().High - type.Range().Low)));
            Value weights = g.Random.Next(3) == 0 ? g.Codes("w", S4, -8, 7, [filters, x[1] / group, .. kernel]) : g.Codes("w", S8, -127, 127, [filters, x[1] / group, .. kernel]);
            Value? bias = g.Random.Next(3) == 0 ? null : g.Codes("b", S32, -100000, 100000, filters);
            Value sums = g.Node("conv", IntegerOperators.Conv, [input, weights, bias], ("x_zero_point", z), ("group", group), ("strides", strides), ("pads", pads), ("dilations", dilations));
            double scale = (to.Range().High - to.Range().Low) / (127.0 * 127 * (type.BitWidth() == 16 ? 256 : 1) * kernel.Aggregate(x[1] / group, (a, b) => a * b));
            long[] perChannel = [filters, .. kernel.Select(_ => 1L)];
            g.Output(g.Requantize(sums, to, scale, g.Random.Next(2) == 0 ? perChannel : [1], g.Random.Next(2) == 0 ? 31 : 12, leaky: g.Random.Next(4) == 0));
        }
        // Sums that are read twice, or returned, stay sums.
        Value twice = g.Node("twice", IntegerOperators.Conv, [g.Input("x", S8, 1, 2, 4, 4), g.Codes("w", S8, -127, 127, 3, 2, 2, 2)], ("x_zero_point", 5));
        g.Output(g.Requantize(twice, S8, 0.002, [1]));
        g.Output(g.Requantize(twice, U8, 0.001, [3, 1, 1]));
        g.Output(g.Node("sums", IntegerOperators.Conv, [g.Input("x", U8, 1, 2, 4, 4), g.Codes("w", S8, -127, 127, 3, 2, 2, 2), g.Codes("b", S32, -9, 9, 3)], ("x_zero_point", 128)));
        // One multiplier a position.
        Value plane = g.Node("plane", IntegerOperators.Conv, [g.Input("x", U8, 2, 2, 4, 3), g.Codes("w", S8, -127, 127, 3, 2, 1, 1)]);
        g.Output(g.Requantize(plane, U8, 0.002, [4, 3]));
    }

    static void ConvTranspose(TestGraph g)
    {
        foreach ((ElementType type, long[] x, long perGroup, long group, long[] kernel, long[] strides, long[] pads, long[] dilations, long[] extra) in
            new (ElementType, long[], long, long, long[], long[], long[], long[], long[])[]
        {
            (U8, [1, 3, 4, 5], 2, 1, [3, 3], [2, 2], [1, 1, 1, 1], [1, 1], [1, 1]),
            (S8, [2, 4, 3, 3], 3, 2, [2, 3], [1, 3], [0, 1, 1, 0], [2, 1], [0, 2]),
            (S8, [1, 2, 7], 2, 1, [4], [2], [1, 1], [1], [0]),
        })
        {
            Value weights = type == U8 ? g.Codes("w", S4, -8, 7, [x[1], perGroup, .. kernel]) : g.Codes("w", S8, -127, 127, [x[1], perGroup, .. kernel]);
            Value sums = g.Node("up", IntegerOperators.ConvTranspose, [g.Input("x", type, x), weights, g.Codes("b", S32, -5000, 5000, perGroup * group)],
                ("x_zero_point", 17), ("group", group), ("strides", strides), ("pads", pads), ("dilations", dilations), ("output_padding", extra));
            g.Output(g.Requantize(sums, type, 0.003, [perGroup * group, .. kernel.Select(_ => 1L)]));
        }
    }

    static void MatMul(TestGraph g)
    {
        foreach ((ElementType type, long[] a, long[] b) in new (ElementType, long[], long[])[]
        {
            (U8, [1, 17], [17, 5]), (S8, [2, 3, 8], [8, 6]), (S8, [9], [9, 4]), (U8, [3, 9], [9]), (S16, [4, 7], [7, 3]),
        })
        {
            long columns = b.Length > 1 ? b[1] : 1;
            Value sums = g.Node("mm", IntegerOperators.MatMul, [g.Input("a", type, a), g.Codes("w", S8, -127, 127, b), g.Codes("c", S32, -9000, 9000, columns)], ("a_zero_point", -7));
            g.Output(g.Requantize(sums, S8, type == S16 ? 1e-5 : 0.002, b.Length > 1 ? [columns] : [1]));
        }
        // Two weights a byte, and an odd number of them.
        g.Output(g.Requantize(g.Node("h", IntegerOperators.MatMul, [g.Input("a", S8, 3, 7), g.Codes("w", S4, -8, 7, 7, 5), g.Codes("c", S32, -900, 900, 5)], ("a_zero_point", -7)), S8, 0.03, [5]));
        g.Output(g.Requantize(g.Node("h", IntegerOperators.MatMul, [g.Input("a", S16, 2, 4), g.Codes("w", S4, -8, 7, 4, 3)]), S8, 1e-4, [3]));
        foreach ((ElementType left, ElementType right, long[] a, long[] b) in new (ElementType, ElementType, long[], long[])[]
        {
            (S8, S8, [2, 3, 4, 5], [2, 3, 5, 6]), (U8, S8, [2, 1, 3, 4], [3, 4, 2]), (S8, U8, [3, 4], [5, 4, 2]), (S16, S8, [2, 4], [4, 3]),
        })
        {
            Value sums = g.Node("act", IntegerOperators.MatMul, [g.Input("a", left, a), g.Input("b", right, b)], ("a_zero_point", 3), ("b_zero_point", 11));
            g.Output(g.Requantize(sums, U8, left == S16 ? 1e-5 : 0.002, g.Random.Next(2) == 0 ? [1] : [b[^1]]));
        }
        // A constant with a zero point, constant batches, a multiplier for each row.
        g.Output(g.Requantize(g.Node("z", IntegerOperators.MatMul, [g.Input("a", S8, 2, 6), g.Codes("w", U8, 0, 255, 6, 4)], ("b_zero_point", 99)), S8, 0.002, [4]));
        g.Output(g.Requantize(g.Node("n", IntegerOperators.MatMul, [g.Input("a", S8, 2, 3, 4), g.Codes("w", S8, -127, 127, 2, 4, 5)], ("a_zero_point", 4)), S8, 0.002, [5]));
        g.Output(g.Requantize(g.Node("r", IntegerOperators.MatMul, [g.Input("a", S8, 3, 4), g.Codes("w", S8, -127, 127, 4, 5)]), S8, 0.002, [3, 1]));
    }

    static void Requantize(TestGraph g)
    {
        foreach ((ElementType from, ElementType to, double scale, long[] shape, int width) in new (ElementType, ElementType, double, long[], int)[]
        {
            (U8, S8, 0.9, [1], 31), (S8, U8, 1.3, [3, 1, 1], 20), (S16, S8, 0.003, [4, 5], 31), (S8, S16, 100, [1], 16), (U8, U8, 0.5, [5], 9), (S16, U8, 0.002, [3, 1, 1], 14),
            (S8, S8, 0.8, [3, 4, 5], 12), (S8, S8, 0.7, [1, 4, 1], 31), (U8, U8, 1e-12, [1], 31),
        })
        {
            bool leaky = g.Random.Next(3) == 0;
            g.Output(g.Requantize(g.Input("x", from, 2, 3, 4, 5), to, scale, shape, width, leaky, from == U8 ? 100 : -3));
        }
        foreach (long shift in new long[] { -3, 0, 1, 4 })
        {
            g.Output(g.Node("pot", IntegerOperators.Requantize, [g.Input("x", S16, 2, 3), null, g.Constant("s", Tensor.Of(S32, [(int)shift], 1))],
                ("arithmetic", "Pot"), ("x_zero_point", 5), ("to", (long)S8), ("zero_point", 3), ("low", -128), ("high", 127)));
        }
        // Multipliers as wide as the shift: every accumulator is another code.
        g.Output(g.Node("one", IntegerOperators.Requantize, [g.Input("x", U8, 300), g.Constant("m", Tensor.Of(S32, [1 << 20], 1)), g.Constant("s", Tensor.Of(S32, [20], 1))],
            ("arithmetic", "R31"), ("x_zero_point", 120), ("to", (long)U8), ("zero_point", 120), ("low", 7), ("high", 250)));
    }

    static void Add(TestGraph g)
    {
        foreach ((ElementType a, ElementType b, ElementType to, long[] left, long[] right, int bits, int shift) in new (ElementType, ElementType, ElementType, long[], long[], int, int)[]
        {
            (U8, U8, U8, [1, 3, 4, 5], [1, 3, 4, 5], 21, 21), (S8, S8, S8, [2, 3, 4, 5], [3, 1, 1], 21, 20), (S16, S16, S16, [2, 6], [2, 6], 14, 14), (S16, S8, S16, [4, 6], [6], 20, 20),
            (S8, S8, S8, [2, 3, 1], [3, 4], 4, 0), (U8, S8, S8, [3], [2, 2, 3], 20, 20), (S8, S8, S16, [5], [1], 3, -2), (S8, U8, U8, [2, 1, 3, 1], [1, 2, 1, 3], 21, 22),
        })
        {
            Value x = g.Input("a", a, left), y = g.Random.Next(3) == 0 ? g.Codes("k", b, (int)b.Range().Low, (int)b.Range().High, right) : g.Input("b", b, right);
            g.Output(g.Node("add", IntegerOperators.Add, [x, y], [.. Codes(to, g), ("a_zero_point", 7), ("b_zero_point", -9),
                ("a_multiplier", g.Random.Next(1 << (bits - 1), 1 << bits)), ("b_multiplier", -g.Random.Next(1 << bits)), ("shift", shift)]));
        }
        Value same = g.Input("same", S8, 9);
        g.Output(g.Node("twice", IntegerOperators.Add, [same, same], [.. Codes(S8, g), ("a_multiplier", 5), ("b_multiplier", 6), ("shift", 3)]));
    }

    static void Mul(TestGraph g)
    {
        foreach ((ElementType a, ElementType b, ElementType to, long[] left, long[] right, int shift) in new (ElementType, ElementType, ElementType, long[], long[], int)[]
        {
            (U8, U8, U8, [1, 3, 4, 5], [1, 3, 4, 5], 37), (S8, S8, S8, [2, 3, 4, 5], [2, 3, 1, 1], 38), (S16, S16, S16, [2, 6], [2, 6], 45), (U8, S16, S8, [4, 1], [6], 46),
        })
        {
            g.Output(g.Node("mul", IntegerOperators.Mul, [g.Input("a", a, left), g.Input("b", b, right)], [.. Codes(to, g), ("a_zero_point", 7), ("b_zero_point", 90),
                ("multiplier", g.Random.Next(1 << 30, int.MaxValue)), ("shift", shift)]));
        }
    }

    static void Tables(TestGraph g)
    {
        foreach ((ElementType from, ElementType to) in new[] { (U8, U8), (S8, S8), (U8, S16), (S8, U8) })
        {
            g.Output(g.Node("lookup", IntegerOperators.Lookup, [g.Input("x", from, 300), g.Codes("t", to, (int)to.Range().Low, (int)to.Range().High, 256)]));
        }
        foreach ((ElementType to, int segments, int guard) in new[] { (S16, 9, 8), (S8, 4, 16), (U8, 1, 3), (S16, 16, 0) })
        {
            int bound = 1 << (guard + to.BitWidth() - 1);
            g.Output(g.Node("curve", IntegerOperators.Interpolate, [g.Input("x", S16, 2, 500), g.Codes("t", S32, -bound, bound, (1 << segments) + 1)],
                [.. Codes(to, g), ("segment_bits", segments), ("guard_bits", guard)]));
        }
    }

    static void Sums(TestGraph g)
    {
        foreach ((long[] axes, long keep, long[] shape) in new (long[], long, long[])[]
        {
            ([2, 3], 1, [3, 1, 1]), ([-1], 0, [1]), ([1], 0, [4, 5]), ([0, 2], 1, [5]), ([0, 1, 2, 3], 1, [1]), ([1, 3], 0, [2, 4]), ([0], 0, [3, 1, 1]),
        })
        {
            ElementType type = g.Random.Next(2) == 0 ? S8 : U8;
            Value sum = g.Node("sum", IntegerOperators.Sum, [g.Input("x", type, 2, 3, 4, 5)], ("axes", axes), ("keepdims", keep), ("x_zero_point", 33));
            g.Output(g.Requantize(sum, S8, 0.1, shape));
        }
        g.Output(g.Node("plain", IntegerOperators.Sum, [g.Input("x", S16, 3, 4)], ("axes", new long[] { 1 })));
    }

    static void Pools(TestGraph g)
    {
        foreach ((ElementType type, long[] x, long[] kernel, long[] strides, long[] pads, long ceil) in new (ElementType, long[], long[], long[], long[], long)[]
        {
            (U8, [1, 3, 6, 7], [2, 2], [2, 2], [0, 0, 0, 0], 0), (S8, [2, 2, 7, 7], [3, 3], [2, 2], [1, 1, 1, 1], 1), (S8, [1, 2, 9], [4], [3], [1, 2], 0),
            (U8, [1, 2, 4, 4, 4], [2, 2, 2], [2, 1, 2], [0, 0, 0, 0, 0, 0], 0),
        })
        {
            (string, AttributeValue)[] window = [("kernel_shape", kernel), ("strides", strides), ("pads", pads), ("ceil_mode", ceil)];
            g.Output(g.Node("max", PoolingOperators.MaxPool, [g.Input("x", type, x)], window));
            Value sum = g.Node("sum", IntegerOperators.SumPool, [g.Input("x", type, x)], [.. window, ("x_zero_point", 21)]);
            long[] positions = [.. sum.TensorType!.Shape!.Skip(2).Select(d => d.Size!.Value)];
            g.Output(g.Requantize(sum, type, 0.2, g.Random.Next(2) == 0 ? [1] : positions));
        }
        g.Output(g.Node("dilated", PoolingOperators.MaxPool, [g.Input("x", S8, 1, 1, 7, 7)], ("kernel_shape", new long[] { 2, 2 }), ("dilations", new long[] { 3, 2 })));
    }

    static void Order(TestGraph g)
    {
        Value x = g.Input("x", S8, 2, 3, 4), y = g.Input("y", S8, 3, 1), z = g.Input("z", S8, 1);
        g.Output(g.Node("max", ElementwiseOperators.Max, [x, y, z]));
        g.Output(g.Node("min", ElementwiseOperators.Min, [z, x]));
        g.Output(g.Node("copy", ElementwiseOperators.Min, [x]));
        g.Output(g.Node("rows", ReductionOperators.ReduceMax, [x, g.Shape(-1)], ("keepdims", 0)));
        g.Output(g.Node("outer", ReductionOperators.ReduceMax, [g.Input("u", U8, 2, 3, 4), g.Shape(0, 2)]));
        g.Output(g.Node("all", ReductionOperators.ReduceMax, [g.Input("s", S16, 2, 3)], ("keepdims", 0)));
        Value narrow = g.Input("narrow", U8, 7);
        g.Output(g.Node("wide", ElementwiseOperators.Cast, [narrow], ("to", (long)S32)));
        g.Output(g.Node("index", ElementwiseOperators.Cast, [g.Input("long", S64, 5)], ("to", (long)S32)));
        Value numbers = g.Constant("numbers", Tensor.Of([0L, -1, 127, 128, -129, 255, 256, 32768, -32769, 65536, int.MaxValue, 1L << 31, -(1L << 31) - 1, 1L << 32, long.MaxValue, long.MinValue], 16));
        foreach (ElementType type in new[] { S8, U8, S16, U16, S32, Bool })
        {
            Value wrapped = g.Output(g.Node("wrapped", ElementwiseOperators.Cast, [numbers], ("to", (long)type)));
            foreach (ElementType to in new[] { S8, U8, S16, S32, Bool })
            {
                g.Output(g.Node("again", ElementwiseOperators.Cast, [wrapped], ("to", (long)to)));
            }
        }
        g.Output(g.Node("first", ReductionOperators.ArgMax, [x], ("axis", 1)));
        g.Output(g.Node("last", ReductionOperators.ArgMax, [g.Input("few", U8, 2, 9)], ("axis", -1), ("keepdims", 0), ("select_last_index", 1)));
    }

    static void Views(TestGraph g)
    {
        Value x = Copied(g, g.Input("x", S8, 2, 3, 4));
        Value flat = g.Node("flat", DataMovementOperators.Reshape, [x, g.Shape(6, 4)]);
        Value cut = g.Node("cut", DataMovementOperators.Slice, [flat, g.Shape(2), g.Shape(5), g.Shape(0)]);
        Value[] parts = g.Nodes(["first", "second"], DataMovementOperators.Split, [cut, g.Shape(1, 2)], ("axis", 0));
        Value wide = g.Node("wide", DataMovementOperators.Unsqueeze, [parts[1], g.Shape(0)]);
        Value narrow = g.Node("narrow", DataMovementOperators.Squeeze, [wide, g.Shape(0)]);
        Value same = g.Node("same", DataMovementOperators.Identity, [narrow]);
        g.Output(g.Node("add", IntegerOperators.Add, [same, parts[0]], [.. Codes(S8, g), ("a_multiplier", 3), ("b_multiplier", 5), ("shift", 3)]));
        g.Output(g.Node("returned", DataMovementOperators.Flatten, [x]));
        g.Output(g.Node("again", DataMovementOperators.Flatten, [x], ("axis", 2)));
        g.Output(parts[1]);
        g.Output(g.Node("input", DataMovementOperators.Reshape, [g.Input("direct", S16, 2, 2), g.Shape(4)]));
        g.Output(g.Node("constant", DataMovementOperators.Reshape, [g.Codes("k", S16, -9, 9, 2, 2), g.Shape(4)]));
    }

    static void Movement(TestGraph g)
    {
        foreach (ElementType type in new[] { S8, S16 })
        {
            g.Output(g.Node("t", DataMovementOperators.Transpose, [g.Input("x", type, 2, 3, 4, 5)], ("perm", new long[] { 0, 2, 3, 1 })));
            g.Output(g.Node("t", DataMovementOperators.Transpose, [g.Input("x", type, 2, 3, 4)]));
            g.Output(g.Node("t", DataMovementOperators.Transpose, [g.Input("x", type, 2, 1, 4)], ("perm", new long[] { 1, 0, 2 })));
            g.Output(g.Node("e", DataMovementOperators.Expand, [g.Input("x", type, 3, 1), g.Shape(2, 3, 4)]));
            g.Output(g.Node("e", DataMovementOperators.Tile, [g.Input("x", type, 2, 3), g.Shape(2, 3)]));
            g.Output(g.Node("p", DataMovementOperators.Pad, [g.Input("x", type, 2, 3, 4), g.Shape(0, 1, 2, 1, 0, 1), g.Codes("v", type, 5, 5, 1)]));
            g.Output(g.Node("p", DataMovementOperators.Pad, [g.Input("x", type, 3, 4), g.Shape(-1, 2, 1, -1)]));
            g.Output(g.Node("d", DataMovementOperators.DepthToSpace, [g.Input("x", type, 2, 8, 3, 2)], ("blocksize", 2)));
            g.Output(g.Node("d", DataMovementOperators.DepthToSpace, [g.Input("x", type, 1, 8, 3, 2)], ("blocksize", 2), ("mode", "CRD")));
            g.Output(g.Node("s", DataMovementOperators.SpaceToDepth, [g.Input("x", type, 2, 3, 4, 6)], ("blocksize", 2)));
            g.Output(g.Node("r", DataMovementOperators.Resize, [g.Input("x", type, 1, 2, 3, 4), null, null, g.Shape(1, 2, 6, 7)],
                ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor")));
            g.Output(g.Node("r", DataMovementOperators.Resize, [g.Input("x", type, 1, 2, 3, 4), null, null, g.Shape(1, 2, 5, 4)]));
        }
    }

    static void Slices(TestGraph g)
    {
        Value x = g.Input("x", S8, 4, 6, 5);
        g.Output(g.Node("mid", DataMovementOperators.Slice, [x, g.Shape(1, 1), g.Shape(5, 4), g.Shape(1, 2)]));
        g.Output(g.Node("back", DataMovementOperators.Slice, [x, g.Shape(-1, 5), g.Shape(-100, 0), g.Shape(2, 1), g.Shape(-2, -1)]));
        g.Output(g.Node("step", DataMovementOperators.Slice, [x, g.Shape(0), g.Shape(4), g.Shape(0), g.Shape(3)]));
        foreach (Value part in g.Nodes(["p", "q", "r"], DataMovementOperators.Split, [x, g.Shape(1, 2, 3)], ("axis", 1)))
        {
            g.Output(part);
        }
        g.Output(g.Node("reverse", DataMovementOperators.Slice, [g.Input("row", U8, 1, 7), g.Shape(6), g.Shape(-100), g.Shape(1), g.Shape(-1)]));
    }

    static void Gather(TestGraph g)
    {
        Value table = g.Codes("table", S8, -127, 127, 5, 4);
        g.Output(g.Node("embedding", DataMovementOperators.Gather, [table, g.Input("ids", S64, 2, 3)]));
        g.Output(g.Node("columns", DataMovementOperators.Gather, [g.Input("x", S16, 3, 4, 2), g.Input("places", S32, 2)], ("axis", 1)));
        g.Output(g.Node("fixed", DataMovementOperators.Gather, [g.Input("y", S8, 3, 4, 2), g.Constant("i", Tensor.Of([3L, -1, 0], 3))], ("axis", 1)));
        g.Output(g.Node("scalar", DataMovementOperators.Gather, [g.Input("z", S8, 3, 4), g.Constant("k", Tensor.Of([2L]))], ("axis", 1)));
        g.Output(g.Node("both", DataMovementOperators.Gather, [table, g.Constant("j", Tensor.Of([1L, 1, 4, 0], 2, 2))]));
    }

    static void Concat(TestGraph g)
    {
        Value a = Copied(g, g.Input("a", S8, 1, 2, 3)), b = Copied(g, g.Input("b", S8, 1, 4, 3)), c = g.Input("c", S8, 1, 1, 3);
        Value joined = g.Node("joined", DataMovementOperators.Concat, [a, b, c, a, g.Codes("k", S8, -9, 9, 1, 1, 3)], ("axis", 1));
        Value dense = Copied(g, joined);
        g.Output(g.Node("dense", DataMovementOperators.Concat, [Copied(g, dense), dense], ("axis", 1)));
        g.Output(g.Node("inner", DataMovementOperators.Concat, [g.Input("d", S16, 2, 3), Copied(g, g.Input("e", S16, 2, 2), S16)], ("axis", -1)));
        g.Output(g.Node("again", DataMovementOperators.Concat, [a, b], ("axis", 1)));
    }

    /// <summary>Chains whose results may lie over their inputs, and some that may not.</summary>
    static void InPlace(TestGraph g)
    {
        Value x = Copied(g, g.Input("x", S16, 4, 6), S16), y = Copied(g, x, S16);
        Value narrow = g.Requantize(y, S8, 0.004, [6]);
        Value sum = g.Node("sum", IntegerOperators.Add, [narrow, Copied(g, narrow)], [.. Codes(S8, g), ("a_multiplier", 3), ("b_multiplier", 5), ("shift", 3)]);
        Value widened = Copied(g, sum, S16), kept = Copied(g, sum);
        g.Output(g.Node("product", IntegerOperators.Mul, [widened, kept], [.. Codes(S16, g), ("multiplier", 1 << 30), ("shift", 36)]));
        g.Output(g.Node("max", ElementwiseOperators.Max, [kept, Copied(g, kept), Copied(g, kept)]));
        Value halves = Copied(g, g.Input("h", S8, 4, 3)), first = g.Node("f", DataMovementOperators.Slice, [halves, g.Shape(0), g.Shape(3), g.Shape(0)]);
        Value second = g.Node("s", DataMovementOperators.Slice, [halves, g.Shape(1), g.Shape(4), g.Shape(0)]);
        Value shifted = g.Node("shifted", IntegerOperators.Add, [first, second], [.. Codes(S8, g), ("a_multiplier", 3), ("b_multiplier", 5), ("shift", 3)]);
        g.Output(Copied(g, shifted));
    }

    /// <summary>Outputs that are inputs, constants, each other, or read by layers.</summary>
    static void Outputs(TestGraph g)
    {
        Value x = g.Input("x", S8, 3, 2), y = g.Output(Copied(g, x));
        g.Output(Copied(g, y));
        g.Output(y);
        g.Output(x);
        g.Output(g.Codes("k", S8, -9, 9, 3));
        g.Output(g.Node("view", DataMovementOperators.Reshape, [y, g.Shape(6)]));
        g.Output(g.Node("row", DataMovementOperators.Slice, [y, g.Shape(1), g.Shape(2), g.Shape(0)]));
    }

    static void Softmax(TestGraph g)
    {
        foreach ((ElementType from, ElementType to, float scale, ExponentialForm form) in new (ElementType, ElementType, float, ExponentialForm)[]
        {
            (U8, U8, 0.05f, ExponentialForm.Table), (S8, S8, 0.3f, ExponentialForm.Table), (S16, S16, 0.0004f, ExponentialForm.TwoTables), (S16, U8, 0.0002f, ExponentialForm.Degree3),
            (S8, S16, 0.1f, ExponentialForm.Degree5), (S32, U8, 0.7f, ExponentialForm.Degree2), (S8, U8, 0.125f, ExponentialForm.Shift), (S16, S8, 0.001f, ExponentialForm.Shift),
            (S8, U16, 7f, ExponentialForm.Table), (S16, U8, 2f, ExponentialForm.Shift),
        })
        {
            IntegerSoftmax softmax = IntegerSoftmax.Create(QuantParams.PerTensor(from, scale, 0), form, to);
            (IReadOnlyList<Tensor> tables, (string, AttributeValue)[] attributes) = NonlinearSemantics.ConstantsOf(softmax, to);
            foreach (long[] sizes in new long[][] { [2, 3, 40], [5, 1] })
            {
                g.Output(g.Node("softmax", IntegerOperators.Softmax, [g.Input("x", from, sizes), .. tables.Select(t => g.Constant("t", t))], attributes));
            }
        }
    }

    static void ResizeLinear(TestGraph g)
    {
        foreach ((ElementType type, int height, int width, int rows, int columns) in new[] { (U8, 3, 4, 6, 8), (S8, 5, 5, 3, 7), (S16, 1, 6, 4, 1), (S8, 2, 2, 2, 9) })
        {
            (Tensor, Tensor) Axis(int from, int to) => LinearResizeSemantics.ConstantsOf(LinearResizeAxis.Create(from,
                [.. Enumerable.Range(0, to).Select(i => (i + 0.5) * from / to - 0.5)]));
            ((Tensor down, Tensor downWeights), (Tensor right, Tensor rightWeights)) = (Axis(height, rows), Axis(width, columns));
            g.Output(g.Node("resize", IntegerOperators.ResizeLinear, [g.Input("x", type, 2, 2, height, width), g.Constant("rows", down), g.Constant("w", downWeights),
                g.Constant("columns", right), g.Constant("w", rightWeights)]));
        }
    }

    static void Normalizations(TestGraph g)
    {
        foreach ((ElementType from, ElementType to, int n, float scale, double epsilon) in new (ElementType, ElementType, int, float, double)[]
        {
            (S8, S8, 24, 0.05f, 1e-5), (U8, S16, 7, 3f, 1e-12), (S16, S8, 64, 0.0005f, 1e-5), (S16, S16, 2000, 1f, 1e-5), (S8, U8, 1, 0.1f, 1e-3), (S8, S8, 16, 1e-6f, 1.0), (U8, U8, 3000, 0.01f, 0),
        })
        {
            (QuantParams input, QuantParams output) = (QuantParams.PerTensor(from, scale, 9), QuantParams.PerTensor(to, to == S16 ? 0.0002f : 0.03f, 12));
            float[] Numbers(double spread) => [.. Enumerable.Range(0, n).Select(_ => (float)((g.Random.NextDouble() - 0.4) * spread))];
            float[] gamma = Numbers(2);
            var layer = IntegerLayerNorm.Create(input, gamma, Numbers(3), epsilon, output);
            var rms = IntegerRmsNorm.Create(input, gamma, epsilon, output);
            Value Gains(NormAffine affine) => g.Constant("gains", Tensor.Of(S32, affine.Gains.ToArray(), n));
            Value Offsets(NormAffine affine) => g.Constant("offsets", Tensor.Of(affine.Offsets.ToArray(), n));
            g.Output(g.Node("layer", IntegerOperators.LayerNormalization, [g.Input("x", from, 3, n), Gains(layer.Affine), Offsets(layer.Affine)],
                NonlinearSemantics.AttributesOf(layer.Epsilon, layer.GuardBits, layer.Affine, layer.Codes, to)));
            g.Output(g.Node("rms", IntegerOperators.RmsNormalization, [g.Input("x", from, 2, 2, n), Gains(rms.Affine)],
                [.. NonlinearSemantics.AttributesOf(rms.Epsilon, rms.GuardBits, rms.Affine, rms.Codes, to), ("x_zero_point", 9)]));
        }
    }

    /// <summary>A layer that gives codes of the same sizes.</summary>
    public static Value Copied(TestGraph g, Value x, ElementType to = S8) => g.Requantize(x, to, x.TensorType!.Element.BitWidth() == to.BitWidth() ? 0.9 : to == S16 ? 200 : 0.004, [1]);

    static (string, AttributeValue)[] Codes(ElementType to, TestGraph g)
    {
        (long low, long high) = to.Range();
        return [("to", (long)to), ("zero_point", low + g.Random.Next((int)(high - low))), ("low", low + g.Random.Next(9)), ("high", high - g.Random.Next(9))];
    }
}
