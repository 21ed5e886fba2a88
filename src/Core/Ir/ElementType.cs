namespace Qcc.Core.Ir;

/// <summary>Element type of a tensor; the numbers are those of ONNX's TensorProto.DataType.</summary>
public enum ElementType
{
    Undefined = 0,
    F32 = 1, U8 = 2, S8 = 3, U16 = 4, S16 = 5, S32 = 6, S64 = 7, String = 8, Bool = 9, F16 = 10, F64 = 11,
    U32 = 12, U64 = 13, C64 = 14, C128 = 15, BF16 = 16,
    F8E4M3FN = 17, F8E4M3FNUZ = 18, F8E5M2 = 19, F8E5M2FNUZ = 20, U4 = 21, S4 = 22, F4E2M1 = 23, F8E8M0 = 24, U2 = 25, S2 = 26,
}

/// <summary>Sizes, names and ranges of element types.</summary>
public static class ElementTypes
{
    static readonly string[] Names =
    [
        "undefined", "f32", "u8", "s8", "u16", "s16", "s32", "s64", "string", "bool", "f16", "f64", "u32", "u64", "c64", "c128", "bf16",
        "f8e4m3fn", "f8e4m3fnuz", "f8e5m2", "f8e5m2fnuz", "u4", "s4", "f4e2m1", "f8e8m0", "u2", "s2",
    ];
    static readonly int[] Bits = [0, 32, 8, 8, 16, 16, 32, 64, 0, 8, 16, 64, 32, 64, 64, 128, 16, 8, 8, 8, 8, 4, 4, 4, 8, 2, 2];

    /// <summary>All types that a tensor can have, in the order of their numbers.</summary>
    public static IEnumerable<ElementType> All => Enumerable.Range(1, Names.Length - 1).Select(i => (ElementType)i);

    /// <summary>The name in the text form ("f32", "u8", ...).</summary>
    public static string Name(this ElementType type) => Names[(int)type];

    /// <summary>Whether the number is one of ONNX's data types.</summary>
    public static bool IsKnown(int number) => number > 0 && number < Names.Length;

    /// <summary>Bits of one element in raw data; 0 for strings, which have none.</summary>
    public static int BitWidth(this ElementType type) => Bits[(int)type];

    /// <summary>Bytes that <paramref name="count"/> elements take in raw data; types below 8 bits are packed, the last byte padded.</summary>
    /// <exception cref="OverflowException">The size exceeds 63 bits.</exception>
    public static long ByteSize(this ElementType type, long count) => type.BitWidth() >= 8
        ? checked(count * (type.BitWidth() / 8))
        : checked(count * type.BitWidth() + 7) / 8;

    /// <summary>Whether the type is a binary floating-point type of at least 16 bits.</summary>
    public static bool IsFloat(this ElementType type) => type is ElementType.F32 or ElementType.F16 or ElementType.F64 or ElementType.BF16;

    /// <summary>Least and greatest code of an integer type of at most 32 bits.</summary>
    public static (long Low, long High) Range(this ElementType type) => type switch
    {
        ElementType.U8 => (0, 255),
        ElementType.S8 => (-128, 127),
        ElementType.U16 => (0, 65535),
        ElementType.S16 => (-32768, 32767),
        ElementType.S32 => (int.MinValue, int.MaxValue),
        ElementType.U32 => (0, uint.MaxValue),
        ElementType.U4 => (0, 15),
        ElementType.S4 => (-8, 7),
        ElementType.U2 => (0, 3),
        ElementType.S2 => (-2, 1),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not an integer type of at most 32 bits"),
    };

    /// <summary>The type with the given name, or null.</summary>
    public static ElementType? Parse(string name)
    {
        int index = Array.IndexOf(Names, name);
        return index > 0 ? (ElementType)index : null;
    }
}
