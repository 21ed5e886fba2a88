using System.Runtime.InteropServices;
using global::Onnx;
using Qcc.Core.Ir;

namespace Qcc.Onnx.Import;

/// <summary>
/// Tensors from their messages, which <see cref="TensorData"/> has checked. Raw data stay the view they are; typed fields are
/// converted once. The message is kept as the tensor's origin, so that it is written back in the same field.
/// </summary>
static class TensorReader
{
    public static Tensor Read(TensorProto tensor)
    {
        long[] shape = [.. tensor.Dims];
        var element = (ElementType)tensor.DataType;
        return element == ElementType.String
            ? new Tensor(shape, [.. tensor.StringData.Select(s => s.Memory)]) { Origin = tensor }
            : new Tensor(element, shape, Bytes(tensor, element)) { Origin = tensor };
    }

    static ReadOnlyMemory<byte> Bytes(TensorProto tensor, ElementType element) => tensor switch
    {
        { RawData.Length: > 0 } => tensor.RawData.Memory,
        { FloatData.Count: > 0 } => Own<float>([.. tensor.FloatData]),
        { DoubleData.Count: > 0 } => Own<double>([.. tensor.DoubleData]),
        { Int64Data.Count: > 0 } => Own<long>([.. tensor.Int64Data]),
        { Uint64Data.Count: > 0 } when element == ElementType.U64 => Own<ulong>([.. tensor.Uint64Data]),
        { Uint64Data.Count: > 0 } => Own(Narrow(tensor.Uint64Data, v => (uint)v)),
        { Int32Data.Count: > 0 } => element.BitWidth() switch
        {
            32 => Own<int>([.. tensor.Int32Data]),
            16 => Own(Narrow(tensor.Int32Data, v => (ushort)v)),
            _ => Narrow(tensor.Int32Data, v => (byte)v),
        },
        _ => ReadOnlyMemory<byte>.Empty,
    };

    static T[] Narrow<S, T>(IReadOnlyList<S> entries, Func<S, T> narrow)
    {
        var result = new T[entries.Count];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = narrow(entries[i]);
        }
        return result;
    }

    static byte[] Own<T>(T[] numbers) where T : unmanaged => MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();
}
