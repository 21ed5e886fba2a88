using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>
/// tanh(x) = 2σ(2x) - 1 without a table (docs/integer-arithmetic.md 5.4), σ in Q30 as <see cref="IntegerSigmoid"/> has it;
/// code = clamp(z_y + RS((2σ - 2^30)·b, c)), b/2^c the nearest 31-bit dyadic of 2^-30/s_y. q stands for q - z_x.
/// Rounding: the quotient down, the code half up. Widths: |2σ - 2^30| at most 2^30, its product with b below 2^61; |2q| below 2^31.
/// Error before the last rounding: 6e-6.
/// </summary>
/// <param name="Exponential">EXP, of the input's scale.</param>
/// <param name="ToCode">b and c.</param>
public sealed record IntegerTanh(QuantParams Input, QuantParams Output, PolynomialExp Exponential, Dyadic ToCode) : UnaryForm("Tanh", Input, Output)
{
    public override int Bytes => Exponential.Bytes;

    /// <exception cref="ArgumentException">The output is not of 8 or 16 bits.</exception>
    public static IntegerTanh Create(QuantParams input, QuantParams output)
    {
        RequireOutput(output);
        return new(input, output, PolynomialExp.Create(input.Scale, 5), FromFraction(30, output));
    }

    public override int Apply(int code)
    {
        long sigma = IntegerSigmoid.OfCode(Exponential, 2 * ((long)code - Input.ZeroPoint));
        return Codes.Clamp(Output.ZeroPoint + ToCode.Apply(2 * sigma - (1L << 30)));
    }
}
