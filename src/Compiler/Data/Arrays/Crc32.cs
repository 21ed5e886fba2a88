using System.Buffers.Binary;

namespace Qcc.Data.Arrays;

/// <summary>
/// CRC-32 of ZIP (reflected polynomial 0xEDB88320), eight bytes a step: Kounavis and Berry, "A Systematic Approach to Building
/// High Performance Software-Based CRC Generators", 2005 (slicing-by-8).
/// </summary>
sealed class Crc32
{
    static readonly uint[][] Tables = MakeTables();

    uint _state = ~0u;

    public uint Value => ~_state;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint crc = _state;
        uint[] t0 = Tables[0], t1 = Tables[1], t2 = Tables[2], t3 = Tables[3], t4 = Tables[4], t5 = Tables[5], t6 = Tables[6], t7 = Tables[7];
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = t7[(byte)low] ^ t6[(byte)(low >> 8)] ^ t5[(byte)(low >> 16)] ^ t4[low >> 24]
                ^ t3[(byte)high] ^ t2[(byte)(high >> 8)] ^ t1[(byte)(high >> 16)] ^ t0[high >> 24];
        }
        foreach (byte b in bytes)
        {
            crc = t0[(byte)(crc ^ b)] ^ (crc >> 8);
        }
        _state = crc;
    }

    /// <summary>Table k holds the remainder of a byte followed by k zero bytes.</summary>
    static uint[][] MakeTables()
    {
        var tables = new uint[8][];
        for (int k = 0; k < 8; k++)
        {
            tables[k] = new uint[256];
            for (uint b = 0; b < 256; b++)
            {
                uint crc = k == 0 ? b : tables[k - 1][b];
                for (int bit = 0; bit < 8; bit++)
                {
                    crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
                }
                tables[k][b] = crc;
            }
        }
        return tables;
    }
}
