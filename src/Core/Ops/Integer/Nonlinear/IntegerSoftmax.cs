using System.Numerics;
using Qcc.Core.Ir;
using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>
/// Softmax of rows of n ≤ 2^14 codes (docs/integer-arithmetic.md 5.3). E_i is e^(-(max - q_i)·s) in Q24. S = Σ E_i, L = bit length of S,
/// Sn = S·2^(31-L) rounded down, inv = floor(2^61/Sn) in (2^30, 2^31], sh = 30 + L - o, code = clamp(z + ((E_i·inv + 2^(sh-1)) >> sh)).
/// The output's scale is 2^-o. The input's zero point cancels.
/// Rounding: half up, once; inv down. Saturation: the output's codes (a one-hot row's 2^o). Widths: S s64 below 2^39, products below 2^56.
/// Error in steps: at most 1/2 + 2^o·(2ρ·p·(1 - p) + δ·(1 + n·p)/S), S the true sum (at least 1), ρ the form's relative error and δ its last bit,
/// 2^-25, or 2^-16 for the shift form. On random rows of n = 197: 0.50 for 8 bits with tables or degree 3, 0.71 with the shift form; 0.53 for
/// 16 bits with two tables or degree 5. Long rows of equal scores far below the maximum reach the bound.
/// </summary>
/// <param name="Exponential">The form of e^(-d·s); its scale is the input's.</param>
/// <param name="OutputBits">o: 8 for u8 and s8, 15 for s16, 16 for u16.</param>
/// <param name="Codes">z and the codes of the output's type: z is its least code, 0 for s16.</param>
public sealed record IntegerSoftmax(NegativeExponential Exponential, int OutputBits, CodeRange Codes)
{
    /// <summary>The longest row.</summary>
    public const int MaxLength = 1 << 14;

    /// <summary>
    /// The softmax of a value's codes. The form's differences must cover the input's codes: 256 entries take 8 bits, two tables 16 bits.
    /// </summary>
    /// <param name="input">Parameters of the scores, per tensor.</param>
    /// <param name="form">The exponential.</param>
    /// <param name="output">u8, s8, u16 or s16.</param>
    /// <exception cref="ArgumentException">The output's type is another one, or the form takes fewer bits than the input has.</exception>
    public static IntegerSoftmax Create(QuantParams input, ExponentialForm form, ElementType output)
    {
        NegativeExponential exponential = NegativeExponential.Create(form, input.Scale);
        if (input.Type.BitWidth() < 32 && input.Type.Range() is var (least, most) && most - least > exponential.MaxDifference)
        {
            throw new ArgumentException($"{form} takes differences up to {exponential.MaxDifference}, codes of {input.Type.Name()} have more");
        }
        (long low, long high) = output.Range();
        return new(exponential, Fraction(output), new((int)(output == ElementType.S16 ? 0 : low), (int)low, (int)high));
    }

    /// <summary>Scale and zero point of the result.</summary>
    public static QuantParams OutputParams(ElementType output) =>
        QuantParams.PerTensor(output, MathF.ScaleB(1, -Fraction(output)), output == ElementType.S16 ? 0 : (int)output.Range().Low);

    /// <summary>One row of codes to one row of probabilities; the spans have one length and may be the same.</summary>
    /// <exception cref="ArgumentException">The row is empty or longer than <see cref="MaxLength"/>.</exception>
    public void Apply(ReadOnlySpan<int> row, Span<int> codes) => Apply(row, [], codes);

    /// <summary>
    /// A row of which some scores do not count, as an attention mask's: their E is 0 and their probability is 0, whatever their codes. Where no score
    /// counts, every probability is 0.
    /// </summary>
    /// <param name="row">Scores.</param>
    /// <param name="counts">Which of them count; empty for all.</param>
    /// <param name="codes">Probabilities, as many as scores; may be the same span.</param>
    /// <exception cref="ArgumentException">The row is empty or longer than <see cref="MaxLength"/>.</exception>
    public void Apply(ReadOnlySpan<int> row, ReadOnlySpan<bool> counts, Span<int> codes)
    {
        if (row.Length is 0 or > MaxLength)
        {
            throw new ArgumentException($"a row has 1 to {MaxLength} scores, not {row.Length}");
        }
        long max = long.MinValue, sum = 0;
        for (int i = 0; i < row.Length; i++)
        {
            max = counts.IsEmpty || counts[i] ? Math.Max(max, row[i]) : max;
        }
        for (int i = 0; i < row.Length; i++)
        {
            sum += counts.IsEmpty || counts[i] ? Exponential.InQ24(max - row[i]) : 0;
        }
        if (sum == 0)
        {
            codes[..row.Length].Fill(Codes.Clamp(Codes.ZeroPoint));
            return;
        }
        int length = BitOperations.Log2((ulong)Width.Signed(sum, 40)) + 1, shift = 30 + length - OutputBits;
        long normalized = length > 31 ? sum >> (length - 31) : sum << (31 - length), inverse = (1L << 61) / normalized;
        for (int i = 0; i < row.Length; i++)
        {
            long product = counts.IsEmpty || counts[i] ? Width.Signed(Exponential.InQ24(max - row[i]) * inverse, 57) : 0;
            codes[i] = Codes.Clamp(Codes.ZeroPoint + ((product + (1L << (shift - 1))) >> shift));
        }
    }

    /// <summary>Rows of n codes, one after the other.</summary>
    public void Apply(ReadOnlySpan<int> x, Span<int> y, int n)
    {
        for (int i = 0; i < x.Length; i += n)
        {
            Apply(x.Slice(i, n), y.Slice(i, n));
        }
    }

    static int Fraction(ElementType output) => output switch
    {
        ElementType.U8 or ElementType.S8 => 8,
        ElementType.S16 => 15,
        ElementType.U16 => 16,
        _ => throw new ArgumentException($"softmax gives codes of 8 or 16 bits, not {output.Name()}"),
    };
}
