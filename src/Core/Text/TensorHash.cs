using System.Buffers.Binary;
using System.Security.Cryptography;
using Qcc.Core.Ir;

namespace Qcc.Core.Text;

/// <summary>Names a tensor's data in texts.</summary>
public static class TensorHash
{
    const int HexDigits = 16;

    /// <summary>The first 64 bits of SHA-256 over the raw data, in hex; over length and bytes of each string for string tensors.</summary>
    public static string Of(Tensor tensor)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(tensor.Bytes.Span);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (ReadOnlyMemory<byte> text in tensor.Strings ?? [])
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
            hash.AppendData(length);
            hash.AppendData(text.Span);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..HexDigits];
    }
}
