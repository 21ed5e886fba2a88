using System.Numerics;
using System.Runtime.InteropServices;
using Qcc.Core.Ir;

namespace Qcc.Data.Arrays;

/// <summary>Converts elements by value; integers are checked, floats are rounded to nearest even.</summary>
static class NumericConversion
{
    public static bool IsInteger(ElementType type) => type is ElementType.U8 or ElementType.S8 or ElementType.U16 or ElementType.S16
        or ElementType.S32 or ElementType.S64 or ElementType.U32 or ElementType.U64 or ElementType.Bool;

    /// <returns>The index of an element that the target type cannot hold, or -1.</returns>
    public static int Convert(ElementType from, ReadOnlySpan<byte> source, ElementType to, Span<byte> target) => to switch
    {
        _ when from == to => Copy(source, target),
        ElementType.F32 => To<float>(from, source, target),
        ElementType.F64 => To<double>(from, source, target),
        ElementType.F16 => To<Half>(from, source, target),
        ElementType.BF16 => ToBFloat16(MemoryMarshal.Cast<byte, uint>(source), MemoryMarshal.Cast<byte, ushort>(target)),
        ElementType.U8 => To<byte>(from, source, target),
        ElementType.S8 => To<sbyte>(from, source, target),
        ElementType.U16 => To<ushort>(from, source, target),
        ElementType.S16 => To<short>(from, source, target),
        ElementType.U32 => To<uint>(from, source, target),
        ElementType.S32 => To<int>(from, source, target),
        ElementType.U64 => To<ulong>(from, source, target),
        ElementType.S64 => To<long>(from, source, target),
        ElementType.Bool => ToBool(from, source, target),
        _ => throw new ArgumentOutOfRangeException(nameof(to), to, "no array holds it"),
    };

    static int To<T>(ElementType from, ReadOnlySpan<byte> source, Span<byte> target) where T : unmanaged, INumberBase<T> => from switch
    {
        ElementType.F32 => Each<float, T>(source, target),
        ElementType.F64 => Each<double, T>(source, target),
        ElementType.F16 => Each<Half, T>(source, target),
        ElementType.U8 or ElementType.Bool => Each<byte, T>(source, target),
        ElementType.S8 => Each<sbyte, T>(source, target),
        ElementType.U16 => Each<ushort, T>(source, target),
        ElementType.S16 => Each<short, T>(source, target),
        ElementType.U32 => Each<uint, T>(source, target),
        ElementType.S32 => Each<int, T>(source, target),
        ElementType.U64 => Each<ulong, T>(source, target),
        ElementType.S64 => Each<long, T>(source, target),
        _ => throw new ArgumentOutOfRangeException(nameof(from), from, "no array holds it"),
    };

    static int Each<TFrom, TTo>(ReadOnlySpan<byte> source, Span<byte> target)
        where TFrom : unmanaged, INumberBase<TFrom> where TTo : unmanaged, INumberBase<TTo>
    {
        ReadOnlySpan<TFrom> x = MemoryMarshal.Cast<byte, TFrom>(source);
        Span<TTo> y = MemoryMarshal.Cast<byte, TTo>(target);
        int i = 0;
        try
        {
            for (; i < y.Length; i++)
            {
                y[i] = TTo.CreateChecked(x[i]);
            }
            return -1;
        }
        catch (OverflowException)
        {
            return i;
        }
    }

    static int ToBool(ElementType from, ReadOnlySpan<byte> source, Span<byte> target)
    {
        int bad = To<byte>(from, source, target);
        return bad >= 0 ? bad : target.IndexOfAnyExcept((byte)0, (byte)1);
    }

    /// <summary>The upper half of the bits of f32, rounded to nearest even; NaN stays NaN.</summary>
    static int ToBFloat16(ReadOnlySpan<uint> x, Span<ushort> y)
    {
        for (int i = 0; i < y.Length; i++)
        {
            bool nan = (x[i] & 0x7fffffff) > 0x7f800000;
            y[i] = nan ? (ushort)0x7fc0 : (ushort)((x[i] + 0x7fff + ((x[i] >> 16) & 1)) >> 16);
        }
        return -1;
    }

    static int Copy(ReadOnlySpan<byte> source, Span<byte> target)
    {
        source.CopyTo(target);
        return -1;
    }
}
