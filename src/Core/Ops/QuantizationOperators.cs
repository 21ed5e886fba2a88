using Qcc.Core.Ops.Integer;
using static Qcc.Core.Ops.AttributeKind;

namespace Qcc.Core.Ops;

/// <summary>Quantization, dequantization and integer arithmetic.</summary>
public static class QuantizationOperators
{
    public static readonly Operator QuantizeLinear = new("QuantizeLinear")
    {
        Versions = [10, 13, 19, 21, 23, 24, 25],
        Summary = "saturate(round(x / scale) + zero point).",
        Quantized = QuantizedForm.Conversion,
        Inputs = [new("x"), new("y_scale"), new("y_zero_point", Optional: true)],
        Outputs = [new("y")],
        Attributes =
        [
            new("axis", Int, Since: 13), new("block_size", Int, Since: 21), new("output_dtype", Int, Since: 21),
            new("precision", Int, Since: 23), new("saturate", Int, Since: 19),
        ],
        Shapes = QuantizationShapes.Quantize,
        Commutes = Commutes.WithTranspose,
        Semantics = EdgeSemantics.Quantize,
    };

    public static readonly Operator DequantizeLinear = new("DequantizeLinear")
    {
        Versions = [10, 13, 19, 21, 23, 24, 25],
        Summary = "(x - zero point) · scale.",
        Quantized = QuantizedForm.Conversion,
        Inputs = [new("x"), new("x_scale"), new("x_zero_point", Optional: true)],
        Outputs = [new("y")],
        Attributes = [new("axis", Int, Since: 13), new("block_size", Int, Since: 21), new("output_dtype", Int, Since: 23)],
        Shapes = QuantizationShapes.Dequantize,
        Commutes = Commutes.WithTranspose,
        Semantics = EdgeSemantics.Dequantize,
    };

    public static readonly Operator DynamicQuantizeLinear = new("DynamicQuantizeLinear")
    {
        Versions = [11],
        Summary = "Quantizes to u8 with the range of the tensor itself.",
        Quantized = QuantizedForm.Conversion,
        Inputs = [new("x")],
        Outputs = [new("y"), new("y_scale"), new("y_zero_point")],
        Shapes = QuantizationShapes.DynamicQuantize,
    };

    public static readonly Operator QLinearConv = new("QLinearConv")
    {
        Versions = [10],
        Summary = "Convolution of quantized tensors with a quantized result.",
        Quantized = QuantizedForm.Convolution,
        Inputs =
        [
            new("x"), new("x_scale"), new("x_zero_point"), new("w"), new("w_scale"), new("w_zero_point"), new("y_scale"),
            new("y_zero_point"), new("B", Optional: true),
        ],
        Outputs = [new("y")],
        Attributes =
        [
            new("auto_pad", Utf8), new("dilations", Ints), new("group", Int), new("kernel_shape", Ints), new("pads", Ints),
            new("strides", Ints),
        ],
    };

    public static readonly Operator QLinearMatMul = new("QLinearMatMul")
    {
        Versions = [10, 21],
        Summary = "Matrix product of quantized tensors with a quantized result.",
        Quantized = QuantizedForm.MatrixProduct,
        Inputs = [new("a"), new("a_scale"), new("a_zero_point"), new("b"), new("b_scale"), new("b_zero_point"), new("y_scale"), new("y_zero_point")],
        Outputs = [new("y")],
    };

    public static readonly Operator MatMulInteger = new("MatMulInteger")
    {
        Versions = [10],
        Summary = "Matrix product of 8-bit integers, 32-bit result.",
        Quantized = QuantizedForm.MatrixProduct,
        Inputs = [new("A"), new("B"), new("a_zero_point", Optional: true), new("b_zero_point", Optional: true)],
        Outputs = [new("Y")],
        Shapes = QuantizationShapes.MatMulInteger,
    };

    public static readonly Operator ConvInteger = new("ConvInteger")
    {
        Versions = [10],
        Summary = "Convolution of 8-bit integers, 32-bit result.",
        Quantized = QuantizedForm.Convolution,
        Inputs = [new("x"), new("w"), new("x_zero_point", Optional: true), new("w_zero_point", Optional: true)],
        Outputs = [new("y")],
        Attributes =
        [
            new("auto_pad", Utf8), new("dilations", Ints), new("group", Int), new("kernel_shape", Ints), new("pads", Ints),
            new("strides", Ints),
        ],
        Shapes = QuantizationShapes.ConvInteger,
    };

    /// <summary>The entries of this file.</summary>
    public static IReadOnlyList<Operator> All { get; } =
    [
        QuantizeLinear, DequantizeLinear, DynamicQuantizeLinear, QLinearConv, QLinearMatMul, MatMulInteger, ConvInteger,
    ];
}
