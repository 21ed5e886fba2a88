using System.Numerics;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>An integer normalization of rows of n codes, with one gain and offset an element (docs/integer-arithmetic.md 5.5).</summary>
/// <param name="Affine">Gains and offsets, n of each.</param>
/// <param name="Codes">z_y and the codes of the output.</param>
public abstract record IntegerNorm(NormAffine Affine, CodeRange Codes)
{
    /// <summary>The longest row of 8-bit codes.</summary>
    public const int MaxLength = 1 << 14;

    /// <summary>The longest row of 16-bit codes.</summary>
    public const int MaxLength16 = 1 << 12;

    /// <summary>Beyond, every normalized value is zero.</summary>
    const int LeastGuardBits = 23;

    /// <summary>n.</summary>
    public int Length => Affine.Gains.Length;

    /// <summary>One row of n codes; the spans may be the same.</summary>
    /// <exception cref="OverflowException">An intermediate result left the width that the form promises.</exception>
    protected abstract void ApplyRow(ReadOnlySpan<int> row, Span<int> codes);

    /// <summary>Rows of n codes, one after the other.</summary>
    /// <exception cref="ArgumentException">The spans do not hold equally many whole rows.</exception>
    public void Apply(ReadOnlySpan<int> x, Span<int> y)
    {
        if (x.Length % Length != 0 || x.Length != y.Length)
        {
            throw new ArgumentException($"{x.Length} codes to {y.Length} are no rows of {Length}");
        }
        for (int i = 0; i < x.Length; i += Length)
        {
            ApplyRow(x.Slice(i, Length), y.Slice(i, Length));
        }
    }

    /// <summary>
    /// With j = (52 - bitlength(V)) >> 1, V' = floor(V·4^j) in [2^50, 2^52), S = isqrt(V') of 26 bits: inv = floor(2^56/S) in (2^30, 2^31], so that
    /// N = RS(D·inv, 34 - j) is D/√V in Q22; where V has 2G guard bits, RS(D·inv, 34 - j - G).
    /// </summary>
    /// <param name="variance">V, 1..2^62 - 1.</param>
    /// <returns>inv, and 34 - j, 9..39. </returns>
    private protected static (long Inverse, int Shift) ReciprocalRoot(long variance)
    {
        int j = (52 - (BitOperations.Log2((ulong)Width.Signed(variance, 63)) + 1)) >> 1;
        long scaled = j >= 0 ? variance << (2 * j) : variance >> (-2 * j);
        return ((1L << 56) / IntegerSqrt.Floor(scaled), 34 - j);
    }

    /// <summary>
    /// G: V·4^G keeps ε and small variances apart from their rounding to an integer. As many, up to a limit, as leave both parts of V below 2^61 for
    /// every row; negative where the scale is so small that ε outweighs every variance 2^17 times.
    /// </summary>
    /// <param name="variance">The bound of V without ε, at G = 0.</param>
    /// <param name="epsilon">The code of ε before rounding, at G = 0.</param>
    /// <param name="most">The limit.</param>
    private protected static int GuardBitsOf(Real variance, Real epsilon, int most) =>
        Math.Clamp((61 - Math.Max(variance.Magnitude, epsilon.Magnitude)) >> 1, -LeastGuardBits, most);

    /// <summary>n²·ε/s² or n·ε/s², before rounding.</summary>
    private protected static Real EpsilonOf(double epsilon, QuantParams input, Real factor)
    {
        Real scale = Real.Of((double)input.Scale);
        return factor * Real.Of(epsilon) / (scale * scale);
    }

    /// <summary>e = max(1, RNE(4^G·ε)), held below 2^61.</summary>
    private protected static long EpsilonCode(Real epsilon, int guardBits) => epsilon.Scale(2 * guardBits).RoundToEven(1, (1L << 61) - 1);

    /// <summary>(range of the codes)², no zero point being outside of it.</summary>
    private protected static Real SquareOf(QuantParams input) => Real.One.Scale(2 * input.Type.BitWidth());

    /// <exception cref="ArgumentException">The row is empty, too long for the input's type, or the type has more than 16 bits.</exception>
    private protected static void RequireInput(QuantParams input, int length)
    {
        int longest = input.Type.BitWidth() == 8 ? MaxLength : MaxLength16;
        if (!UnaryForm.IsByteOrWord(input.Type) || length < 1 || length > longest)
        {
            throw new ArgumentException($"a normalization takes rows of 1 to {longest} codes of 8 or 16 bits, not {length}");
        }
    }
}
