using System.Buffers.Binary;
using System.Text;

namespace Qcc.Core.Quantization;

/// <summary>Reads little-endian numbers and texts from bytes whose sizes nobody has checked.</summary>
public ref struct StatisticsReader(ReadOnlySpan<byte> bytes)
{
    ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Bytes that are left.</summary>
    public readonly int Left => _rest.Length;

    /// <summary>Throws unless so many bytes are left.</summary>
    /// <exception cref="InvalidDataException">There are fewer.</exception>
    public readonly void Require(long count)
    {
        if (count > _rest.Length)
        {
            throw new InvalidDataException("it ends too early");
        }
    }

    public ReadOnlySpan<byte> Bytes(int count)
    {
        Require(count);
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    public byte Byte() => Bytes(1)[0];
    public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(sizeof(int)));
    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(sizeof(long)));

    /// <summary>A number of things.</summary>
    /// <exception cref="InvalidDataException">It is negative or above <paramref name="most"/>.</exception>
    public int Count(string what, int most) => Int() is >= 0 and var count && count <= most ? count : throw new InvalidDataException($"the number of {what} is out of range");

    public string Text(string what)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Bytes(Count($"bytes of a {what}", 1 << 20)));
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException($"a {what} is not UTF-8");
        }
    }

    public float[] Floats(int count)
    {
        Require(count * (long)sizeof(float));
        var values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(Bytes(sizeof(float)));
        }
        return values;
    }
}
