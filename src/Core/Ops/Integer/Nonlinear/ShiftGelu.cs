using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>
/// GELU in I-ViT's form (Li and Gu, "I-ViT: Integer-only Quantization for Efficient Vision Transformer Inference", 2023), ShiftGELU:
/// x·σ(1.702·x), the exponential by shifts, with constants of a fixed Q format and without the row's maximum, past which the published form clamps:
/// u = min(RS(|q|·b_u, c_u), 22·2^16) in Q16, b_u/2^c_u the nearest 31-bit dyadic of s·2^16; t = u + (u>>1) + (u>>3) + (u>>4) + (u>>6), 1.703·u;
/// p = floor(2^32 / (2^16 + E16(t))), E16 as in <see cref="ShiftExp"/>; σ = p for q ≥ 0, else 2^16 - p, Q16;
/// x = RS(q·b_x, c_x) in Q20 (F bits as in <see cref="IntegerSilu"/>); code = clamp(z_y + RS(RS(x·σ, 16)·b, c)). q stands for q - z_x.
/// Rounding: shifts and quotient down, RS half up. Saturation: u at 22·2^16. Widths: t below 2^22; products below 2^62.
/// Error of the form: 0.021 absolute (that of x·σ(1.702·x)), at every scale.
/// </summary>
/// <param name="Fraction">F.</param>
/// <param name="ToQ16">b_u and c_u.</param>
/// <param name="ToFixed">b_x and c_x.</param>
/// <param name="ToCode">b and c.</param>
public sealed record ShiftGelu(QuantParams Input, QuantParams Output, int Fraction, Dyadic ToQ16, Dyadic ToFixed, Dyadic ToCode)
    : UnaryForm("Gelu", Input, Output)
{
    const int Limit = 22;

    public override int Bytes => 0;

    /// <exception cref="ArgumentException">The output is not of 8 or 16 bits.</exception>
    public static ShiftGelu Create(QuantParams input, QuantParams output)
    {
        RequireOutput(output);
        int fraction = FractionBits(input);
        return new(input, output, fraction, ToFraction(Math.Min(input.Scale, Limit), 16), ToFraction(input.Scale, fraction), FromFraction(fraction, output));
    }

    public override int Apply(int code)
    {
        long q = (long)code - Input.ZeroPoint, u = Math.Min(ToQ16.Apply(Math.Abs(q)), Limit << 16);
        long p = (1L << 32) / ((1L << 16) + ShiftExp.OfQ16(u + (u >> 1) + (u >> 3) + (u >> 4) + (u >> 6)));
        long y = Rounding.Shift(checked(Width.Signed(ToFixed.Apply(q), 32) * (q >= 0 ? p : (1L << 16) - p)), 16);
        return Codes.Clamp(Output.ZeroPoint + ToCode.Apply(y));
    }
}
