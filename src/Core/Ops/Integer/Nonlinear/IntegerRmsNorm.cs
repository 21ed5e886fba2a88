using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>
/// RMSNorm of rows of n codes (docs/integer-arithmetic.md 5.5), n at most 2^14 for 8-bit and 2^12 for 16-bit codes: <see cref="IntegerLayerNorm"/> with
/// q - z in place of q and A = 0: V = RS(n·Σ(q - z)², -2G) + e, D_i = n·(q_i - z). Rounding, saturation, widths and error are the same.
/// </summary>
/// <param name="ZeroPoint">z of the input.</param>
/// <param name="GuardBits">G.</param>
/// <param name="Epsilon">e = max(1, RNE(4^G·n²·ε/s²)).</param>
public sealed record IntegerRmsNorm(int ZeroPoint, int GuardBits, long Epsilon, NormAffine Affine, CodeRange Codes) : IntegerNorm(Affine, Codes)
{
    /// <param name="input">Parameters of x, of 8 or 16 bits, per tensor.</param>
    /// <param name="gamma">γ, n of them.</param>
    /// <param name="epsilon">ε, added to the mean square.</param>
    /// <param name="output">Parameters of y, of 8 or 16 bits, per tensor.</param>
    /// <exception cref="ArgumentException">Lengths or types are others.</exception>
    public static IntegerRmsNorm Create(QuantParams input, ReadOnlySpan<float> gamma, double epsilon, QuantParams output)
    {
        RequireInput(input, gamma.Length);
        Real n = gamma.Length, code = EpsilonOf(epsilon, input, n * n);
        int guardBits = GuardBitsOf(n * n * SquareOf(input), code, 8);
        return new(input.ZeroPoint, guardBits, EpsilonCode(code, guardBits), NormAffine.Create(gamma, [], output, 22, Real.One), UnaryForm.CodesOf(output));
    }

    protected override void ApplyRow(ReadOnlySpan<int> row, Span<int> codes)
    {
        long n = row.Length, squares = 0;
        foreach (int code in row)
        {
            long q = (long)code - ZeroPoint;
            squares += q * q;
        }
        (long inverse, int shift) = ReciprocalRoot(checked(Rounding.Shift(n * squares, -2 * GuardBits) + Epsilon));
        for (int i = 0; i < row.Length; i++)
        {
            long scaled = n * ((long)row[i] - ZeroPoint);
            codes[i] = Affine.Apply(i, Width.Signed(Rounding.Shift(Width.Signed(checked(scaled * inverse), 61), shift - GuardBits), 32), Codes);
        }
    }
}
