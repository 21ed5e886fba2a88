using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Qcc.Core.Ir;

/// <summary>
/// A constant: element type, shape and a view of its data. The view may lie in a memory-mapped file; nobody writes to it.
/// A pass that changes a weight makes a new tensor.
/// </summary>
public sealed class Tensor
{
    readonly ReadOnlyMemory<byte> _bytes;

    /// <summary>A tensor over raw little-endian data.</summary>
    /// <param name="element">Element type; not <see cref="ElementType.String"/>.</param>
    /// <param name="shape">Sizes, all at least 0; empty for a scalar.</param>
    /// <param name="bytes">Exactly the bytes that the shape needs.</param>
    /// <exception cref="ArgumentException">The number of bytes differs from what the shape needs.</exception>
    public Tensor(ElementType element, IReadOnlyList<long> shape, ReadOnlyMemory<byte> bytes)
    {
        Element = element;
        Shape = shape;
        _bytes = bytes;
        long needed = element.ByteSize(Count);
        if (bytes.Length != needed)
        {
            throw new ArgumentException($"{element.Name()}[{string.Join(',', shape)}] needs {needed} bytes, got {bytes.Length}", nameof(bytes));
        }
    }

    /// <summary>A tensor of strings (their UTF-8 bytes).</summary>
    public Tensor(IReadOnlyList<long> shape, IReadOnlyList<ReadOnlyMemory<byte>> strings)
    {
        Element = ElementType.String;
        Shape = shape;
        Strings = strings;
        if (strings.Count != Count)
        {
            throw new ArgumentException($"string[{string.Join(',', shape)}] needs {Count} strings, got {strings.Count}", nameof(strings));
        }
    }

    public ElementType Element { get; }

    /// <summary>Sizes per dimension; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    public int Rank => Shape.Count;

    /// <summary>Number of elements.</summary>
    public long Count => Shape.Contains(0) ? 0 : Shape.Aggregate(1L, (product, size) => checked(product * size));

    /// <summary>Raw little-endian data; empty for strings.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>The strings of a string tensor, else null.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Strings { get; }

    /// <summary>What the importer keeps of the source to write an unchanged tensor back as it was; opaque to everyone else.</summary>
    public object? Origin { get; init; }

    public TensorType Type => TensorType.Of(Element, [.. Shape]);

    /// <summary>The elements as <typeparamref name="T"/>, without copying.</summary>
    /// <exception cref="InvalidOperationException">The size of T is not the size of an element.</exception>
    public ReadOnlySpan<T> As<T>() where T : unmanaged => Marshal.SizeOf<T>() * 8 == Element.BitWidth()
        ? MemoryMarshal.Cast<byte, T>(_bytes.Span)
        : throw new InvalidOperationException($"{typeof(T).Name} is not the size of {Element.Name()}");

    /// <summary>The elements of an f32 tensor, without copying.</summary>
    public ReadOnlySpan<float> Floats => Element == ElementType.F32
        ? MemoryMarshal.Cast<byte, float>(_bytes.Span)
        : throw new InvalidOperationException($"a tensor of {Element.Name()} is read as f32");

    /// <summary>An f32 tensor; the array becomes the tensor's own.</summary>
    public static Tensor Of(float[] data, params ReadOnlySpan<long> shape) => new(ElementType.F32, shape.ToArray(), AsBytes(data));

    /// <summary>An s64 tensor, as ONNX takes shapes and axes.</summary>
    public static Tensor Of(long[] data, params ReadOnlySpan<long> shape) => new(ElementType.S64, shape.ToArray(), AsBytes(data));

    /// <summary>A tensor of any element type from an array of elements of the same size; the array becomes the tensor's own.</summary>
    public static Tensor Of<T>(ElementType element, T[] data, params ReadOnlySpan<long> shape) where T : unmanaged =>
        new(element, shape.ToArray(), AsBytes(data));

    /// <summary>Whether the elements lie along the last axis alone, <paramref name="size"/> of them: one number per column.</summary>
    public bool IsVectorOf(long size) => Rank >= 1 && Count == size && Shape[^1] == size;

    /// <summary>A scalar f32 tensor.</summary>
    public static Tensor Scalar(float value) => Of([value]);

