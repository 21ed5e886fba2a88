using System.Collections.Immutable;

namespace Qcc.Core.Ops.Integer.Nonlinear;

/// <summary>
/// e^(-d·s) for d of 8 bits from 256 entries (docs/integer-arithmetic.md 5.3): E[d] = RNE(2^24·e^(-d·s)), Q24.
/// Rounding: half to even, of the exact value. No arithmetic; error below 2^-25.
/// </summary>
/// <param name="Entries">E, 256 of them, at most 2^24.</param>
public sealed record ExpTable(double Scale, ImmutableArray<int> Entries) : NegativeExponential(Scale)
{
    public override int FractionBits => 24;
    public override long MaxDifference => 255;
    public override int Bytes => Entries.Length * sizeof(int);

    /// <exception cref="ArgumentOutOfRangeException">The scale is not above zero and finite.</exception>
    public static ExpTable Create(double scale) => new(RequireScale(scale),
        [.. Enumerable.Range(0, 256).Select(d => (int)RealFunctions.Exp(-d * Real.Of(scale)).Scale(24).RoundToEven())]);

    public override long Apply(long difference) => Entries[(int)RequireDifference(difference)];

    public bool Equals(ExpTable? other) => base.Equals(other) && Entries.AsSpan().SequenceEqual(other.Entries.AsSpan());

    public override int GetHashCode() => base.GetHashCode();
}
