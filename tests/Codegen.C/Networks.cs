using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Core.Ops.Integer;
using Qcc.Core.Ops.Integer.Nonlinear;
using Qcc.Core.Quantization;
using static Qcc.Core.Ir.ElementType;

namespace Qcc.Codegen.C.Tests;

/// <summary>Small whole networks as integer graphs.</summary>
static class Networks
{
    public static readonly IReadOnlyDictionary<string, Action<TestGraph>> All = new Dictionary<string, Action<TestGraph>>
    {
        ["Residual"] = Residual,
        ["Separable"] = Separable,
        ["Perceptron"] = Perceptron,
        ["Dense"] = Dense,
        ["Recognizer"] = Recognizer,
    };

    /// <summary>Two residual blocks, a mean and a classifier.</summary>
    static void Residual(TestGraph g)
    {
        Value x = Conv(g, g.Input("image", U8, 1, 3, 16, 16), 8, 3, 1, 1, 1);
        for (int block = 0; block < 2; block++)
        {
            Value inner = Conv(g, Conv(g, x, 8, 3, 1, 1, 1), 8, 3, 1, 1, 1);
            x = g.Node("add", IntegerOperators.Add, [inner, x], ("a_zero_point", 100), ("b_zero_point", 90), ("a_multiplier", 1 << 20), ("b_multiplier", 1_400_000), ("shift", 21),
                ("to", (long)U8), ("zero_point", 110), ("low", 110), ("high", 255));
        }
        Value pooled = g.Requantize(g.Node("mean", IntegerOperators.Sum, [x], ("x_zero_point", 110), ("axes", new long[] { 2, 3 }), ("keepdims", 0)), S8, 1.0 / 256, [1]);
        g.Output(Linear(g, pooled, 10));
    }

