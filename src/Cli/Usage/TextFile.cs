using System.Globalization;
using System.Text;

namespace Qcc.Cli.Usage;

/// <summary>Small text files that people write: a word a line.</summary>
static class TextFile
{
    const int MostBytes = 1 << 24;

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The lines of a file with their numbers from 1, trimmed; empty lines and those that begin with # are left out.</summary>
    /// <exception cref="InvalidDataException">It is no text; the message is a clause that names the line.</exception>
    /// <exception cref="IOException">It cannot be read, or is a folder.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    public static IReadOnlyList<(int Line, string Word)> Lines(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException("it is a folder");
        }
        byte[] bytes = Read(path);
        int end = bytes.AsSpan().IndexOf((byte)0);
        string text = Decode(end < 0 ? bytes : throw NoText(bytes, end, "a zero byte"));
        return [.. text.Split('\n').Select((line, i) => (i + 1, line.Trim())).Where(l => l.Item2.Length > 0 && l.Item2[0] != '#')];
    }

    /// <summary><see cref="Lines"/> without numbers.</summary>
    public static IEnumerable<string> Words(string path) => Lines(path).Select(l => l.Word);

    /// <summary>All bytes, also of a pipe, which has no length.</summary>
    static byte[] Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        using var copy = new MemoryStream();
        byte[] part = new byte[1 << 16];
        for (int got; (got = stream.Read(part)) > 0;)
        {
            copy.Write(part, 0, got);
            if (copy.Length > MostBytes || part.AsSpan(0, got).Contains((byte)0))
            {
                break;
            }
        }
        return copy.Length <= MostBytes ? copy.ToArray() : throw new InvalidDataException($"it is longer than {MostBytes >> 20} MiB");
    }

    static string Decode(byte[] bytes)
    {
        ReadOnlySpan<byte> text = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(Encoding.UTF8.Preamble.Length) : bytes;
        try
        {
            return Strict.GetString(text);
        }
        catch (DecoderFallbackException e)
        {
            throw NoText(bytes, e.Index + bytes.Length - text.Length, "a byte that is not UTF-8");
        }
    }

    static InvalidDataException NoText(byte[] bytes, int at, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"it is not text ({what} in line {bytes.AsSpan(0, at).Count((byte)'\n') + 1})"));
}
