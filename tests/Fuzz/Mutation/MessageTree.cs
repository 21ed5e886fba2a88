using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Qcc.Fuzz.Mutation;

/// <summary>A field of a message as it stands on the wire.</summary>
sealed class WireField
{
    public required int Number { get; set; }

    /// <summary>0 varint, 1 fixed64, 2 length and bytes, 5 fixed32.</summary>
    public required int Wire { get; set; }
    public ulong Scalar { get; set; }
    public byte[] Bytes { get; set; } = [];

    /// <summary>The message in <see cref="Bytes"/>, where the field is one.</summary>
    public WireMessage? Child { get; set; }

    /// <summary>Whether the bytes are a text.</summary>
    public bool IsText { get; init; }

    /// <summary>Whether the bytes are packed varints.</summary>
    public bool IsPacked { get; init; }

    /// <summary>How far the length on the wire lies.</summary>
    public int LengthLie { get; set; }

    public WireField Copy() => new()
    {
        Number = Number, Wire = Wire, Scalar = Scalar, Bytes = Bytes, Child = Child?.Copy(), IsText = IsText, IsPacked = IsPacked, LengthLie = LengthLie,
    };
}

/// <summary>A message as a list of fields, in the order of the wire.</summary>
sealed class WireMessage(MessageDescriptor type)
{
    public MessageDescriptor Type => type;
    public List<WireField> Fields { get; } = [];

    /// <summary>Reads a valid message.</summary>
    public static WireMessage Parse(byte[] bytes, MessageDescriptor type)
    {
        var message = new WireMessage(type);
        var input = new CodedInputStream(bytes);
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            message.Fields.Add(Read(input, (int)(tag >> 3), (int)(tag & 7), type.FindFieldByNumber((int)(tag >> 3))));
        }
        return message;
    }

    public WireMessage Copy()
    {
        var copy = new WireMessage(type);
        copy.Fields.AddRange(Fields.Select(f => f.Copy()));
        return copy;
    }

    /// <summary>This message and all in it.</summary>
    public IEnumerable<WireMessage> All() => Fields.Where(f => f.Child is not null).SelectMany(f => f.Child!.All()).Prepend(this);

    public byte[] ToArray()
    {
        using var buffer = new MemoryStream();
        var output = new CodedOutputStream(buffer);
        foreach (WireField field in Fields)
        {
            output.WriteTag(((uint)field.Number << 3) | (uint)field.Wire);
            switch (field.Wire)
            {
                case 0: output.WriteUInt64(field.Scalar); break;
                case 1: output.WriteFixed64(field.Scalar); break;
                case 5: output.WriteFixed32((uint)field.Scalar); break;
                default:
                    byte[] bytes = field.Child?.ToArray() ?? field.Bytes;
                    output.WriteLength(bytes.Length + field.LengthLie);
                    output.Flush();
                    buffer.Write(bytes);
                    break;
            }
        }
        output.Flush();
        return buffer.ToArray();
    }

    static WireField Read(CodedInputStream input, int number, int wire, FieldDescriptor? field) => wire switch
    {
        0 => new WireField { Number = number, Wire = 0, Scalar = input.ReadUInt64() },
        1 => new WireField { Number = number, Wire = 1, Scalar = input.ReadFixed64() },
        5 => new WireField { Number = number, Wire = 5, Scalar = input.ReadFixed32() },
        _ => OfBytes(number, input.ReadBytes().ToByteArray(), field),
    };

    static WireField OfBytes(int number, byte[] bytes, FieldDescriptor? field) => new()
    {
        Number = number,
        Wire = 2,
        Bytes = bytes,
        Child = field?.FieldType == FieldType.Message ? Parse(bytes, field.MessageType) : null,
        IsText = field?.FieldType == FieldType.String,
        IsPacked = field is { IsRepeated: true, FieldType: FieldType.Int64 or FieldType.Int32 or FieldType.UInt64 },
    };
}
