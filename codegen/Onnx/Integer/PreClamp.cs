using Qcc.Core.Ir;
using Qcc.Core.Ops.Integer;

namespace Qcc.Codegen.Onnx.Integer;

/// <summary>
/// The accumulators whose code lies inside of its range: clamped to them, an accumulator needs no clamp behind the shift
/// (docs/integer-arithmetic.md 2.2, pre-clamped form).
/// </summary>
/// <param name="Least">The least of them.</param>
/// <param name="Greatest">The greatest.</param>
readonly record struct PreClamp(int Least, int Greatest)
{
    /// <summary>The limits for a function that does not decrease, or null where no clamp of the accumulator has the effect of a clamp of its code.</summary>
    /// <param name="code">The code before it is clamped.</param>
    /// <param name="min">The least accumulator.</param>
    /// <param name="max">The greatest.</param>
    public static PreClamp? Of(Func<long, long> code, int min, int max, CodeRange codes)
    {
        long least = First(x => code(x) >= codes.Low, min, max), greatest = First(x => code(x) > codes.High, min, max) - 1;
        bool reaches = least <= greatest && (least == min || code(least) == codes.Low) && (greatest == max || code(greatest) == codes.High);
        return reaches ? new((int)least, (int)greatest) : null;
    }

    /// <summary>
    /// What is added to a code so that it is not negative, and dropped by the cast to its type: 0 for unsigned types, else 2^8 or 2^16.
    /// </summary>
    public static long Lift(ElementType to) => to is ElementType.U8 or ElementType.U16 ? 0 : 1L << to.BitWidth();

    /// <summary>The largest shift for which a lifted code of the type fits a word of so many bits before it is shifted.</summary>
    public static int MaxShift(ElementType to, int wordBits) => wordBits - to.BitWidth() - (Lift(to) > 0 ? 1 : 0);

    /// <summary>(z + lift)·2^c + 2^(c-1): the offset for a zero point and a shift.</summary>
    public static long Offset(int zeroPoint, ElementType to, int shift) => ((zeroPoint + Lift(to)) << shift) + (shift > 0 ? 1L << (shift - 1) : 0);

    /// <summary>The least x in min..max + 1 for which the condition, once it holds, holds for all above; max + 1 where it holds for none.</summary>
    static long First(Func<long, bool> condition, long min, long max)
    {
        long end = max + 1;
        while (min < end)
        {
            long middle = min + ((end - min) >> 1);
            (min, end) = condition(middle) ? (min, middle) : (middle + 1, end);
        }
        return min;
    }
}
