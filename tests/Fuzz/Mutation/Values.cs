using System.Globalization;

namespace Qcc.Fuzz.Mutation;

/// <summary>Values at which code breaks, and damage to bytes.</summary>
static class Values
{
    static readonly long[] Numbers =
    [
        0, 1, 2, 3, 4, 5, 7, 8, 10, 11, 16, 17, 32, 63, 64, 65, 127, 128, 255, 256, 1000, 4096, 65535, 65536, 1 << 20, 1 << 24, (1 << 30) - 1, int.MaxValue, 1L << 31, uint.MaxValue, 1L << 32,
        1L << 40, 1L << 61, 1L << 62, (1L << 62) + 1, long.MaxValue, long.MaxValue - 1, long.MinValue, long.MinValue + 1, -1, -2, -3, -128, -65536, int.MinValue,
    ];

    static readonly uint[] Floats = [0, 0x80000000, 1, 0x007fffff, 0x00800000, 0x7f7fffff, 0xff7fffff, 0x7f800000, 0xff800000, 0x7fc00000, 0xffffffff, 0x3f800000, 0xbf800000, 0x322bcc77, 0x501502f9];

    static readonly string[] Texts =
    [
        "", " ", ".", "..", "/", "a/../../b", "../outside/secret.bin", "/etc/passwd", "C:\\x", "weights.bin", "weights.bin\0.txt", "file://x", "\0", "\n", "\r\n\t", "%s%n%x", "[red]x[/]", "\e[2J", "‮",
        "\ud83d\ude00", "ai.onnx.ml", "com.microsoft", "ai.onnx", "Conv", "MatMul", "Loop", "If", "Scan", "Constant", "QuantizeLinear", "DequantizeLinear", "ConstantOfShape", "Expand", "Tile", "Range", "Resize",
        "Einsum", "LSTM", "Reshape", "Pad", "Gather", "Slice", "value", "then_branch", "body", "auto_pad", "SAME_UPPER", "location", "offset", "length",
    ];

    public static T Of<T>(Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];

    public static long Number(Random random) => random.Next(4) switch
    {
        0 => random.Next(-4, 40),
        1 => random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64),
        _ => Of(random, Numbers),
    };

    public static uint Float(Random random) => random.Next(3) == 0 ? (uint)random.NextInt64(1L << 32) : Of(random, Floats);

    public static string Text(Random random) => random.Next(12) == 0 ? new string((char)random.Next('a', 'z'), 1 << random.Next(4, 17)) : Of(random, Texts);

    public static string NumberText(Random random) => random.Next(6) switch
    {
        0 => "1e400",
        1 => "-0.0",
        2 => string.Create(CultureInfo.InvariantCulture, $"{random.NextDouble()}"),
        3 => "00012",
        _ => string.Create(CultureInfo.InvariantCulture, $"{Number(random)}"),
    };

    /// <summary>Changes some bytes: flips, replaces, inserts, removes, repeats or cuts.</summary>
    public static byte[] Damage(Random random, byte[] bytes)
    {
        var list = new List<byte>(bytes);
        for (int i = random.Next(1, 5); i > 0 && list.Count > 0; i--)
        {
            int at = random.Next(list.Count), length = Math.Min(1 << random.Next(8), list.Count - at);
            switch (random.Next(7))
            {
                case 0: list[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: list[at] = (byte)random.Next(256); break;
                case 2: list.Insert(at, (byte)random.Next(256)); break;
                case 3: list.RemoveRange(at, length); break;
                case 4: list.InsertRange(at, list.GetRange(at, length)); break;
                case 5: list.RemoveRange(at, list.Count - at); break;
                default:
                    byte[] number = BitConverter.GetBytes(Number(random));
                    for (int b = 0; b < Math.Min(4, list.Count - at); b++)
                    {
                        list[at + b] = number[b];
                    }
                    break;
            }
        }
        return [.. list];
    }
}
