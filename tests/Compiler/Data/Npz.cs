using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Qcc.Compiler.Tests.Data;

/// <summary>Writes .npy and .npz files as numpy does.</summary>
static class Npz
{
    public static byte[] Array(string descr, long[] shape, byte[] data, int version = 1, string fortran = "False")
    {
        string sizes = string.Concat(shape.Select(s => $"{s}, "));
        return ArrayOfHeader($"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': ({sizes}), }}", data, version);
    }

    public static byte[] ArrayOfHeader(string header, byte[] data, int version = 1)
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
        data.CopyTo(bytes.AsSpan(prefix + padded.Length));
        return bytes;
    }

    public static byte[] Floats(long[] shape, Func<int, float> value, int version = 1)
    {
        var data = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = value(i);
        }
        return Array("<f4", shape, Bytes(data), version);
    }

    public static byte[] Bytes<T>(params T[] data) where T : unmanaged =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(data.AsSpan()).ToArray();

    public static void Write(string path, CompressionLevel level, params (string Name, byte[] Array)[] arrays)
    {
        using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string name, byte[] array) in arrays)
        {
            using Stream stream = archive.CreateEntry(name + ".npy", level).Open();
            stream.Write(array);
        }
    }
}
