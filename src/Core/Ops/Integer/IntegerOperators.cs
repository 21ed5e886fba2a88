using Qcc.Core.Ir;
using static Qcc.Core.Ops.AttributeKind;

namespace Qcc.Core.Ops.Integer;

/// <summary>The dialect of integer graphs, domain qcc (docs/integer-graph.md). Scales are gone: multipliers, shifts and tables hold them.</summary>
public static class IntegerOperators
{
    /// <summary>The domain of the dialect.</summary>
    public const string Domain = "qcc";

    /// <summary>Attributes of a result that is requantized: its type, zero point, least and greatest code.</summary>
    static readonly AttributeSpec[] Codes = [new("to", Int, Required: true), new("zero_point", Int), new("low", Int, Required: true), new("high", Int, Required: true)];

    static readonly AttributeSpec[] Windows =
    [
        new("x_zero_point", Int), new("strides", Ints), new("pads", Ints), new("dilations", Ints), new("group", Int),
    ];

    public static readonly Operator Conv = new("Conv", Domain)
    {
        Summary = "B[m] + Σ W·(X - z), 32 bits; padding adds nothing.",
        Inputs = [new("X"), new("W"), new("B", Optional: true)],
        Attributes = Windows,
        Shapes = Accumulators(ConvolutionShapes.Conv),
        Semantics = ConvolutionSemantics.Conv,
    };

    public static readonly Operator ConvTranspose = new("ConvTranspose", Domain)
    {
        Summary = "The transposed sums: every X - z is spread over the window that it reaches, 32 bits.",
        Inputs = [new("X"), new("W"), new("B", Optional: true)],
        Attributes = [.. Windows, new("output_padding", Ints)],
        Shapes = Accumulators(ConvolutionShapes.ConvTranspose),
        Semantics = ConvolutionSemantics.ConvTranspose,
    };

    public static readonly Operator MatMul = new("MatMul", Domain)
    {
        Summary = "C[n] + Σ (A - a)·(B - b) over the inner dimension, 32 bits.",
        Inputs = [new("A"), new("B"), new("C", Optional: true)],
        Attributes = [new("a_zero_point", Int), new("b_zero_point", Int)],
        Shapes = Accumulators(MatrixShapes.MatMul),
        Semantics = MatrixSemantics.MatMul,
    };

    public static readonly Operator Requantize = new("Requantize", Domain)
    {
        Summary = "From accumulators or codes to codes of another scale, by F32, R31 or Pot.",
        Inputs = [new("X"), new("M", Optional: true), new("S", Optional: true), new("L", Optional: true)],
        Attributes = [new("x_zero_point", Int), new("arithmetic", Utf8, Required: true), new("equals_f32", Int), .. Codes],
        Shapes = Shape.Cast,
        Semantics = RequantizeSemantics.Requantize,
    };

    public static readonly Operator Add = new("Add", Domain)
    {
        Summary = "clamp(z + RS((A - a)·m_a + (B - b)·m_b, c)): one rounding.",
        Inputs = [new("A"), new("B")],
        Attributes =
        [
            new("a_zero_point", Int), new("b_zero_point", Int), new("a_multiplier", Int, Required: true), new("b_multiplier", Int, Required: true),
            new("shift", Int, Required: true), new("equals_f32", Int), .. Codes,
        ],
        Shapes = Converted(Shape.Broadcast),
        Semantics = RequantizeSemantics.Add,
    };

    public static readonly Operator Mul = new("Mul", Domain)
    {
        Summary = "clamp(z + RS((A - a)·(B - b)·m, c)).",
        Inputs = [new("A"), new("B")],
        Attributes = [new("a_zero_point", Int), new("b_zero_point", Int), new("multiplier", Int, Required: true), new("shift", Int, Required: true), new("equals_f32", Int), .. Codes],
        Shapes = Converted(Shape.Broadcast),
        Semantics = RequantizeSemantics.Mul,
    };

