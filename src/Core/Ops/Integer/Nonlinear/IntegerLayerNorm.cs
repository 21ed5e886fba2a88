using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>
/// LayerNorm of rows of n codes (docs/integer-arithmetic.md 5.5), n at most 2^14 for 8-bit and 2^12 for 16-bit codes. The input's zero point cancels.
/// A = Σq, B = Σq², e = max(1, RNE(4^G·n²·ε/s²)), V = RS(n·B - A², -2G) + e, D_i = n·q_i - A. By one root and one division,
/// j = (52 - bitlength(V)) >> 1, S = isqrt(floor(V·4^j)), inv = floor(2^56/S): N_i = RS(D_i·inv, 34 - j - G), which is D_i/√V in Q22; code as
/// <see cref="NormAffine"/> has it. G is the greatest up to 8 with 4^G·n²·4^bits and e below 2^61, and at least -23.
/// Rounding: root and quotient down, N and code half up. Saturation: e at 2^61, the output's codes. Widths: V below 2^62, S 26 bits, |D·inv| below
/// 2^60, |N| at most √n·2^22, s32; |N·g + h| below 2^62. Error: at most 0.501 steps.
/// </summary>
/// <param name="GuardBits">G.</param>
/// <param name="Epsilon">e.</param>
public sealed record IntegerLayerNorm(int GuardBits, long Epsilon, NormAffine Affine, CodeRange Codes) : IntegerNorm(Affine, Codes)
{
    /// <param name="input">Parameters of x, of 8 or 16 bits, per tensor.</param>
    /// <param name="gamma">γ, n of them.</param>
    /// <param name="beta">β, n of them, or none.</param>
    /// <param name="epsilon">ε, added to the variance.</param>
    /// <param name="output">Parameters of y, of 8 or 16 bits, per tensor.</param>
    /// <exception cref="ArgumentException">Lengths or types are others.</exception>
    public static IntegerLayerNorm Create(QuantParams input, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, double epsilon, QuantParams output)
    {
        RequireInput(input, gamma.Length);
        Real n = gamma.Length, code = EpsilonOf(epsilon, input, n * n);
        int guardBits = GuardBitsOf(n * n * SquareOf(input), code, 8);
        return new(guardBits, EpsilonCode(code, guardBits), NormAffine.Create(gamma, beta, output, 22, Real.One), UnaryForm.CodesOf(output));
    }

    protected override void ApplyRow(ReadOnlySpan<int> row, Span<int> codes)
    {
        long n = row.Length, sum = 0, squares = 0;
        foreach (int q in row)
        {
            sum += q;
            squares += (long)q * q;
        }
        (long inverse, int shift) = ReciprocalRoot(checked(Rounding.Shift(n * squares - sum * sum, -2 * GuardBits) + Epsilon));
        for (int i = 0; i < row.Length; i++)
        {
            long difference = n * row[i] - sum;
            codes[i] = Affine.Apply(i, Width.Signed(Rounding.Shift(Width.Signed(checked(difference * inverse), 61), shift - GuardBits), 32), Codes);
        }
    }
}