    /// <summary>Depthwise and pointwise convolutions with strides, a Lookup, a pool.</summary>
    static void Separable(TestGraph g)
    {
        Value x = Conv(g, g.Input("image", S8, 1, 1, 24, 24), 8, 3, 2, 1, 1);
        foreach ((long filters, long stride) in new[] { (16L, 1L), (16L, 2L), (32L, 1L) })
        {
            x = Conv(g, x, x.TensorType!.Shape![1].Size!.Value, 3, stride, 1, x.TensorType!.Shape![1].Size!.Value);
            x = Conv(g, x, filters, 1, 1, 0, 1);
        }
        x = g.Node("swish", IntegerOperators.Lookup, [x, g.Codes("table", U8, 0, 255, 256)]);
        x = g.Requantize(g.Node("pool", IntegerOperators.SumPool, [x], ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }), ("x_zero_point", 100)), S8, 0.1, [1]);
        g.Output(Linear(g, g.Node("flat", DataMovementOperators.Flatten, [x]), 5));
    }

    static void Perceptron(TestGraph g)
    {
        Value x = g.Input("features", S8, 4, 20);
        foreach (long width in new long[] { 32, 16, 8 })
        {
            x = Linear(g, x, width);
        }
        g.Output(x);
        g.Output(g.Node("class", ReductionOperators.ArgMax, [x], ("axis", 1), ("keepdims", 0)));
    }

    /// <summary>Densely connected: every Concat holds the one before.</summary>
    static void Dense(TestGraph g)
    {
        Value x = Conv(g, g.Input("image", U8, 1, 3, 10, 10), 4, 3, 1, 1, 1);
        for (int i = 0; i < 4; i++)
        {
            x = g.Node("concat", DataMovementOperators.Concat, [x, Conv(g, x, 4, 3, 1, 1, 1)], ("axis", 1));
        }
        x = g.Node("pool", PoolingOperators.MaxPool, [x], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }));
        g.Output(x);
    }

    /// <summary>Embedding, attention of two heads, a residual of 16 bits, a normalization, a curve and a projection, over a sequence.</summary>
    static void Recognizer(TestGraph g)
    {
        Value x = g.Node("embedding", DataMovementOperators.Gather, [g.Codes("table", S8, -127, 127, 4, 16), g.Input("ids", S64, 1, 6)]);
        Value Heads(Value v, long[] order) => g.Node("heads", DataMovementOperators.Transpose,
            [g.Node("split", DataMovementOperators.Reshape, [v, g.Shape(1, 6, 2, 8)])], ("perm", order));
        Value q = Heads(Linear(g, x, 16), [0, 2, 1, 3]), k = Heads(Linear(g, x, 16), [0, 2, 3, 1]), values = Heads(Linear(g, x, 16), [0, 2, 1, 3]);
        Value scores = g.Requantize(g.Node("scores", IntegerOperators.MatMul, [q, k]), S8, 0.001, [1]);
        var softmax = IntegerSoftmax.Create(QuantParams.PerTensor(S8, 0.05f, 0), ExponentialForm.Degree3, U8);
        Value weights = g.Node("softmax", IntegerOperators.Softmax, [scores], NonlinearSemantics.ConstantsOf(softmax, U8).Attributes);
        Value mixed = g.Requantize(g.Node("mixed", IntegerOperators.MatMul, [weights, values]), S8, 0.004, [1]);
        Value joined = g.Node("joined", DataMovementOperators.Reshape, [g.Node("back", DataMovementOperators.Transpose, [mixed], ("perm", new long[] { 0, 2, 1, 3 })), g.Shape(1, 6, 16)]);
        Value sum = g.Node("residual", IntegerOperators.Add, [Linear(g, joined, 16), x], ("a_multiplier", 1 << 20), ("b_multiplier", 1 << 19), ("shift", 20),
            ("to", (long)S16), ("low", -32768), ("high", 32767));
        var norm = IntegerLayerNorm.Create(QuantParams.PerTensor(S16, 0.001f, 0), [.. Enumerable.Range(0, 16).Select(i => i / 8f)], new float[16], 1e-5, QuantParams.PerTensor(S16, 0.0002f, 0));
        Value gains = g.Constant("gains", Tensor.Of(S32, norm.Affine.Gains.ToArray(), 16)), offsets = g.Constant("offsets", Tensor.Of(norm.Affine.Offsets.ToArray(), 16));
        sum = g.Node("norm", IntegerOperators.LayerNormalization, [sum, gains, offsets],
            NonlinearSemantics.AttributesOf(norm.Epsilon, norm.GuardBits, norm.Affine, norm.Codes, S16));
        g.Output(Linear(g, g.Node("curve", IntegerOperators.Interpolate, [sum, g.Codes("table", S32, -30000, 30000, 17)], ("segment_bits", 4), ("guard_bits", 8),
            ("to", (long)S8), ("low", -128), ("high", 127)), 4));
    }

    static Value Conv(TestGraph g, Value x, long filters, long kernel, long stride, long pad, long groups)
    {
        long channels = x.TensorType!.Shape![1].Size!.Value;
        Value sums = g.Node("conv", IntegerOperators.Conv, [x, g.Codes("w", S8, -127, 127, filters, channels / groups, kernel, kernel), g.Codes("b", S32, -20000, 20000, filters)],
            ("x_zero_point", 100), ("group", groups), ("strides", new[] { stride, stride }), ("pads", new[] { pad, pad, pad, pad }));
        return g.Requantize(sums, U8, 0.5 / (127 * Math.Sqrt(kernel * kernel * channels / groups)), [filters, 1, 1]);
    }

    static Value Linear(TestGraph g, Value x, long columns)
    {
        long depth = x.TensorType!.Shape![^1].Size!.Value;
        Value sums = g.Node("linear", IntegerOperators.MatMul, [x, g.Codes("w", S8, -127, 127, depth, columns), g.Codes("b", S32, -9000, 9000, columns)], ("a_zero_point", 4));
        return g.Requantize(sums, S8, 0.5 / (127 * Math.Sqrt(depth)), [columns]);
    }
}
