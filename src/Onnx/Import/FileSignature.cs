using System.Text;

namespace Qcc.Onnx.Import;

/// <summary>Names what a file is by its first bytes.</summary>
static class FileSignature
{
    const int Looked = 512;

    static readonly (int Offset, byte[] Bytes, string What)[] Known =
    [
        (0, "PK\u0003\u0004"u8.ToArray(), "a zip archive (or a PyTorch checkpoint, which is one)"),
        (0, [0x1f, 0x8b], "a gzip archive"),
        (0, [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'], "an xz archive"),
        (0, [(byte)'7', (byte)'z', 0xbc, 0xaf], "a 7z archive"),
        (0, [0x89, (byte)'P', (byte)'N', (byte)'G'], "a PNG picture"),
        (0, [0xff, 0xd8, 0xff], "a JPEG picture"),
        (0, "%PDF-"u8.ToArray(), "a PDF document"),
        (0, [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'], "a NumPy array"),
        (0, "version https://git-lfs"u8.ToArray(), "a Git LFS pointer (the text that stands for the file; run git lfs pull)"),
        (0, [0x89, (byte)'H', (byte)'D', (byte)'F'], "an HDF5 file (Keras)"),
        (0, "GGUF"u8.ToArray(), "a GGUF file"),
        (4, "TFL3"u8.ToArray(), "a TensorFlow Lite model"),
        (4, "ORTM"u8.ToArray(), "a model in ONNX Runtime's own format (.ort)"),
        (0, [0x80, 0x02], "a Python pickle"),
    ];

    /// <summary>What the bytes certainly are instead of an ONNX model, or null.</summary>
    public static string? Foreign(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return "an empty file";
        }
        foreach ((int offset, byte[] magic, string what) in Known)
        {
            if (bytes.Length >= offset + magic.Length && bytes.Slice(offset, magic.Length).SequenceEqual(magic))
            {
                return what;
            }
        }
        return null;
    }

    /// <summary>What kind of text the bytes are, or null; asked only when they are no protobuf message.</summary>
    public static string? Text(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> start = bytes[..Math.Min(bytes.Length, Looked)];
        string text = Encoding.UTF8.GetString(start).TrimStart();
        // The last character may have been cut in two.
        int broken = text.IndexOf('\ufffd', StringComparison.Ordinal);
        if (text.Any(c => char.IsControl(c) && !char.IsWhiteSpace(c)) || (broken >= 0 && broken < text.Length - 1))
        {
            return null;
        }
        return text.StartsWith("<!DOCTYPE", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            ? "an HTML page (perhaps a login or error page of the download)"
            : "a text file";
    }
}