    public static readonly Operator Lookup = new("Lookup", Domain)
    {
        Summary = "T[X - least code]: any function of 8 bits.",
        Inputs = [new("X"), new("T")],
        Shapes = node => node.Input(0)?.TensorType is { } x && node.Input(1)?.TensorType is { } table ? [x with { Element = table.Element }] : null,
        Semantics = TableSemantics.Lookup,
    };

    public static readonly Operator Interpolate = new("Interpolate", Domain)
    {
        Summary = "A function of 16 bits, linear between the entries of a table.",
        Inputs = [new("X"), new("T")],
        Attributes = [new("segment_bits", Int, Required: true), new("guard_bits", Int, Required: true), .. Codes],
        Shapes = Shape.Cast,
        Semantics = TableSemantics.Interpolate,
    };

    public static readonly Operator Sum = new("Sum", Domain)
    {
        Summary = "Σ (X - z) over axes, 32 bits.",
        Inputs = [new("X")],
        Attributes = [new("x_zero_point", Int), new("axes", Ints, Required: true), new("keepdims", Int)],
        Shapes = SumSemantics.Shapes,
        Semantics = SumSemantics.Sum,
    };

    public static readonly Operator SumPool = new("SumPool", Domain)
    {
        Summary = "Σ (X - z) over the taps of a window that lie inside, 32 bits.",
        Inputs = [new("X")],
        Attributes =
        [
            new("x_zero_point", Int), new("kernel_shape", Ints, Required: true), new("strides", Ints), new("pads", Ints), new("dilations", Ints), new("ceil_mode", Int),
        ],
        Shapes = Accumulators(ConvolutionShapes.Pool),
        Semantics = SumSemantics.SumPool,
    };

    public static readonly Operator Softmax = new("Softmax", Domain)
    {
        Summary = "Probabilities of rows along the last axis, scale 2^-output_bits.",
        Inputs = [new("X"), new("T", Optional: true), new("U", Optional: true)],
        Attributes =
        [
            new("exponential", Utf8, Required: true), new("degree", Int), new("multiplier", Int), new("shift", Int), new("fraction", Int),
            new("output_bits", Int, Required: true), .. Codes,
        ],
        Shapes = Shape.Cast,
        Semantics = NonlinearSemantics.Softmax,
    };

    public static readonly Operator LayerNormalization = new("LayerNormalization", Domain)
    {
        Summary = "Rows along the last axis to mean 0 and variance 1, then gains and offsets.",
        Inputs = [new("X"), new("G"), new("H")],
        Attributes = [new("epsilon", Int, Required: true), new("guard_bits", Int), new("shift", Int, Required: true), .. Codes],
        Shapes = Shape.Cast,
        Semantics = NonlinearSemantics.Normalize,
    };

    public static readonly Operator RmsNormalization = new("RmsNormalization", Domain)
    {
        Summary = "Rows along the last axis to mean square 1, then gains.",
        Inputs = [new("X"), new("G"), new("H", Optional: true)],
        Attributes = [new("x_zero_point", Int), new("epsilon", Int, Required: true), new("guard_bits", Int), new("shift", Int, Required: true), .. Codes],
        Shapes = Shape.Cast,
        Semantics = NonlinearSemantics.Normalize,
    };

    public static readonly Operator ResizeLinear = new("ResizeLinear", Domain)
    {
        Summary = "Linear interpolation between rows and columns; places and weights in Q11 of each axis.",
        Inputs = [new("X"), new("rows"), new("row_weights"), new("columns"), new("column_weights")],
        Shapes = LinearResizeSemantics.Shapes,
        Semantics = LinearResizeSemantics.Resize,
    };

    /// <summary>The entries of this file.</summary>
    public static IReadOnlyList<Operator> All { get; } = [Conv, ConvTranspose, MatMul, Requantize, Add, Mul, Lookup, Interpolate, Sum, SumPool, Softmax, LayerNormalization, RmsNormalization, ResizeLinear];

    static ShapeRule Accumulators(ShapeRule rule) => node => rule(node) is { } types ? [types[0] with { Element = ElementType.S32 }] : null;

    static ShapeRule Converted(ShapeRule rule) => node => rule(node) is { } types ? [types[0] with { Element = (ElementType)node.Int("to", 0) }] : null;
}
