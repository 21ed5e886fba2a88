using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Qcc.Core.Ir;
using Qcc.Data;

namespace Qcc.Calibrate;

/// <summary>The samples of a shard. All are read, so that the hash tells whether shards were made from the same data.</summary>
sealed class ShardSource(ICalibrationSource source, Shard shard) : ICalibrationSource
{
    byte[]? _hash;

    public int? Count => source.Count is { } count ? (count - shard.Index + shard.Of) / shard.Of : null;

    /// <summary>SHA-256 of all samples, those of other shards too, once they have been read.</summary>
    public byte[] Hash => _hash ?? throw new InvalidOperationException("the samples have not been read");

    public async IAsyncEnumerable<Sample> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        int number = 0;
        await foreach (Sample sample in source.ReadAsync(cancellation).ConfigureAwait(false))
        {
            cancellation.ThrowIfCancellationRequested();
            Append(hash, sample);
            if (shard.Has(number++))
            {
                yield return sample;
            }
        }
        _hash = hash.GetCurrentHash();
    }

    static void Append(IncrementalHash hash, Sample sample)
    {
        foreach ((string input, Tensor tensor) in sample.Inputs.OrderBy(i => i.Key, StringComparer.Ordinal))
        {
            byte[] name = Encoding.UTF8.GetBytes(input);
            Append(hash, name.Length);
            hash.AppendData(name);
            Append(hash, (int)tensor.Element);
            Append(hash, tensor.Shape.Count);
            foreach (long size in tensor.Shape)
            {
                Append(hash, size);
            }
            hash.AppendData(tensor.Bytes.Span);
        }
    }

    static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
