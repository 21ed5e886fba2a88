using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Onnx.Import;

namespace Qcc.Onnx.ExternalData;

/// <summary>
/// The data files beside a model. Only files whose resolved path lies in the model's folder, or in the folder of the file
/// that the model's path resolves to (caches keep links to blobs), are opened; each once.
/// </summary>
sealed class ExternalFiles
{
    readonly ImportContext _context;
    readonly string _folder;
    readonly string[] _allowed;
    readonly Dictionary<string, MappedFile> _open = new(StringComparer.Ordinal);

    public ExternalFiles(string model, ImportContext context)
    {
        _context = context;
        string full = Path.GetFullPath(model);
        _folder = Path.GetDirectoryName(full)!;
        _allowed = [Folder(RealPath.Of(_folder)), Folder(Path.GetDirectoryName(RealPath.Of(full))!)];
    }

    /// <summary>The files read so far, without links.</summary>
    public IReadOnlyList<string> Opened => [.. _open.Keys];

    /// <summary>A view of the bytes that a tensor refers to: exactly those that its shape needs.</summary>
    public ReadOnlyMemory<byte> Read(ExternalReference reference, TensorLayout layout, Site site)
    {
        if (layout.Element == ElementType.String)
        {
            throw Range("strings cannot lie in another file");
        }
        string path = Resolve(reference, site);
        if (reference.Length is { } length && length != layout.Bytes)
        {
            throw Range($"length {length} disagrees with the shape {layout.Text}, which needs {layout.Bytes} bytes");
        }
        if (reference.Offset > long.MaxValue - layout.Bytes)
        {
            throw Range($"offset {reference.Offset} and {layout.Bytes} bytes overflow 64 bits");
        }
        if (layout.Bytes == 0)
        {
            return ReadOnlyMemory<byte>.Empty;
        }
        if (layout.Bytes > Array.MaxLength)
        {
            throw Range($"a tensor of {layout.Bytes} bytes is too large; {Array.MaxLength} bytes are allowed");
        }
        long size = new FileInfo(path).Length;
        if (reference.Offset + layout.Bytes > size)
        {
            throw Range($"the file has {size} bytes, the tensor needs bytes {reference.Offset} to {reference.Offset + layout.Bytes}");
        }
        return Open(path, site, reference).View(reference.Offset, (int)layout.Bytes);

        DiagnosticException Range(string reason) =>
            _context.Refuse(ImportDiagnostics.ExternalRange, (reference.Location, reason), site, reference.Tensor);
    }

    MappedFile Open(string path, Site site, ExternalReference reference)
    {
        if (!_open.TryGetValue(path, out MappedFile? file))
        {
            file = _open[path] = MappedFile.Open(path, site.Place(_context.File, reference.Tensor));
        }
        return file;
    }

    string Resolve(ExternalReference reference, Site site)
    {
        if (Fault(reference.Location) is { } fault)
        {
            throw Refused(fault);
        }
        string path = Path.GetFullPath(Path.Combine(_folder, reference.Location));
        if (Directory.Exists(path))
        {
            throw Refused("is a folder");
        }
        if (!File.Exists(path))
        {
            throw _context.Refuse(ImportDiagnostics.ExternalMissing, reference.Location, site, reference.Tensor);
        }
        string real = RealPath.Of(path);
        return _allowed.Any(folder => real.StartsWith(folder, StringComparison.Ordinal))
            ? real
            : throw Refused("is a link that leaves the folder of the model");

        DiagnosticException Refused(string reason) =>
            _context.Refuse(ImportDiagnostics.ExternalPath, (reference.Location, reason), site, reference.Tensor);
    }

    // Judged by the text alone and alike on every system, so that a model is not safe on one and harmful on another.
    static string? Fault(string location)
    {
        if (location.Contains('\0', StringComparison.Ordinal))
        {
            return "holds a NUL character";
        }
        if (location.Contains('\\', StringComparison.Ordinal))
        {
            return "holds a backslash";
        }
        if (location.StartsWith('/') || location.Contains("://", StringComparison.Ordinal) || (location.Length > 1 && location[1] == ':'))
        {
            return "is absolute (a root, a drive or a URL)";
        }
        int depth = 0;
        string last = "";
        foreach (string part in location.Split('/'))
        {
            depth += part switch { ".." => -1, "" or "." => 0, _ => 1 };
            last = part;
            if (depth < 0)
            {
                return "leaves the folder of the model";
            }
        }
        return depth == 0 || last is "" or "." or ".." ? "names no file" : null;
    }

    static string Folder(string path) => Path.EndsInDirectorySeparator(path) ? path : path + Path.DirectorySeparatorChar;
}
