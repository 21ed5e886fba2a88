using System.Buffers.Binary;
using System.Text;

namespace Qcc.Testing;

/// <summary>Files of NumPy arrays, right and wrong ones.</summary>
public static class NpyFile
{
    /// <summary>A file with any header: magic, version, length of the header, the header padded to 64 bytes, the data.</summary>
    public static byte[] OfHeader(string header, byte[] data, int version = 1)
    {
        int prefix = version == 1 ? 10 : 12;
        string padded = header.PadRight((prefix + header.Length + 64) / 64 * 64 - prefix - 1) + '\n';
        var bytes = new byte[prefix + padded.Length + data.Length];
        bytes[0] = 0x93;
        "NUMPY"u8.CopyTo(bytes.AsSpan(1));
        bytes[6] = (byte)version;
        if (version == 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)padded.Length);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), padded.Length);
        }
        Encoding.Latin1.GetBytes(padded, bytes.AsSpan(prefix));
        data.CopyTo(bytes, prefix + padded.Length);
        return bytes;
    }
}
