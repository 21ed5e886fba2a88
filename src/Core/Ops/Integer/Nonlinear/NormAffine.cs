using System.Collections.Immutable;
using Qcc.Core.Quantization;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>
/// The last step of a normalization (docs/integer-arithmetic.md 5.5): code = clamp(z_y + RS(N·g_i + h_i, c + F)), N with F fraction bits,
/// g_i = floor(γ_i/s_y·2^c + 1/2), c such that the largest |g| has 23 bits, at most 62 - F, h_i = RNE(β_i/s_y·2^(c+F)).
/// Where |h| would reach 2^61, c is less. |N·g + h| stays below 2^62 by construction: |N| below 2^32, |g| below 2^23.
/// </summary>
/// <param name="FractionBits">F.</param>
/// <param name="Shift">c + F, 1..62.</param>
/// <param name="Gains">g, one an element of a row.</param>
/// <param name="Offsets">h, one an element of a row.</param>
public sealed record NormAffine(int FractionBits, int Shift, ImmutableArray<int> Gains, ImmutableArray<long> Offsets)
{
    const int GainBits = 23;
    const long OffsetLimit = 1L << 61;

    /// <summary>Bytes of constants that a target stores.</summary>
    public int Bytes => Gains.Length * (sizeof(int) + sizeof(long));

    /// <param name="gamma">γ, finite, one an element of a row.</param>
    /// <param name="beta">β, finite, as many, or none for zeros.</param>
    /// <param name="output">Parameters of the result, per tensor.</param>
    /// <param name="fractionBits">F.</param>
    /// <param name="unit">What N = 1 stands for: 1, or √n where N is divided by it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or β/s_y is beyond 2^60.</exception>
    internal static NormAffine Create(ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, QuantParams output, int fractionBits, Real unit)
    {
        UnaryForm.RequireOutput(output);
        if (beta.Length != 0 && beta.Length != gamma.Length)
        {
            throw new ArgumentException($"{beta.Length} offsets for {gamma.Length} gains");
        }
        Real scale = Real.Of((double)output.Scale);
        Real[] gains = [.. gamma.ToArray().Select(g => Real.Of((double)g) * unit / scale)];
        Real[] offsets = gamma.Length == beta.Length ? [.. beta.ToArray().Select(b => Real.Of((double)b) / scale)] : new Real[gamma.Length];
        int shift = fractionBits + Exponent(gains);
        Real largest = offsets.Aggregate(Real.Zero, (m, h) => RealFunctions.Max(m, RealFunctions.Abs(h)));
        shift = Math.Min(Math.Min(shift, Rounding.MaxShift), 61 - largest.Magnitude);
        if (shift < 1)
        {
            throw new ArgumentException($"the gains or offsets are too large for an output scale of {output.Scale}");
        }
        int c = shift - fractionBits;
        return new(fractionBits, shift, [.. gains.Select(g => (int)(g.Scale(c) + Real.One.Scale(-1)).Floor())],
            [.. offsets.Select(h => h.Scale(shift).RoundToEven(-OffsetLimit, OffsetLimit))]);
    }

    /// <summary>The code of element i.</summary>
    internal int Apply(int i, long normalized, CodeRange codes) =>
        codes.Clamp(codes.ZeroPoint + Rounding.Shift(Width.Signed(checked(normalized * Gains[i] + Offsets[i]), 63), Shift));

    /// <summary>The c with which the largest |g| has 23 bits.</summary>
    static int Exponent(Real[] gains)
    {
        Real largest = gains.Aggregate(Real.Zero, (m, g) => RealFunctions.Max(m, RealFunctions.Abs(g)));
        if (largest.Sign == 0)
        {
            return 0;
        }
        int c = GainBits - largest.Magnitude;
        return largest.Scale(c) + Real.One.Scale(-1) >= Real.One.Scale(GainBits) ? c - 1 : c;
    }

    public bool Equals(NormAffine? other) => other is not null && FractionBits == other.FractionBits && Shift == other.Shift
        && Gains.AsSpan().SequenceEqual(other.Gains.AsSpan()) && Offsets.AsSpan().SequenceEqual(other.Offsets.AsSpan());

    public override int GetHashCode() => HashCode.Combine(FractionBits, Shift, Gains.Length);
}
