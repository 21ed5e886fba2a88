using System.Buffers.Binary;
using SkiaSharp;

namespace Qcc.Fuzz.Mutation;

/// <summary>Small JPEG and PNG pictures, and changed ones.</summary>
static class PictureFiles
{
    public static byte[] Changed(Random random, SKEncodedImageFormat format)
    {
        byte[] bytes = Picture(random, format);
        return random.Next(3) == 0 ? Values.Damage(random, bytes) : format == SKEncodedImageFormat.Png ? ChangeChunks(random, bytes) : ChangeSegments(random, bytes);
    }

    static byte[] Picture(Random random, SKEncodedImageFormat format)
    {
        using var picture = new SKBitmap(random.Next(1, 24), random.Next(1, 24), Values.Of(random, [SKColorType.Rgba8888, SKColorType.Gray8]), SKAlphaType.Unpremul);
        for (int y = 0; y < picture.Height; y++)
        {
            for (int x = 0; x < picture.Width; x++)
            {
                picture.SetPixel(x, y, new SKColor((uint)random.NextInt64(1L << 32)));
            }
        }
        using SKData data = picture.Encode(format, 90);
        return data.ToArray();
    }

    /// <summary>Chunks are length, type, data, CRC: any is changed, and the CRC mostly put right again.</summary>
    static byte[] ChangeChunks(Random random, byte[] bytes)
    {
        var chunks = new List<(byte[] Type, byte[] Data)>();
        for (int at = 8; at + 12 <= bytes.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
            chunks.Add((bytes[(at + 4)..(at + 8)], bytes[(at + 8)..(at + 8 + length)]));
            at += 12 + length;
        }
        int chosen = random.Next(chunks.Count);
        (byte[] type, byte[] data) = chunks[chosen];
        switch (random.Next(6))
        {
            case 0: chunks.RemoveAt(chosen); break;
            case 1: chunks.Insert(random.Next(chunks.Count + 1), (type, data)); break;
            case 2: chunks[chosen] = (Values.Damage(random, type) is { Length: 4 } other ? other : type, data); break;
            case 3 when chunks[0].Data.Length >= 13:
                // Width, height, then depth, colour type, compression, filter, interlace.
                int field = random.Next(7);
                if (field < 2)
                {
                    BinaryPrimitives.WriteInt32BigEndian(chunks[0].Data.AsSpan(4 * field), (int)Values.Number(random));
                }
                else
                {
                    chunks[0].Data[6 + field] = (byte)random.Next(20);
                }
                break;
            default: chunks[chosen] = (type, Values.Damage(random, data)); break;
        }
        using var buffer = new MemoryStream();
        buffer.Write(bytes.AsSpan(0, 8));
        foreach ((byte[] kind, byte[] content) in chunks)
        {
            byte[] length = new byte[4], crc = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, random.Next(20) == 0 ? (int)Values.Number(random) : content.Length);
            BinaryPrimitives.WriteUInt32BigEndian(crc, random.Next(20) == 0 ? 0 : Crc([.. kind, .. content]));
            buffer.Write(length);
            buffer.Write(kind);
            buffer.Write(content);
            buffer.Write(crc);
        }
        return buffer.ToArray();
    }

    /// <summary>Segments are FF, marker, length: numbers behind markers are set.</summary>
    static byte[] ChangeSegments(Random random, byte[] bytes)
    {
        int[] markers = [.. Enumerable.Range(0, bytes.Length - 1).Where(i => bytes[i] == 0xff && bytes[i + 1] is >= 0xc0 and not 0xff)];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = Values.Of(random, markers) + 1 + random.Next(12);
            if (at < bytes.Length)
            {
                bytes[at] = (byte)Values.Number(random);
            }
        }
        return bytes;
    }

    static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xedb88320;
            }
        }
        return ~crc;
    }
}
