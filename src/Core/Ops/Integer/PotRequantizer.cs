namespace Qcc.Core.Ops.Integer;

/// <summary><c>Pot</c> (docs/integer-arithmetic.md 2.3): code = clamp(z + RS(acc, c), lo, hi), for scales whose quotient is 2^-c exactly.</summary>
/// <param name="Shift">c, -8..62.</param>
public sealed record PotRequantizer(int Shift, CodeRange Codes) : Requantizer(Codes)
{
    /// <inheritdoc/>
    /// <exception cref="OverflowException">acc + 2^(c-1), or acc·2^(-c), leaves int64; no int32 accumulator does.</exception>
    public override int Apply(long accumulator) => Codes.Clamp(checked(Codes.ZeroPoint + Rounding.Shift(accumulator, Shift)));

    /// <summary>c with m = 2^-c, or null where m is no such power.</summary>
    public static int? ShiftOf(float multiplier)
    {
        if (!(float.IsFinite(multiplier) && multiplier > 0))
        {
            return null;
        }
        int c = -MathF.ILogB(multiplier);
        return MathF.ScaleB(1, -c) == multiplier && c is >= -8 and <= Rounding.MaxShift ? c : null;
    }
}
