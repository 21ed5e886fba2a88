using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>
/// SiLU(x) = x·σ(x) without a table (docs/integer-arithmetic.md 5.4): x = RS(q·b_x, c_x) in Q20, y = RS(x·RS(σ, 10), 20) in Q20, σ in Q30 as
/// <see cref="IntegerSigmoid"/> has it; code = clamp(z_y + RS(y·b, c)). b_x/2^c_x and b/2^c are the nearest 31-bit dyadics of s_x·2^20 and 2^-20/s_y.
/// Where |x| reaches 2^10, 20 becomes the greatest F that holds x below 2^30. q stands for q - z_x.
/// Rounding: half up, four times. Widths: x, y s32; products below 2^62. Error before the last rounding: 0.22 of 2^-15 for |x| up to 16.
/// </summary>
/// <param name="Fraction">F.</param>
/// <param name="Exponential">EXP, of the input's scale.</param>
/// <param name="ToFixed">b_x and c_x.</param>
/// <param name="ToCode">b and c.</param>
public sealed record IntegerSilu(QuantParams Input, QuantParams Output, int Fraction, PolynomialExp Exponential, Dyadic ToFixed, Dyadic ToCode)
    : UnaryForm("Swish(1)", Input, Output)
{
    public override int Bytes => Exponential.Bytes;

    /// <exception cref="ArgumentException">The output is not of 8 or 16 bits.</exception>
    public static IntegerSilu Create(QuantParams input, QuantParams output)
    {
        RequireOutput(output);
        int fraction = FractionBits(input);
        return new(input, output, fraction, PolynomialExp.Create(input.Scale, 5), ToFraction(input.Scale, fraction), FromFraction(fraction, output));
    }

    public override int Apply(int code)
    {
        long q = (long)code - Input.ZeroPoint, x = Width.Signed(ToFixed.Apply(q), 32);
        long y = Rounding.Shift(x * Rounding.Shift(IntegerSigmoid.OfCode(Exponential, q), 10), 20);
        return Codes.Clamp(Output.ZeroPoint + ToCode.Apply(y));
    }
}
