namespace Qcc.Core.Ops.Integer;

/// <summary><c>R31</c> (docs/integer-arithmetic.md 2.2): code = clamp(z + RS(acc·b, c), lo, hi), one rounding, half up, of an int64 product.</summary>
/// <param name="Scale">b / 2^c.</param>
public sealed record R31Requantizer(Dyadic Scale, CodeRange Codes) : Requantizer(Codes)
{
    /// <inheritdoc/>
    /// <exception cref="OverflowException">|acc·b| + 2^(c-1) leaves int64; no int32 accumulator does.</exception>
    public override int Apply(long accumulator) => Codes.Clamp(checked(Codes.ZeroPoint + Scale.Apply(accumulator)));

    /// <summary>
    /// T_k = ceil(((k - z)·2^c - 2^(c-1)) / b): the least accumulator, of any size, whose code before clamping is at least k (2.4).
    /// </summary>
    /// <param name="code">k.</param>
    /// <exception cref="DivideByZeroException">b = 0: no accumulator changes the code.</exception>
    public Int128 Threshold(int code) => Rounding.CeilingDivide(
        ((Int128)(code - Codes.ZeroPoint) << Scale.Shift) - (Int128.One << (Scale.Shift - 1)), Scale.Multiplier);
}
