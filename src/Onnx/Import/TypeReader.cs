using System.Globalization;
using global::Onnx;
using Qcc.Core.Ir;
using ValueType = Qcc.Core.Ir.ValueType;

namespace Qcc.Onnx.Import;

/// <summary>Types from their messages.</summary>
static class TypeReader
{
    /// <summary>The type, or null where the message says nothing.</summary>
    public static ValueType? Read(TypeProto? type) => type switch
    {
        null => null,
        { TensorType: { } tensor } when tensor.ElemType == 0 || ElementTypes.IsKnown(tensor.ElemType) =>
            new TensorType((ElementType)tensor.ElemType, tensor.Shape?.Dim.Select(Read).ToArray()),
        { ValueCase: TypeProto.ValueOneofCase.None } => null,
        _ => new CarriedType(Text(type)),
    };

    // Some exporters write -1 or an empty symbol for a size they do not know.
    static Dim Read(TensorShapeProto.Types.Dimension dim) => dim switch
    {
        { HasDimValue: true, DimValue: >= 0 } => Dim.Of(dim.DimValue),
        { HasDimParam: true, DimParam.Length: > 0 } => Dim.Of(dim.DimParam),
        _ => Dim.Unknown,
    };

    static string Text(TypeProto? type) => type switch
    {
        null => "?",
        { TensorType: { } tensor } => $"tensor({Element(tensor.ElemType)})",
        { SparseTensorType: { } sparse } => $"sparse_tensor({Element(sparse.ElemType)})",
        { SequenceType: { } sequence } => $"sequence({Text(sequence.ElemType)})",
        { OptionalType: { } optional } => $"optional({Text(optional.ElemType)})",
        { MapType: { } map } => $"map({Element(map.KeyType)},{Text(map.ValueType)})",
        { OpaqueType: { } opaque } => $"opaque({opaque.Domain},{opaque.Name})",
        _ => "?",
    };

    static string Element(int number) => ElementTypes.IsKnown(number)
        ? ((ElementType)number).Name()
        : number.ToString(CultureInfo.InvariantCulture);
}
