using Qcc.Core.Ir;

namespace Qcc.Passes.Lower;

/// <summary>What operators on codes ask of the QuantizeLinear and DequantizeLinear nodes around a float operator (docs/int8-cpu.md, section 0).</summary>
static class CodeOperands
{
    /// <summary>The codes (of a QuantizeLinear: the floats), their scale and their zero point.</summary>
    public static Value?[] Of(Node conversion) => [conversion.Input(0), conversion.Input(1), conversion.Input(2)];

    /// <summary>Why a conversion is not one of unsigned bytes with one constant scale, or null.</summary>
    public static string? ActivationRefusal(Node conversion) =>
        conversion.Constant(1) is { Element: ElementType.F32, Count: 1 } && conversion.Constant(2) is { Element: ElementType.U8, Count: 1 } ? null
        : "not unsigned codes with one constant scale";

    /// <summary>Why weights are not constant signed bytes around zero with one scale, or one for each index along an axis; or null.</summary>
    public static string? WeightRefusal(Node dequantize, int axis)
    {
        if (dequantize.Constant(0) is not { Element: ElementType.S8 } codes || axis >= codes.Rank || dequantize.Constant(1) is not { Element: ElementType.F32, Rank: <= 1 } scales)
        {
            return "its weights are not constant signed codes";
        }
        return !IsZero(dequantize.Constant(2)) ? "the zero point of its weights is not 0"
            : scales.Count != 1 && (scales.Count != codes.Shape[axis] || AxisOf(dequantize, codes.Rank) != axis) ? "its weights have scales along another axis"
            : null;
    }

    /// <summary>Why a bias [n] is not in integers of scale x·w[c], which is what a kernel adds to its sums; null where it is, or where there is none.</summary>
    public static string? BiasRefusal(Value? bias, Node x, Node weights)
    {
        if (bias is null)
        {
            return null;
        }
        if (bias.Producer is not { } dequantize || dequantize.Constant(0) is not { Element: ElementType.S32, Rank: 1 } codes
            || dequantize.Constant(1) is not { Element: ElementType.F32, Rank: <= 1 } scales || !IsZero(dequantize.Constant(2)))
        {
            return "its bias is not a vector of 32-bit codes around 0";
        }
        ReadOnlySpan<float> actual = scales.Floats, w = weights.Constant(1)!.Floats;
        float s = x.Constant(1)!.Floats[0];
        bool fits = actual.Length == w.Length && (w.Length == 1 || w.Length == codes.Count);
        for (int c = 0; fits && c < w.Length; c++)
        {
            fits = actual[c] == s * w[c];
        }
        return fits ? null : "the scales of its bias are not those of its sums";
    }

    /// <summary>Whether two conversions have the same scale and zero point.</summary>
    public static bool HaveSameParameters(Node a, Node b) =>
        a.Constant(1)!.Floats[0] == b.Constant(1)!.Floats[0] && a.Constant(2)!.Bytes.Span[0] == b.Constant(2)!.Bytes.Span[0];

    static bool IsZero(Tensor? zeroPoints) => zeroPoints is not null && zeroPoints.Bytes.Span.IndexOfAnyExcept((byte)0) < 0;

    static long AxisOf(Node dequantize, int rank) => dequantize.Int("axis", 1) is < 0 and var axis ? axis + rank : dequantize.Int("axis", 1);
}
