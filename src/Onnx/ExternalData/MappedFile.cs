using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Qcc.Core.Diagnostics;

namespace Qcc.Onnx.ExternalData;

/// <summary>A file mapped into memory for reading. Its views keep it mapped; it is unmapped when the last of them is gone.</summary>
sealed unsafe partial class MappedFile
{
    const int DontNeed = 4;

    readonly MemoryMappedViewAccessor _view;
    readonly byte* _start;
    readonly long _offset;

    MappedFile(MemoryMappedViewAccessor view, string path, long offset, long length)
    {
        _view = view;
        _start = (byte*)view.SafeMemoryMappedViewHandle.DangerousGetHandle() + view.PointerOffset;
        (Path, _offset, Length) = (path, offset, length);
    }

    /// <summary>Full path without links.</summary>
    public string Path { get; }

    public long Length { get; }

    /// <summary>Bytes of the file, without copying.</summary>
    public ReadOnlyMemory<byte> View(long offset, int length) => offset >= 0 && offset <= Length - length
        ? new Region(this, _start + offset, length).Memory
        : throw new ArgumentOutOfRangeException(nameof(offset), $"bytes {offset} to {offset + length} of {Length}");

    /// <summary>The file that memory is a view of and where in it, or null.</summary>
    public static (MappedFile File, long Offset)? Find(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetMemoryManager(memory, out Region? region, out int start, out _) ? (region!.File, region.File._offset + region.Start + start) : null;

    /// <summary>
    /// Gives the pages of the file in memory back to the system; whoever reads them next, even now, gets them from the file again.
    /// </summary>
    public void Discard()
    {
        // The constant is Linux's. Elsewhere, as after a failure, the pages stay until the system wants the memory.
        if (OperatingSystem.IsLinux())
        {
            // The view begins at a page.
            _ = madvise((nint)_start, (nuint)Length, DontNeed);
            GC.KeepAlive(this);
        }
    }

    /// <summary>Maps a part of an open file.</summary>
    /// <param name="offset">A multiple of the page size.</param>
    public static MappedFile Map(FileStream file, long offset, long length)
    {
        using MemoryMappedFile map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        return new MappedFile(map.CreateViewAccessor(offset, length, MemoryMappedFileAccess.Read), file.Name, offset, length);
    }

    [LibraryImport("libc")]
    private static partial int madvise(nint start, nuint length, int advice);

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
            var info = new FileInfo(RealPath.Of(System.IO.Path.GetFullPath(path)));
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
            return Map(file, 0, file.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new DiagnosticException(IoDiagnostics.Unreadable.At(place, e.Message));
        }
    }

    /// <summary>A part of the mapped file as memory.</summary>
    sealed class Region(MappedFile file, byte* start, int length) : MemoryManager<byte>
    {
        public MappedFile File => file;

        /// <summary>Bytes from the start of the view.</summary>
        public long Start => start - file._start;

        public override Span<byte> GetSpan() => new(start, length);

        public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex, default, this);

        public override void Unpin() => GC.KeepAlive(file);

        protected override void Dispose(bool disposing) { }
    }
}
