using Google.Protobuf;
using global::Onnx;
using Qcc.Core.Ir;
using Qcc.Core.Ops;
using Qcc.Onnx.Import;

namespace Qcc.Onnx.Export;

/// <summary>Messages of attributes: the source's own where name and value are unchanged.</summary>
static class AttributeWriter
{
    public static AttributeProto Write(string name, AttributeValue value)
    {
        var source = value.Origin as AttributeProto;
        if (value is GraphAttribute or GraphsAttribute)
        {
            return WriteGraphs(source, name, value);
        }
        if (source is not null && source.Name == name && Holds(source, value))
        {
            return source;
        }
        AttributeProto message = source is null ? new() : Emptied(source);
        message.Name = name;
        Fill(message, value);
        return message;
    }

    // The origin of graphs is their attribute without them. Old files leave the type out, and then it stays out.
    static AttributeProto WriteGraphs(AttributeProto? source, string name, AttributeValue value)
    {
        AttributeProto message = source?.Clone() ?? new AttributeProto();
        message.Name = name;
        if (source is not { Type: 0 })
        {
            message.Type = (int)(value is GraphAttribute ? AttributeType.Graph : AttributeType.Graphs);
        }
        if (value is GraphAttribute one)
        {
            message.G = GraphWriter.Write(one.Value);
        }
        else if (value is GraphsAttribute many)
        {
            message.Graphs.Add(many.Values.Select(GraphWriter.Write));
        }
        return message;
    }

    /// <summary>Whether the message still says what the value is; records copied with another value keep their origin.</summary>
    static bool Holds(AttributeProto source, AttributeValue value) => value switch
    {
        IntAttribute a => source.HasI && source.I == a.Value,
        FloatAttribute a => source.HasF && BitConverter.SingleToUInt32Bits(source.F) == BitConverter.SingleToUInt32Bits(a.Value),
        StringAttribute a => source.HasS && source.S.Span.SequenceEqual(a.Utf8.Span),
        IntsAttribute a => source.Ints.SequenceEqual(a.Values),
        FloatsAttribute a => source.Floats.Select(BitConverter.SingleToUInt32Bits).SequenceEqual(a.Values.Select(BitConverter.SingleToUInt32Bits)),
        StringsAttribute a => source.Strings.Count == a.Values.Count && source.Strings.Zip(a.Values).All(p => p.First.Span.SequenceEqual(p.Second.Span)),
        TensorAttribute a => ReferenceEquals(source.T, a.Value.Origin),
        ReferenceAttribute a => source.RefAttrName == a.Name,
        _ => true,
    };

    // Documentation and unknown fields survive a change of the value.
    static AttributeProto Emptied(AttributeProto source)
    {
        AttributeProto message = source.Clone();
        message.ClearF();
        message.ClearI();
        message.ClearS();
        message.ClearRefAttrName();
        message.T = null;
        message.Floats.Clear();
        message.Ints.Clear();
        message.Strings.Clear();
        return message;
    }

    static void Fill(AttributeProto message, AttributeValue value)
    {
        switch (value)
        {
            case IntAttribute a: message.I = a.Value; message.Type = (int)AttributeType.Int; break;
            case FloatAttribute a: message.F = a.Value; message.Type = (int)AttributeType.Float; break;
            case StringAttribute a: message.S = UnsafeByteOperations.UnsafeWrap(a.Utf8); message.Type = (int)AttributeType.String; break;
            case IntsAttribute a: message.Ints.Add(a.Values); message.Type = (int)AttributeType.Ints; break;
            case FloatsAttribute a: message.Floats.Add(a.Values); message.Type = (int)AttributeType.Floats; break;
            case StringsAttribute a: message.Strings.Add(a.Values.Select(UnsafeByteOperations.UnsafeWrap)); message.Type = (int)AttributeType.Strings; break;
            case TensorAttribute a: message.T = TensorWriter.Write(a.Value); message.Type = (int)AttributeType.Tensor; break;
            case ReferenceAttribute a: FillReference(message, a); break;
            case CarriedAttribute when message.HasName: break;
            default: throw new InvalidOperationException($"attribute {message.Name} of kind {value.GetType().Name} has no message");
        }
    }

    static void FillReference(AttributeProto message, ReferenceAttribute reference)
    {
        message.RefAttrName = reference.Name;
        if (reference.Kind is { } kind)
        {
            message.Type = (int)TypeOf(kind);
        }
    }

    static AttributeType TypeOf(AttributeKind kind) => kind switch
    {
        AttributeKind.Int => AttributeType.Int,
        AttributeKind.Float => AttributeType.Float,
        AttributeKind.Utf8 => AttributeType.String,
        AttributeKind.Ints => AttributeType.Ints,
        AttributeKind.Floats => AttributeType.Floats,
        AttributeKind.Utf8s => AttributeType.Strings,
        AttributeKind.Tensor => AttributeType.Tensor,
        AttributeKind.SparseTensor => AttributeType.SparseTensor,
        AttributeKind.Graph => AttributeType.Graph,
        AttributeKind.Graphs => AttributeType.Graphs,
        AttributeKind.TypeProto => AttributeType.Type,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
