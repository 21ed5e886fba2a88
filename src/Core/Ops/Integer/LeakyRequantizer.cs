namespace Qcc.Core.Ops.Integer;

/// <summary>
/// LeakyRelu or PRelu behind an accumulator (docs/integer-arithmetic.md 3.8): R31 with b+ where acc ≥ 0 and with b- where acc &lt; 0, one shift
/// for both.
/// </summary>
/// <param name="Positive">m.</param>
/// <param name="Negative">m times the slope, with the shift of <paramref name="Positive"/>; b- is signed, below zero where the slope is.</param>
public sealed record LeakyRequantizer(Dyadic Positive, Dyadic Negative, CodeRange Codes) : Requantizer(Codes)
{
    /// <summary>The nearest multipliers of <paramref name="width"/> bits and a sign, the larger of the two filling them (2.2, layer-common shift).</summary>
    /// <param name="multiplier">m of 2.</param>
    /// <param name="slope">Slope for negative accumulators, of either sign.</param>
    /// <exception cref="ArgumentOutOfRangeException">A multiplier or slope that is not finite, or a magnitude of at least 2^(w-1).</exception>
    public static LeakyRequantizer Of(float multiplier, float slope, int width, CodeRange codes)
    {
        Rational m = Rational.Of(multiplier);
        Dyadic[] both = Dyadic.NearestCommon([m, m * Rational.Of(MathF.Abs(slope))], width);
        return new LeakyRequantizer(both[0], slope < 0 ? both[1] with { Multiplier = -both[1].Multiplier } : both[1], codes);
    }

    /// <inheritdoc/>
    /// <exception cref="OverflowException">|acc·b| + 2^(c-1) leaves int64; no int32 accumulator does.</exception>
    public override int Apply(long accumulator) =>
        Codes.Clamp(checked(Codes.ZeroPoint + (accumulator >= 0 ? Positive : Negative).Apply(accumulator)));
}
