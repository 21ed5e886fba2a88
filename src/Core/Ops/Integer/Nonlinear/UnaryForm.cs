using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>One integer form of a function of one quantized value: code in, code out.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="Input">Parameters of x, per tensor.</param>
/// <param name="Output">Parameters of y, per tensor.</param>
public abstract record UnaryForm(string Function, QuantParams Input, QuantParams Output)
{
    /// <summary>Bytes of constants that a target stores, multipliers and shifts left out.</summary>
    public abstract int Bytes { get; }

    /// <summary>The output code of an input code.</summary>
    /// <param name="code">In the range of the input's type.</param>
    /// <exception cref="OverflowException">An intermediate result left the width that the form promises.</exception>
    public abstract int Apply(int code);

    /// <summary>Element by element; the spans have one length and may be the same.</summary>
    public void Apply(ReadOnlySpan<int> x, Span<int> y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = Apply(x[i]);
        }
    }

    /// <summary>The output's codes.</summary>
    protected CodeRange Codes => CodesOf(Output);

    /// <summary>Zero point and all codes of the type.</summary>
    internal static CodeRange CodesOf(QuantParams output) => new(output.ZeroPoint, (int)output.Type.Range().Low, (int)output.Type.Range().High);

    /// <summary>The nearest 31-bit dyadic of 2^-F / s_y: from a value with F fraction bits to output steps.</summary>
    internal static Dyadic FromFraction(int fractionBits, QuantParams output) => Dyadic.Nearest(Math.ScaleB(1, -fractionBits) / output.Scale, Dyadic.MaxWidth);

    /// <summary>The nearest 31-bit dyadic of s·2^F: from codes to a value with F fraction bits.</summary>
    internal static Dyadic ToFraction(double scale, int fractionBits) => Dyadic.Nearest(scale * Math.ScaleB(1, fractionBits), Dyadic.MaxWidth);

    /// <summary>20 fraction bits, or as many as leave every |x| of the input below 2^30.</summary>
    internal static int FractionBits(QuantParams input)
    {
        (long low, long high) = input.Type.Range();
        double largest = Math.Max(Math.Abs(low - input.ZeroPoint), Math.Abs(high - input.ZeroPoint)) * (double)input.Scale;
        return Math.Min(20, 29 - Math.ILogB(largest));
    }

    /// <summary>Whether the type is an integer of 8 or 16 bits.</summary>
    internal static bool IsByteOrWord(ElementType type) => type is ElementType.U8 or ElementType.S8 or ElementType.U16 or ElementType.S16;

    /// <exception cref="ArgumentException">The output is not of 8 or 16 bits.</exception>
    internal static void RequireOutput(QuantParams output)
    {
        if (!IsByteOrWord(output.Type))
        {
            throw new ArgumentException($"codes of 8 or 16 bits come out, not {output.Type.Name()}");
        }
    }
}
