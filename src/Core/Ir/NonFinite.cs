using System.Runtime.InteropServices;

namespace Qcc.Core.Ir;

/// <summary>The first element of a tensor that is NaN or infinite, and how many there are.</summary>
/// <param name="Index">Its position per dimension.</param>
/// <param name="Kind">"NaN", "Inf" or "-Inf".</param>
public sealed record NonFiniteElement(IReadOnlyList<long> Index, string Kind, long Count);

/// <summary>Finds elements that are no numbers, in one pass without converting them.</summary>
public static class NonFinite
{
    /// <summary>The first such element of an f32, f16, bf16 or f64 tensor, or null; other types have none.</summary>
    public static NonFiniteElement? First(Tensor tensor) => tensor.Element switch
    {
        ElementType.F32 => First(tensor, MemoryMarshal.Cast<byte, uint>(tensor.Bytes.Span), 0x7f80_0000u),
        ElementType.F16 => First(tensor, MemoryMarshal.Cast<byte, ushort>(tensor.Bytes.Span), (ushort)0x7c00),
        ElementType.BF16 => First(tensor, MemoryMarshal.Cast<byte, ushort>(tensor.Bytes.Span), (ushort)0x7f80),
        ElementType.F64 => First(tensor, MemoryMarshal.Cast<byte, ulong>(tensor.Bytes.Span), 0x7ff0_0000_0000_0000ul),
        _ => null,
    };

    // An element is finite unless all bits of its exponent are set; then it is infinite if its fraction is zero.
    static NonFiniteElement? First<T>(Tensor tensor, ReadOnlySpan<T> bits, T exponent) where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        long count = 0;
        int first = -1;
        for (int i = 0; i < bits.Length; i++)
        {
            if ((bits[i] & exponent) == exponent)
            {
                first = count++ == 0 ? i : first;
            }
        }
        if (count == 0)
        {
            return null;
        }
        T magnitude = (bits[first] << 1) >>> 1;
        string kind = magnitude != exponent ? "NaN" : magnitude == bits[first] ? "Inf" : "-Inf";
        return new NonFiniteElement(Position(first, tensor.Shape), kind, count);
    }

    static long[] Position(long index, IReadOnlyList<long> shape)
    {
        var position = new long[shape.Count];
        for (int axis = shape.Count - 1; axis >= 0; axis--)
        {
            position[axis] = index % shape[axis];
            index /= shape[axis];
        }
        return position;
    }
}
