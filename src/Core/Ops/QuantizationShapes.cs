using Qcc.Core.Ir;

namespace Qcc.Core.Ops;

/// <summary>Shape rules of quantization, dequantization and 8-bit products.</summary>
static class QuantizationShapes
{
    /// <summary>The shape of x in the type of the zero point, of "output_dtype", or u8.</summary>
    public static IReadOnlyList<TensorType>? Quantize(Node node)
    {
        if (node.Input(0)?.TensorType is not { } x || (node.Input(2) is { } zero && zero.TensorType is null))
        {
            return null;
        }
        long chosen = node.Int("output_dtype", 0);
        ElementType element = node.Input(2)?.TensorType?.Element
            ?? (chosen is > 0 and < 1000 && ElementTypes.IsKnown((int)chosen) ? (ElementType)chosen : ElementType.U8);
        return [x with { Element = element }];
    }

    /// <summary>The shape of x in the type of the scale, or of "output_dtype".</summary>
    public static IReadOnlyList<TensorType>? Dequantize(Node node)
    {
        if (node.Input(0)?.TensorType is not { } x || node.Input(1)?.TensorType is not { } scale)
        {
            return null;
        }
        long chosen = node.Int("output_dtype", 0);
        return [x with { Element = chosen is > 0 and < 1000 && ElementTypes.IsKnown((int)chosen) ? (ElementType)chosen : scale.Element }];
    }

    /// <summary>Codes, scale, zero point.</summary>
    public static IReadOnlyList<TensorType>? DynamicQuantize(Node node) => node.Input(0)?.TensorType is { } x
        ? [x with { Element = ElementType.U8 }, TensorType.Of(ElementType.F32), TensorType.Of(ElementType.U8)]
        : null;

    public static IReadOnlyList<TensorType>? MatMulInteger(Node node) => Accumulated(MatrixShapes.MatMul(node));

    public static IReadOnlyList<TensorType>? ConvInteger(Node node) => Accumulated(ConvolutionShapes.Conv(node));

    /// <summary>a and b of QLinearAdd and QLinearMul broadcast.</summary>
    public static IReadOnlyList<TensorType>? QLinearBinary(Node node) =>
        node.Input(0)?.TensorType is { } a
            ? [new(a.Element, a.Shape is { } left && node.Input(3)?.TensorType?.Shape is { } right ? Shape.BroadcastOf(left, right) : null)]
            : null;

    static IReadOnlyList<TensorType>? Accumulated(IReadOnlyList<TensorType>? types) => types is [var y] ? [y with { Element = ElementType.S32 }] : null;
}
