using System.IO.Compression;
using Qcc.Testing;

namespace Qcc.Compiler.Tests.Data;

/// <summary>Writes .npy and .npz files as numpy does.</summary>
static class Npz
{
    public static byte[] Array(string descr, long[] shape, byte[] data, int version = 1, string fortran = "False")
    {
        string sizes = string.Concat(shape.Select(s => $"{s}, "));
        return NpyFile.OfHeader($"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': ({sizes}), }}", data, version);
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
