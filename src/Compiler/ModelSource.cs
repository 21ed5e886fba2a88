using System.Security.Cryptography;
using Qcc.Calibrate;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Onnx;

namespace Qcc;

/// <summary>Where a model comes from.</summary>
public sealed class ModelSource
{
    readonly ReadOnlyMemory<byte>? _bytes;

    ModelSource(string path, ReadOnlyMemory<byte>? bytes = null) => (Path, _bytes) = (path, bytes);

    /// <summary>The path as the user gave it, or the name of a model in memory; diagnostics name it so.</summary>
    public string Path { get; }

    /// <summary>A file; external data are read relative to it.</summary>
    public static ModelSource FromFile(string path) => new(path);

    /// <summary>A model in memory, which holds its tensors itself. The memory must not change while it is compiled.</summary>
    /// <param name="bytes">A serialized ModelProto.</param>
    /// <param name="name">What diagnostics call it.</param>
    public static ModelSource FromBytes(ReadOnlyMemory<byte> bytes, string name = "model") => new(name, bytes);

    /// <exception cref="DiagnosticException">It cannot be read, is no valid model, or cannot be compiled.</exception>
    internal Model Import(IDiagnostics diagnostics) =>
        _bytes is { } bytes ? ModelImporter.Import(bytes, Path, diagnostics) : ModelImporter.Import(Path, diagnostics);

    /// <summary>SHA-256 of the model without its external data, lower-case hexadecimal.</summary>
    /// <exception cref="DiagnosticException">The file cannot be read.</exception>
    internal string Sha256()
    {
        if (_bytes is { } bytes)
        {
            return Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        }
        try
        {
            using FileStream file = File.OpenRead(Path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(IoDiagnostics.Unreadable.At(new Place(Path), e.Message));
        }
    }

    /// <summary>The hash by which statistics know their model, external data included.</summary>
    /// <exception cref="DiagnosticException">A file cannot be read.</exception>
    internal string StatisticsHash() => _bytes is { } bytes ? Convert.ToHexStringLower(SHA256.HashData(SHA256.HashData(bytes.Span))) : StatisticsFile.HashOf(Path);
}
