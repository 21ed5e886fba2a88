using System.Buffers.Binary;

namespace Qcc.Data.Pictures;

/// <summary>What a file's own header tells of its colours, before the decoder makes RGB of them.</summary>
static class PictureHeader
{
    /// <summary>The conversions that decoding to 8-bit RGB means, in words; empty for plain RGB.</summary>
    public static IEnumerable<string> Conversions(ReadOnlySpan<byte> file)
    {
        (int depth, int components, string? kind) = file is [0x89, (byte)'P', ..] ? Png(file) : Jpeg(file);
        var found = new List<string>();
        if (kind is not null)
        {
            found.Add(kind);
        }
        if (depth == 16)
        {
            found.Add("16 bits a channel are reduced to 8");
        }
        if (components is 1 or 2)
        {
            found.Add("gray serves as all channels");
        }
        if (components is 2 or 4 && kind is null)
        {
            found.Add("alpha is dropped");
        }
        return found;
    }

    /// <summary>IHDR: width, height, depth, colour type (PNG specification, 11.2.1).</summary>
    static (int Depth, int Components, string? Kind) Png(ReadOnlySpan<byte> file) => file.Length < 26 ? (8, 3, null) : file[25] switch
    {
        0 => (file[24], 1, null),
        3 => (8, 3, "the palette is resolved"),
        4 => (file[24], 2, null),
        6 => (file[24], 4, null),
        _ => (file[24], 3, null),
    };

    /// <summary>The frame header SOFn: precision, height, width, components (ITU T.81, B.2.2).</summary>
    static (int Depth, int Components, string? Kind) Jpeg(ReadOnlySpan<byte> file)
    {
        for (int at = 2; at + 10 <= file.Length && file[at] == 0xff;)
        {
            int marker = file[at + 1];
            if (marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
            {
                int components = file[at + 9];
                return (8, components, components == 4 ? "CMYK is converted to RGB" : null);
            }
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        }
        return (8, 3, null);
    }
}
