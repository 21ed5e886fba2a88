using global::Onnx;
using Qcc.Core.Ir;
using Qcc.Onnx.Import;
using ValueType = Qcc.Core.Ir.ValueType;

namespace Qcc.Onnx.Export;

/// <summary>Messages that describe values: as they came where the type is the one they gave, else with the new type.</summary>
static class TypeWriter
{
    /// <summary>The description of a value.</summary>
    /// <param name="source">The message that described it in the source, or null for a new description.</param>
    public static ValueInfoProto Write(Value value, ValueInfoProto? source)
    {
        bool sameType = source is not null && (Equals(value.Type, (value.Origin as ValueOrigin)?.Type) || Equals(value.Type, TypeReader.Read(source.Type)));
        if (sameType && source!.Name == value.Name)
        {
            return source;
        }
        ValueInfoProto message = source?.Clone() ?? new ValueInfoProto();
        message.Name = value.Name;
        if (!sameType)
        {
            message.Type = Write(value.Type, source?.Type);
        }
        return message;
    }

    static TypeProto? Write(ValueType? type, TypeProto? source)
    {
        if (type is not TensorType tensor)
        {
            return type is null ? null : source;
        }
        var message = new TypeProto { TensorType = new() { ElemType = (int)tensor.Element } };
        if (source is { HasDenotation: true })
        {
            message.Denotation = source.Denotation;
        }
        if (tensor.Shape is { } shape)
        {
            message.TensorType.Shape = new();
            message.TensorType.Shape.Dim.Add(shape.Select(Write));
        }
        return message;
    }

    static TensorShapeProto.Types.Dimension Write(Dim dim) => dim switch
    {
        { Size: { } size } => new() { DimValue = size },
        { Symbol: { } symbol } => new() { DimParam = symbol },
        _ => new(),
    };
}
