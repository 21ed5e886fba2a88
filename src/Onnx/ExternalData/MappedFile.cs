using System.Buffers;
using System.IO.MemoryMappedFiles;
using Qcc.Core.Diagnostics;

namespace Qcc.Onnx.ExternalData;

/// <summary>A file mapped into memory for reading. Its views keep it mapped; it is unmapped when the last of them is gone.</summary>
sealed unsafe class MappedFile
{
    readonly MemoryMappedViewAccessor _view;
    readonly byte* _start;

    MappedFile(MemoryMappedViewAccessor view, long length)
    {
        _view = view;
        _start = (byte*)view.SafeMemoryMappedViewHandle.DangerousGetHandle() + view.PointerOffset;
        Length = length;
    }

    public long Length { get; }

    /// <summary>Bytes of the file, without copying.</summary>
    public ReadOnlyMemory<byte> View(long offset, int length) => offset >= 0 && offset <= Length - length
        ? new Region(this, _start + offset, length).Memory
        : throw new ArgumentOutOfRangeException(nameof(offset), $"bytes {offset} to {offset + length} of {Length}");

    /// <summary>Maps a file that is not empty. The length is that of the opened file, so that a later change of name cannot matter.</summary>
    /// <exception cref="DiagnosticException">The file is missing, a folder, empty (so are pipes and devices) or unreadable.</exception>
    public static MappedFile Open(string path, Place place)
    {
        if (Directory.Exists(path))
        {
            throw new DiagnosticException(IoDiagnostics.IsFolder.At(place, Escape.ForTerminal(path)));
        }
        try
        {
            var info = new FileInfo(RealPath.Of(Path.GetFullPath(path)));
            if (!info.Exists)
            {
                throw new DiagnosticException(IoDiagnostics.FileNotFound.At(place, Escape.ForTerminal(path)));
            }
            if (info.Length == 0)
            {
                // Before opening, because opening a pipe waits for its writer.
                throw new DiagnosticException(ImportDiagnostics.NotAModel.At(place, "an empty file, or no regular file"));
            }
            using FileStream file = new(info.FullName, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            long length = file.Length;
            using MemoryMappedFile map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            return new MappedFile(map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read), length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new DiagnosticException(IoDiagnostics.Unreadable.At(place, e.Message));
        }
    }

    /// <summary>A part of the mapped file as memory.</summary>
    sealed class Region(MappedFile file, byte* start, int length) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => new(start, length);

        public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex, default, this);

        public override void Unpin() => GC.KeepAlive(file);

        protected override void Dispose(bool disposing) { }
    }
}
