namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>
/// e^(-d·s) by shifts and additions (docs/integer-arithmetic.md 5.2, shift form), Q16; I-ViT's form with constants of a fixed Q format.
/// For s = 2^-k, k = 0..31, u = min(d, 22·2^k)·2^16 >> k; else u = min(RS(d·b, c), 22·2^16), b/2^c the nearest 31-bit dyadic of s·2^16.
/// t = u + (u>>1) - (u>>4) + (u>>8) + (u>>10) is u·log2(e) (2^-11.6 of it too much); i = t >> 16, f = t &amp; 65535, j = f >> 14, g = f &amp; 16383,
/// E = (V_j - σ_j(g)) >> i, four chords of 2^-f whose slopes are sums of powers of two.
/// Rounding: down, everywhere but in RS. Saturation: u at 22·2^16. Widths: t below 2^21, everything else in s32, d·b in s64 below 2^62.
/// Error: 0.3 % relative, and 2^-16; in steps of 1/256 at most 0.45.
/// </summary>
/// <param name="Fraction">k where s = 2^-k, else null.</param>
/// <param name="ToQ16">b and c; not used where s is a power of two.</param>
public sealed record ShiftExp(double Scale, int? Fraction, Dyadic ToQ16) : NegativeExponential(Scale)
{
    const int Limit = 22;

    public override int FractionBits => 16;
    public override long MaxDifference => int.MaxValue;
    public override int Bytes => 0;

    /// <exception cref="ArgumentOutOfRangeException">The scale is not above zero and finite.</exception>
    public static ShiftExp Create(double scale)
    {
        int k = -Math.ILogB(RequireScale(scale));
        // A scale above the limit saturates at d = 1 as the limit does.
        return new(scale, k is >= 0 and <= 31 && Math.ScaleB(1, -k) == scale ? k : null, UnaryForm.ToFraction(Math.Min(scale, Limit), 16));
    }

    public override long Apply(long difference)
    {
        long d = RequireDifference(difference);
        return OfQ16(Fraction is { } k ? Math.Min(d, (long)Limit << k) << 16 >> k : ToQ16.Apply(d));
    }

    /// <summary>e^-u for u ≥ 0 in Q16.</summary>
    internal static long OfQ16(long value)
    {
        long u = Math.Min(value, Limit << 16);
        long t = Width.Signed(u + (u >> 1) - (u >> 4) + (u >> 8) + (u >> 10), 22);
        int i = (int)(t >> 16), f = (int)(t & 65535), g = f & 16383;
        int chord = (f >> 14) switch
        {
            0 => 65424 - ((g >> 1) + (g >> 3) + (g >> 7) + (g >> 8)),
            1 => 55013 - ((g >> 1) + (g >> 5) + (g >> 8)),
            2 => 46258 - ((g >> 1) - (g >> 5) - (g >> 6) - (g >> 8)),
            _ => 38905 - ((g >> 2) + (g >> 3) + (g >> 8)),
        };
        return chord >> i;
    }
}