    /// <summary>A vector f32 tensor.</summary>
    public static Tensor Vector(params float[] data) => Of(data, data.Length);

    /// <summary>The same data under another shape of as many elements.</summary>
    public Tensor Reshaped(params ReadOnlySpan<long> shape) => new(Element, shape.ToArray(), _bytes);

    /// <summary>Integers of any integer or bool type, widened.</summary>
    public long[] ToInt64() => Element switch
    {
        ElementType.S64 => As<long>().ToArray(),
        ElementType.S32 => Widen(As<int>(), v => v),
        ElementType.S16 => Widen(As<short>(), v => v),
        ElementType.U16 => Widen(As<ushort>(), v => v),
        ElementType.S8 => Widen(As<sbyte>(), v => v),
        ElementType.U8 or ElementType.Bool => Widen(As<byte>(), v => v),
        ElementType.U32 => Widen(As<uint>(), v => v),
        ElementType.U4 or ElementType.S4 or ElementType.U2 or ElementType.S2 => Unpack(),
        _ => throw new InvalidOperationException($"a tensor of {Element.Name()} is read as integers"),
    };

    public static Tensor operator +(Tensor a, Tensor b) => Zip(a, b, TensorPrimitives.Add);
    public static Tensor operator -(Tensor a, Tensor b) => Zip(a, b, TensorPrimitives.Subtract);
    public static Tensor operator *(Tensor a, Tensor b) => Zip(a, b, TensorPrimitives.Multiply);
    public static Tensor operator /(Tensor a, Tensor b) => Zip(a, b, TensorPrimitives.Divide);

    public static Tensor operator +(Tensor a, float b) => a.Map(v => v + b);
    public static Tensor operator *(Tensor a, float b) => a.Map(v => v * b);

    public Tensor Sqrt() => Map(MathF.Sqrt);

    /// <summary>An f32 tensor of the same shape with the function applied to each element.</summary>
    public Tensor Map(Func<float, float> function)
    {
        float[] result = Floats.ToArray();
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = function(result[i]);
        }
        return Of(result, [.. Shape]);
    }

    /// <summary>Multiplies slice c along <paramref name="axis"/> by factor c of the vector <paramref name="factors"/>.</summary>
    public Tensor ScaleChannels(Tensor factors, int axis = 0) => ScaleChannels(factors.Floats, axis);

    /// <inheritdoc cref="ScaleChannels(Tensor, int)"/>
    public Tensor ScaleChannels(ReadOnlySpan<float> factors, int axis = 0)
    {
        if (Shape[axis] != factors.Length)
        {
            throw new ArgumentException($"{factors.Length} factors for {Shape[axis]} channels", nameof(factors));
        }
        float[] result = Floats.ToArray();
        long inner = Shape.Skip(axis + 1).Aggregate(1L, (product, size) => product * size);
        for (int i = 0; i < result.Length; i++)
        {
            result[i] *= factors[(int)(i / inner % factors.Length)];
        }
        return Of(result, [.. Shape]);
    }

    delegate void Elementwise(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> result);

    static Tensor Zip(Tensor a, Tensor b, Elementwise function)
    {
        if (!a.Shape.SequenceEqual(b.Shape))
        {
            throw new ArgumentException($"shapes {a.Type} and {b.Type} differ", nameof(b));
        }
        var result = new float[a.Count];
        function(a.Floats, b.Floats, result);
        return Of(result, [.. a.Shape]);
    }

    static long[] Widen<T>(ReadOnlySpan<T> data, Func<T, long> widen)
    {
        var result = new long[data.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = widen(data[i]);
        }
        return result;
    }

    /// <summary>Codes below 8 bits, the first in the lowest bits of its byte; two's complement where the type is signed.</summary>
    long[] Unpack()
    {
        int width = Element.BitWidth(), perByte = 8 / width;
        (long low, long high) = Element.Range();
        var result = new long[Count];
        for (int i = 0; i < result.Length; i++)
        {
            long code = (_bytes.Span[i / perByte] >> (i % perByte * width)) & (high - low);
            result[i] = code > high ? code - (high - low + 1) : code;
        }
        return result;
    }

    static ReadOnlyMemory<byte> AsBytes<T>(T[] data) where T : unmanaged => new ArrayBytes<T>(data).Memory;
}
