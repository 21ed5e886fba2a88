using Qcc.Core.Ir;

namespace Qcc.Codegen.C.Text;

/// <summary>How element types are called in C.</summary>
static class CTypes
{
    /// <summary>Whether values of the type can be stored: integers of 8 to 64 bits and bool.</summary>
    public static bool IsStored(this ElementType type) => type is ElementType.U8 or ElementType.S8 or ElementType.U16 or ElementType.S16
        or ElementType.S32 or ElementType.U32 or ElementType.S64 or ElementType.Bool;

    /// <summary>The type of <c>stdint.h</c>; bool is a byte, and two codes of 4 bits share one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Neither <see cref="IsStored"/> nor S4.</exception>
    public static string CType(this ElementType type) => type switch
    {
        ElementType.U8 or ElementType.Bool or ElementType.S4 => "uint8_t",
        ElementType.S8 => "int8_t",
        ElementType.U16 => "uint16_t",
        ElementType.S16 => "int16_t",
        ElementType.S32 => "int32_t",
        ElementType.U32 => "uint32_t",
        ElementType.S64 => "int64_t",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no integer of C"),
    };

    /// <summary>Bytes of an element.</summary>
    public static int Width(this ElementType type) => type == ElementType.Bool ? 1 : type.BitWidth() / 8;
}
