namespace Qcc.Onnx.Protobuf;

/// <summary>Reads tags, numbers and lengths of protobuf's wire format and says at which byte they go wrong.</summary>
ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    const int VarintBytes = 10;
    const int GroupDepth = 100;
    readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; set; }

    /// <summary>Reads a tag that ends before <paramref name="end"/>.</summary>
    public (int Field, int WireType) ReadTag(int end)
    {
        int start = Position;
        ulong tag = ReadVarint(end);
        if (tag >> 3 is 0 or > (1 << 29) - 1)
        {
            throw new WireException(start, $"{tag} is not the tag of a field");
        }
        return ((int)(tag >> 3), (int)(tag & 7));
    }

    /// <summary>Reads a number of up to 64 bits that ends before <paramref name="end"/>.</summary>
    public ulong ReadVarint(int end)
    {
        int start = Position;
        ulong value = 0;
        for (int i = 0; i < VarintBytes; i++)
        {
            if (Position >= end)
            {
                throw new WireException(end, $"truncated at byte {end} inside a number");
            }
            byte b = _bytes[Position++];
            value |= (ulong)(b & 0x7f) << (7 * i);
            if (b < 0x80)
            {
                return value;
            }
        }
        throw new WireException(start, $"a number (varint) of more than {VarintBytes} bytes");
    }

    /// <summary>Reads the length of a field of bytes that must end before <paramref name="end"/>.</summary>
    public int ReadLength(int end)
    {
        int start = Position;
        ulong length = ReadVarint(end);
        if (length > (ulong)(end - Position))
        {
            throw new WireException(start, end == _bytes.Length
                ? $"truncated at byte {end}: a field claims {length} bytes, the file has {end - Position} more"
                : $"a field claims {length} bytes inside a message that has {end - Position} more");
        }
        return (int)length;
    }

    /// <summary>Skips the value of a field whose tag was read.</summary>
    public void Skip(int field, int wireType, int end)
    {
        switch (wireType)
        {
            case 0: ReadVarint(end); break;
            case 1: Advance(8, end); break;
            case 2: Advance(ReadLength(end), end); break;
            case 3: SkipGroup(field, end); break;
            case 5: Advance(4, end); break;
            default: throw new WireException(Position, $"field {field} has wire type {wireType}, which does not exist here");
        }
    }

    // Groups are obsolete, so they can only be fields that this version does not know; their ends are matched by a stack.
    void SkipGroup(int field, int end)
    {
        var open = new Stack<int>([field]);
        while (open.Count > 0)
        {
            (int inner, int wireType) = ReadTag(end);
            if (wireType == 3)
            {
                open.Push(open.Count < GroupDepth ? inner : throw new WireException(Position, $"groups nested more than {GroupDepth} deep"));
            }
            else if (wireType != 4)
            {
                Skip(inner, wireType, end);
            }
            else if (open.Pop() != inner)
            {
                throw new WireException(Position, $"the end of group {inner} has no beginning");
            }
        }
    }

    void Advance(int count, int end)
    {
        if (count > end - Position)
        {
            throw new WireException(end, $"truncated at byte {end} inside a field");
        }
        Position += count;
    }
}
