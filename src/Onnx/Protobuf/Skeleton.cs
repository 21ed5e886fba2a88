using System.Buffers;
using System.Buffers.Binary;
using System.Text.Unicode;

namespace Qcc.Onnx.Protobuf;

/// <summary>
/// A model file without the bytes of its tensors: every raw_data that is not empty is replaced by its index in
/// <see cref="Views"/>. Google.Protobuf copies all bytes it parses; of the skeleton that is little, and the weights stay
/// views of the file.
/// </summary>
sealed class Skeleton
{
    /// <summary>How deep subgraphs may nest.</summary>
    public const int SubgraphDepth = 64;

    /// <summary>Bytes of an index that stands for a raw_data.</summary>
    public const int IndexBytes = 8;

    // Messages are shorter in the skeleton than in the file, and their length stands before them: room for any length is
    // left, and filled in when the message ends. Protobuf allows leading zeros in a varint.
    const int LengthBytes = 5;

    readonly ArrayBufferWriter<byte> _output = new();
    readonly List<ReadOnlyMemory<byte>> _views = [];
    byte[] _bytes = [];

    /// <summary>The message.</summary>
    public byte[] Message => _bytes;

    /// <summary>What raw_data held, in the order of the file.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Views => _views;

    readonly record struct Frame(WireKind Kind, int End, int LengthSlot, int Depth);

    Skeleton() { }

    /// <summary>Walks over a model.</summary>
    /// <exception cref="WireException">The bytes are no protobuf message, or subgraphs nest deeper than <see cref="SubgraphDepth"/>.</exception>
    public static Skeleton Of(ReadOnlyMemory<byte> file)
    {
        var skeleton = new Skeleton();
        skeleton.Walk(file);
        return skeleton;
    }

    void Walk(ReadOnlyMemory<byte> file)
    {
        ReadOnlySpan<byte> bytes = file.Span;
        var reader = new WireReader(bytes);
        var open = new Stack<Frame>([new Frame(WireKind.Model, bytes.Length, -1, -1)]);
        var lengths = new List<(int Slot, int Length)>();
        while (open.TryPeek(out Frame frame))
        {
            if (reader.Position == frame.End)
            {
                open.Pop();
                if (frame.LengthSlot >= 0)
                {
                    lengths.Add((frame.LengthSlot, _output.WrittenCount - frame.LengthSlot - LengthBytes));
                }
                continue;
            }
            int start = reader.Position;
            (int field, int wireType) = reader.ReadTag(frame.End);
            if (wireType == 2 && WireTree.Child(frame.Kind, field) is { } child)
            {
                ReadOnlySpan<byte> tag = bytes[start..reader.Position];
                int length = reader.ReadLength(frame.End);
                _output.Write(tag);
                open.Push(Enter(child, frame, reader.Position, length));
            }
            else if (wireType == 2 && frame.Kind == WireKind.Tensor && field == WireTree.RawData)
            {
                ReadOnlySpan<byte> tag = bytes[start..reader.Position];
                int length = reader.ReadLength(frame.End);
                WriteView(tag, file.Slice(reader.Position, length));
                reader.Position += length;
            }
            else
            {
                CopyField(ref reader, bytes, start, frame, field, wireType);
            }
        }
        _bytes = _output.WrittenSpan.ToArray();
        foreach ((int slot, int length) in lengths)
        {
            WriteLength(_bytes.AsSpan(slot, LengthBytes), length);
        }
    }

    Frame Enter(WireKind kind, Frame outer, int position, int length)
    {
        int depth = kind == WireKind.Graph ? outer.Depth + 1 : outer.Depth;
        if (depth > SubgraphDepth)
        {
            throw new WireException(position, $"subgraphs are nested more than {SubgraphDepth} deep");
        }
        int slot = _output.WrittenCount;
        _output.GetSpan(LengthBytes)[..LengthBytes].Clear();
        _output.Advance(LengthBytes);
        return new Frame(kind, position + length, slot, depth);
    }

    void WriteView(ReadOnlySpan<byte> tag, ReadOnlyMemory<byte> data)
    {
        _output.Write(tag);
        Span<byte> index = stackalloc byte[1 + IndexBytes];
        index[0] = data.IsEmpty ? (byte)0 : (byte)IndexBytes;
        BinaryPrimitives.WriteInt64LittleEndian(index[1..], _views.Count);
        _output.Write(data.IsEmpty ? index[..1] : index);
        if (!data.IsEmpty)
        {
            _views.Add(data);
        }
    }

    void CopyField(ref WireReader reader, ReadOnlySpan<byte> bytes, int start, Frame frame, int field, int wireType)
    {
        reader.Skip(field, wireType, frame.End);
        ReadOnlySpan<byte> whole = bytes[start..reader.Position];
        if (wireType == 2 && WireTree.IsText(frame.Kind, field) && !Utf8.IsValid(Text(whole)))
        {
            throw new WireException(start, $"a text (field {field} of a {frame.Kind}) is not UTF-8");
        }
        _output.Write(whole);
    }

    static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> field)
    {
        var reader = new WireReader(field);
        reader.ReadTag(field.Length);
        reader.ReadLength(field.Length);
        return field[reader.Position..];
    }

    static void WriteLength(Span<byte> slot, int length)
    {
        for (int i = 0; i < LengthBytes; i++)
        {
            slot[i] = (byte)((length >> (7 * i)) & 0x7f | (i < LengthBytes - 1 ? 0x80 : 0));
        }
    }
}
