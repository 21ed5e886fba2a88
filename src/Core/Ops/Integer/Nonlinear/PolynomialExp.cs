using System.Collections.Immutable;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>
/// EXP(d) = e^(-d·s) = 2^-i·2^-f, Q30 (docs/integer-arithmetic.md 5.2): (b, c) the nearest 31-bit dyadic of s·log2(e)·2^16,
/// t = min(RS(d·b, c), 31·2^16), i = t >> 16, f = t &amp; 65535, Horner a ← C_k + RS(a·f, 16), E = RS(a, i). C is the relative minimax polynomial of
/// 2^-f on [0, 1) and does not know s.
/// Rounding: half up. Saturation: t at 31·2^16, where E is 0 or 1. Widths: a, E s32; d·b below 2^62, a·f below 2^47. Error, relative, for d·s up
/// to 11, and 2^-31: degree 2 1.8e-3, degree 3 8.1e-5, degree 5 5.4e-6.
/// </summary>
/// <param name="Degree">2, 3 or 5; 2 is I-BERT's, whose published constants floor ln2/s and 1/s² and lose their bits for s above 10^-3.</param>
/// <param name="ToLog2">b and c.</param>
/// <param name="Coefficients">C, C_0 first, Q30.</param>
public sealed record PolynomialExp(double Scale, int Degree, Dyadic ToLog2, ImmutableArray<int> Coefficients) : NegativeExponential(Scale)
{
    const int Limit = 31 << 16;

    public override int FractionBits => 30;
    public override long MaxDifference => int.MaxValue;
    public override int Bytes => Coefficients.Length * sizeof(int);

    /// <exception cref="ArgumentOutOfRangeException">The scale is not above zero and finite, or there is no polynomial of the degree.</exception>
    public static PolynomialExp Create(double scale, int degree)
    {
        double toLog2 = (Real.Of(RequireScale(scale)).Scale(16) / RealFunctions.Ln2).ToDouble();
        // A larger multiplier saturates at d = 1 as the limit does.
        return new(scale, degree, Dyadic.Nearest(Math.Min(toLog2, Limit), Dyadic.MaxWidth), CoefficientsOf(degree));
    }

    public override long Apply(long difference)
    {
        long t = Math.Min(ToLog2.Apply(RequireDifference(difference)), Limit);
        return Rounding.Shift(Horner.Evaluate(Coefficients.AsSpan(), t & 65535, 16), (int)(t >> 16));
    }

    static ImmutableArray<int> CoefficientsOf(int degree) => degree switch
    {
        2 => [1071889874, -715120186, 181027199],
        3 => [1073661528, -741977837, 247036170, -41889097],
        5 => [1073741744, -744255827, 257882925, -59356150, 9866197, -1008016],
        _ => throw new ArgumentOutOfRangeException(nameof(degree), degree, "polynomials have degree 2, 3 or 5"),
    };

    public bool Equals(PolynomialExp? other) => base.Equals(other) && Degree == other.Degree && ToLog2 == other.ToLog2;

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Degree);
}
