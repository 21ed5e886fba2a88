using System.Collections.Immutable;
using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>
/// GELU(x) = max(x, 0) - tail(|x|) without a table (docs/integer-arithmetic.md 5.4), tail(t) = t·Q(t), Q the upper tail of the normal distribution:
/// v = min(RS(|q|·b_t, c_t), 2^16) - 2^15, b_t/2^c_t the nearest 31-bit dyadic of s·2^16/4.5; Horner a ← C_k + RS(a·v, 15), degree 8, Q30;
/// y = RS(max(q, 0)·b_x, c_x) - RS(a, 10) in Q20, b_x/2^c_x that of s·2^20; code = clamp(z_y + RS(y·b, c)), b/2^c that of 2^-20/s_y.
/// Where |x| reaches 2^10, 20 becomes the greatest F that holds x below 2^30, and 10 becomes 30 - F. q stands for q - z_x.
/// Rounding: half up. Saturation: t at 4.5, where the tail is 1.5e-5. Widths: a, x, y s32; products below 2^62. Error before the last rounding: 1.45e-4
/// absolute, beyond 4.5 1.6e-4: for 8-bit output; 16-bit output takes a table.
/// </summary>
/// <param name="Fraction">F.</param>
/// <param name="ToTail">b_t and c_t.</param>
/// <param name="ToFixed">b_x and c_x.</param>
/// <param name="ToCode">b and c.</param>
public sealed record IntegerGelu(QuantParams Input, QuantParams Output, int Fraction, Dyadic ToTail, Dyadic ToFixed, Dyadic ToCode)
    : UnaryForm("Gelu", Input, Output)
{
    /// <summary>C_0 first, Q30, of the variable v/2^15 in [-1, 1].</summary>
    public static ImmutableArray<int> Coefficients { get; } =
        [29383859, -143414564, 271092025, -149287119, -263586857, 431886395, -103325127, -139332174, 66444308];

    public override int Bytes => Coefficients.Length * sizeof(int);

    /// <exception cref="ArgumentException">The output is not of 8 or 16 bits.</exception>
    public static IntegerGelu Create(QuantParams input, QuantParams output)
    {
        RequireOutput(output);
        int fraction = FractionBits(input);
        // From 4.5 on the tail is saturated, whatever the scale.
        Dyadic toTail = ToFraction(Math.Min(input.Scale, 4.5) / 4.5, 16);
        return new(input, output, fraction, toTail, ToFraction(input.Scale, fraction), FromFraction(fraction, output));
    }

    public override int Apply(int code)
    {
        long q = (long)code - Input.ZeroPoint, v = Math.Min(ToTail.Apply(Math.Abs(q)), 1 << 16) - (1 << 15);
        long tail = Rounding.Shift(Horner.Evaluate(Coefficients.AsSpan(), v, 15), 30 - Fraction);
        return Codes.Clamp(Output.ZeroPoint + ToCode.Apply(Width.Signed(ToFixed.Apply(Math.Max(q, 0)) - tail, 32)));
    }
}
