using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>
/// σ(x) without a table (docs/integer-arithmetic.md 5.4): p = floor(2^60 / (2^30 + EXP(|q|))) of degree 5, σ = p for q ≥ 0, else 2^30 - p, Q30;
/// code = clamp(z_y + RS(σ·b, c)), b/2^c the nearest 31-bit dyadic of 2^-30/s_y. q stands for q - z_x.
/// Rounding: the quotient down, the code half up. Widths: σ at most 2^30, σ·b below 2^61. Error before the last rounding: 3e-6.
/// </summary>
/// <param name="Exponential">EXP, of the input's scale.</param>
/// <param name="ToCode">b and c.</param>
public sealed record IntegerSigmoid(QuantParams Input, QuantParams Output, PolynomialExp Exponential, Dyadic ToCode) : UnaryForm("Sigmoid", Input, Output)
{
    public override int Bytes => Exponential.Bytes;

    /// <exception cref="ArgumentException">The output is not of 8 or 16 bits.</exception>
    public static IntegerSigmoid Create(QuantParams input, QuantParams output)
    {
        RequireOutput(output);
        return new(input, output, PolynomialExp.Create(input.Scale, 5), FromFraction(30, output));
    }

    public override int Apply(int code) => Codes.Clamp(Output.ZeroPoint + ToCode.Apply(OfCode(Exponential, (long)code - Input.ZeroPoint)));

    /// <summary>σ(s·q) in Q30.</summary>
    internal static long OfCode(PolynomialExp exponential, long q)
    {
        long p = (1L << 60) / ((1L << 30) + exponential.Apply(Math.Abs(q)));
        return q >= 0 ? p : (1L << 30) - p;
    }
}
