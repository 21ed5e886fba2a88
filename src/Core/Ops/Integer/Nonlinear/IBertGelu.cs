using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>
/// GELU in I-BERT's form (Kim et al., "I-BERT: Integer-only BERT Quantization", 2021): x/2·(1 + L(x/√2)),
/// L(u) = sgn(u)·(a·(min(|u|, -β) + β)² + 1), a = -0.2888, β = -1.769, with constants of a fixed Q format:
/// u = min(RS(|q|·b_u, c_u), B) in Q15, b_u/2^c_u the nearest 31-bit dyadic of s·2^15/√2, B = RNE(1.769·2^15);
/// l = 2^30 - RS(A·(B - u)², 30) in Q30, A = RNE(0.2888·2^30); x = RS(q·b_x, c_x) in Q20 (F bits as in <see cref="IntegerSilu"/>);
/// y = RS(x·RS(2^30 ± l, 11), 20); code = clamp(z_y + RS(y·b, c)). q stands for q - z_x.
/// Rounding: half up. Saturation: u at B. Widths: (B - u)² u32; products below 2^62. Error of the form: 0.018 absolute, at every scale; the
/// published constants floor β/s and 1/(a·s²), which holds for scales between 5.7e-5 and 1e-3 only, never for 8-bit codes.
/// </summary>
/// <param name="Fraction">F.</param>
/// <param name="ToErf">b_u and c_u.</param>
/// <param name="ToFixed">b_x and c_x.</param>
/// <param name="ToCode">b and c.</param>
public sealed record IBertGelu(QuantParams Input, QuantParams Output, int Fraction, Dyadic ToErf, Dyadic ToFixed, Dyadic ToCode)
    : UnaryForm("Gelu", Input, Output)
{
    /// <summary>A, Q30.</summary>
    public const int Curvature = 310096639;

    /// <summary>B, Q15.</summary>
    public const int Reach = 57967;

    public override int Bytes => 0;

    /// <exception cref="ArgumentException">The output is not of 8 or 16 bits.</exception>
    public static IBertGelu Create(QuantParams input, QuantParams output)
    {
        RequireOutput(output);
        int fraction = FractionBits(input);
        Dyadic toErf = ToFraction(Math.Min(input.Scale, 4) / Math.Sqrt(2), 15);
        return new(input, output, fraction, toErf, ToFraction(input.Scale, fraction), FromFraction(fraction, output));
    }

    public override int Apply(int code)
    {
        long q = (long)code - Input.ZeroPoint, rest = Reach - Math.Min(ToErf.Apply(Math.Abs(q)), Reach);
        long erf = (1L << 30) - Rounding.Shift(checked(Curvature * rest * rest), 30);
        long share = Rounding.Shift((1L << 30) + (q >= 0 ? erf : -erf), 11);
        long y = Rounding.Shift(checked(Width.Signed(ToFixed.Apply(q), 32) * share), 20);
        return Codes.Clamp(Output.ZeroPoint + ToCode.Apply(y));
    }
}
