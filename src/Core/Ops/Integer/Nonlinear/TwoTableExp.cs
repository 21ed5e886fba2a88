using System.Collections.Immutable;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>
/// e^(-d·s) for d of 16 bits from two tables and one product (docs/integer-arithmetic.md 4.3): E = RS(H[d >> 8]·L[d &amp; 255], 32), Q30,
/// H[k] = RNE(2^31·e^(-256·k·s)), L[k] = RNE(2^31·e^(-k·s)).
/// Rounding: half up. Widths: entries u32, at most 2^31; the product and 2^31 stay within 2^62 + 2^31. Error below 2^-29.
/// </summary>
/// <param name="High">H, 256 entries.</param>
/// <param name="Low">L, 256 entries.</param>
public sealed record TwoTableExp(double Scale, ImmutableArray<uint> High, ImmutableArray<uint> Low) : NegativeExponential(Scale)
{
    public override int FractionBits => 30;
    public override long MaxDifference => 65535;
    public override int Bytes => (High.Length + Low.Length) * sizeof(uint);

    /// <exception cref="ArgumentOutOfRangeException">The scale is not above zero and finite.</exception>
    public static TwoTableExp Create(double scale)
    {
        Real s = Real.Of(RequireScale(scale));
        return new(scale, Table(256 * s), Table(s));
    }

    public override long Apply(long difference)
    {
        long d = RequireDifference(difference);
        return Width.Signed(Rounding.Shift(checked((long)High[(int)(d >> 8)] * Low[(int)(d & 255)]), 32), 32);
    }

    static ImmutableArray<uint> Table(Real step) => [.. Enumerable.Range(0, 256).Select(k => (uint)RealFunctions.Exp(-k * step).Scale(31).RoundToEven())];

    public bool Equals(TwoTableExp? other) => base.Equals(other) && High.AsSpan().SequenceEqual(other.High.AsSpan()) && Low.AsSpan().SequenceEqual(other.Low.AsSpan());

    public override int GetHashCode() => base.GetHashCode();
}
