using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Qcc.Core.Ir;

/// <summary>An array of numbers seen as the bytes of its memory, without copying (qcc runs on little-endian machines only).</summary>
sealed unsafe class ArrayBytes<T>(T[] array) : MemoryManager<byte> where T : unmanaged
{
    public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(array.AsSpan());

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        GCHandle handle = GCHandle.Alloc(array, GCHandleType.Pinned);
        void* start = Unsafe.AsPointer(ref Unsafe.Add(ref MemoryMarshal.GetReference(GetSpan()), elementIndex));
        return new MemoryHandle(start, handle, this);
    }

    public override void Unpin() { }

    protected override void Dispose(bool disposing) { }
}
