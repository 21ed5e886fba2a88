namespace Qcc.Core.Ops.Integer;

/// <summary>
/// LeakyRelu or PRelu behind an accumulator (docs/integer-arithmetic.md 3.8): R31 with b+ where acc ≥ 0 and with b- where acc &lt; 0, one shift
/// for both.
/// </summary>
/// <param name="Positive">m.</param>
/// <param name="Negative">m times the slope, with the shift of <paramref name="Positive"/>.</param>
public sealed record LeakyRequantizer(Dyadic Positive, Dyadic Negative, CodeRange Codes) : Requantizer(Codes)
{
    /// <summary>The nearest multipliers of <paramref name="width"/> bits, the larger of the two filling them (2.2, layer-common shift).</summary>
    /// <param name="multiplier">m of 2.</param>
    /// <param name="slope">Slope for negative accumulators, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative slope, or a multiplier of at least 2^(w-1).</exception>
    public static LeakyRequantizer Of(float multiplier, float slope, int width, CodeRange codes)
    {
        Rational m = Rational.Of(multiplier);
        Dyadic[] both = Dyadic.NearestCommon([m, m * Rational.Of(slope)], width);
        return new LeakyRequantizer(both[0], both[1], codes);
    }

    /// <inheritdoc/>
    /// <exception cref="OverflowException">|acc·b| + 2^(c-1) leaves int64; no int32 accumulator does.</exception>
    public override int Apply(long accumulator) =>
        Codes.Clamp(checked(Codes.ZeroPoint + (accumulator >= 0 ? Positive : Negative).Apply(accumulator)));
}
