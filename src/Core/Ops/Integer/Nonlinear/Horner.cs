namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>Polynomials in fixed point.</summary>
static class Horner
{
    /// <summary>
    /// a ← C_k + RS(a·v, F) from the highest coefficient to C_0, which stands first: Σ C_k·(v/2^F)^k in the coefficients' Q format. Rounding: half
    /// up, once a step. Widths: a s32, asserted; products s64.
    /// </summary>
    public static long Evaluate(ReadOnlySpan<int> coefficients, long v, int fractionBits)
    {
        long a = coefficients[^1];
        for (int k = coefficients.Length - 2; k >= 0; k--)
        {
            a = Width.Signed(coefficients[k] + Rounding.Shift(checked(a * v), fractionBits), 32);
        }
        return a;
    }
}
