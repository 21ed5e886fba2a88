using System.IO.Compression;
using System.Text;
using Qcc.Testing;

namespace Qcc.Fuzz.Mutation;

/// <summary>.npy and .npz files as numpy writes them, and changed ones.</summary>
static class ArrayFiles
{
    static readonly string[] Types = ["<f4", ">f4", "<f8", "<f2", "|u1", "|i1", "<i8", "<i4", ">i2", "|b1", "|O", "<U4", "|S3", "|V8", "<c8", "<f16", "<M8[D]", "", "<f", "f4<"];

    static readonly string[] Headers =
    [
        "{", "", "{}", "{'descr': ", "__import__('os').system('x')", "{'descr': '<f4', 'fortran_order': False}", "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (3,)}", "{'descr': '<f4', 'fortran_order': False, 'shape': 3}", "{'descr': '<f4', 'fortran_order': False, 'shape': (3)}",
    ];

    /// <summary>An array of float32 in version 1 of the format.</summary>
    public static byte[] Array(Random random, int[] shape)
    {
        var data = new byte[4 * shape.Aggregate(1, (p, s) => p * s)];
        for (int i = 0; i < data.Length; i += 4)
        {
            BitConverter.TryWriteBytes(data.AsSpan(i), random.NextSingle() * 4 - 2);
        }
        return NpyFile.OfHeader($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Concat(shape.Select(s => $"{s}, "))}), }}", data, 1);
    }

    /// <summary>An array whose header or data are changed.</summary>
    public static byte[] ChangedArray(Random random, int[] shape)
    {
        byte[] whole = Array(random, shape), data = whole[128..];
        if (random.Next(4) == 0)
        {
            return Values.Damage(random, whole);
        }
        string type = random.Next(2) == 0 ? "<f4" : Values.Of(random, Types);
        string order = Values.Of(random, ["False", "False", "False", "True", "Maybe"]);
        List<string> sizes = [.. shape.Select(s => $"{s}")];
        if (random.Next(2) == 0)
        {
            sizes[random.Next(sizes.Count)] = Values.NumberText(random);
        }
        if (random.Next(6) == 0)
        {
            sizes.InsertRange(0, Enumerable.Repeat("1", 1 << random.Next(8)));
        }
        string header = random.Next(8) == 0 ? Values.Of(random, Headers) : $"{{'descr': '{type}', 'fortran_order': {order}, 'shape': ({string.Concat(sizes.Select(s => $"{s}, "))}), }}";
        if (random.Next(8) == 0)
        {
            header = Encoding.Latin1.GetString(Values.Damage(random, Encoding.Latin1.GetBytes(header)));
        }
        if (random.Next(4) == 0)
        {
            data = Values.Damage(random, data);
        }
        return NpyFile.OfHeader(header, data, random.Next(6) == 0 ? random.Next(5) : 1);
    }

    /// <summary>An archive with these entries, then its directory changed.</summary>
    public static byte[] ChangedArchive(Random random, IReadOnlyList<(string Name, byte[] Array)> entries)
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] array) in entries)
            {
                ZipArchiveEntry entry = zip.CreateEntry(random.Next(10) == 0 ? EntryName(Values.Text(random)) : $"{name}.npy", random.Next(2) == 0 ? CompressionLevel.Fastest : CompressionLevel.NoCompression);
                entry.LastWriteTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using Stream stream = entry.Open();
                stream.Write(array);
            }
        }
        byte[] bytes = buffer.ToArray();
        return random.Next(3) switch
        {
            0 => bytes,
            1 => Values.Damage(random, bytes),
            _ => ChangeDirectory(random, bytes),
        };
    }

    /// <summary>Sets numbers in local headers (PK 3 4), the directory (PK 1 2) or its end (PK 5 6).</summary>
    static byte[] ChangeDirectory(Random random, byte[] bytes)
    {
        int[] records = [.. Enumerable.Range(0, Math.Max(bytes.Length - 4, 0)).Where(i => bytes[i] == 'P' && bytes[i + 1] == 'K' && bytes[i + 2] is 1 or 3 or 5)];
        for (int changes = random.Next(1, 4); changes > 0 && records.Length > 0; changes--)
        {
            int at = Values.Of(random, records) + 4 + 2 * random.Next(20);
            byte[] number = BitConverter.GetBytes(Values.Number(random));
            int size = random.Next(2) == 0 ? 2 : 4;
            for (int i = 0; i < size && at + i < bytes.Length; i++)
            {
                bytes[at + i] = number[i];
            }
        }
        return bytes;
    }

    /// <summary>The format has no longer names than 2^16 bytes; a character takes at most three.</summary>
    static string EntryName(string text) => $"{text[..Math.Min(text.Length, 20_000)]}.npy";
}
