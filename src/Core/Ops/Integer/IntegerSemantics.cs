using Qcc.Core.Ir;

namespace Qcc.Core.Ops.Integer;

/// <summary>
/// What a node computes on codes (docs/integer-graph.md): the reference that every emitted form of an integer graph equals bit for bit. It is written to
/// be obviously right, and fast enough to run whole networks in seconds.
/// </summary>
/// <param name="node">The node; its attributes and the types of its results, all sizes known.</param>
/// <param name="inputs">Its inputs; null where one is left out.</param>
/// <returns>Its results, as many as it has.</returns>
/// <exception cref="OverflowException">
/// An intermediate result leaves the width that the operator is defined for, which the compiler rules out; or a tensor has 2^31 elements and more.
/// </exception>
/// <exception cref="ArgumentOutOfRangeException">An index lies outside its axis.</exception>
/// <exception cref="NotSupportedException">Scales for blocks at an edge.</exception>
public delegate IReadOnlyList<Tensor> IntegerSemantics(Node node, IReadOnlyList<Tensor?> inputs);

/// <summary>Reading and writing tensors of integers.</summary>
public static class IntegerValues
{
    /// <summary>The codes as 32-bit integers.</summary>
    public static int[] Of(Tensor tensor)
    {
        var values = new int[tensor.Count];
        switch (tensor.Element)
        {
            case ElementType.U8 or ElementType.Bool: Widen(tensor.As<byte>(), values, v => v); break;
            case ElementType.S8: Widen(tensor.As<sbyte>(), values, v => v); break;
            case ElementType.S16: Widen(tensor.As<short>(), values, v => v); break;
            case ElementType.U16: Widen(tensor.As<ushort>(), values, v => v); break;
            case ElementType.S32: tensor.As<int>().CopyTo(values); break;
            default:
                long[] wide = tensor.ToInt64();
                for (int i = 0; i < wide.Length; i++)
                {
                    values[i] = checked((int)wide[i]);
                }
                break;
        }
        return values;
    }

    /// <summary>A tensor of these codes.</summary>
    /// <exception cref="OverflowException">A code does not fit the type.</exception>
    public static Tensor Pack(ElementType element, int[] codes, IReadOnlyList<long> shape)
    {
        long[] sizes = [.. shape];
        return element switch
        {
            ElementType.U8 or ElementType.Bool => Tensor.Of(element, Narrow(codes, v => checked((byte)v)), sizes),
            ElementType.S8 => Tensor.Of(element, Narrow(codes, v => checked((sbyte)v)), sizes),
            ElementType.S16 => Tensor.Of(element, Narrow(codes, v => checked((short)v)), sizes),
            ElementType.U16 => Tensor.Of(element, Narrow(codes, v => checked((ushort)v)), sizes),
            ElementType.S32 => Tensor.Of(element, codes, sizes),
            ElementType.S64 => Tensor.Of(Narrow(codes, v => (long)v), sizes),
            ElementType.S4 => new Tensor(element, sizes, Halves(codes)),
            _ => throw new ArgumentOutOfRangeException(nameof(element), element, "no type of codes"),
        };
    }

    /// <summary>Codes of -8 to 7 as halves of bytes, the low half first.</summary>
    /// <exception cref="OverflowException">A code does not fit.</exception>
    public static byte[] Halves(ReadOnlySpan<int> codes)
    {
        var bytes = new byte[(codes.Length + 1) / 2];
        for (int i = 0; i < codes.Length; i++)
        {
            int code = codes[i] is >= -8 and <= 7 ? codes[i] & 15 : throw new OverflowException($"{codes[i]} has more than 4 bits");
            bytes[i / 2] |= (byte)(i % 2 == 0 ? code : code << 4);
        }
        return bytes;
    }

    /// <summary>A tensor of these numbers modulo 2^bits; of bool 0 or 1 (docs/integer-arithmetic.md 3.10).</summary>
    public static Tensor Wrap(ElementType element, long[] numbers, IReadOnlyList<long> shape)
    {
        long[] sizes = [.. shape];
        return unchecked(element switch
        {
            ElementType.Bool => Tensor.Of(element, Array.ConvertAll(numbers, v => (byte)(v != 0 ? 1 : 0)), sizes),
            ElementType.U8 => Tensor.Of(element, Array.ConvertAll(numbers, v => (byte)v), sizes),
            ElementType.S8 => Tensor.Of(element, Array.ConvertAll(numbers, v => (sbyte)v), sizes),
            ElementType.U16 => Tensor.Of(element, Array.ConvertAll(numbers, v => (ushort)v), sizes),
            ElementType.S16 => Tensor.Of(element, Array.ConvertAll(numbers, v => (short)v), sizes),
            ElementType.U32 => Tensor.Of(element, Array.ConvertAll(numbers, v => (uint)v), sizes),
            ElementType.S32 => Tensor.Of(element, Array.ConvertAll(numbers, v => (int)v), sizes),
            ElementType.S64 => Tensor.Of(numbers, sizes),
            _ => throw new ArgumentOutOfRangeException(nameof(element), element, "no integer type of the evaluator"),
        });
    }

    /// <summary>The sizes of a result, which are known in an integer graph.</summary>
    public static long[] SizesOf(Value value) => [.. value.TensorType!.Shape!.Select(d => d.Size!.Value)];

    /// <summary>Number of elements of these sizes.</summary>
    /// <exception cref="OverflowException">More than an array holds.</exception>
    public static int CountOf(IEnumerable<long> sizes)
    {
        long[] all = [.. sizes];
        Int128 count = 1;
        foreach (long size in all)
        {
            count = count > Array.MaxLength && size > 0 ? count : count * size;
        }
        return count <= Array.MaxLength ? (int)count
            : throw new OverflowException($"[{string.Join(',', all)}] are more than the {Array.MaxLength} elements that a tensor of the evaluator holds");
    }

    static void Widen<T>(ReadOnlySpan<T> from, int[] to, Func<T, int> convert)
    {
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = convert(from[i]);
        }
    }

    static T[] Narrow<T>(int[] from, Func<int, T> convert) => Array.ConvertAll(from, v => convert(v));
}
