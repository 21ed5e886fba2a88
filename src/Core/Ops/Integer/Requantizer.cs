namespace Qcc.Core.Ops.Integer;

/// <summary>
/// From an accumulator at scale s_x·s_w to a code at scale s_y: the named functions of docs/integer-arithmetic.md 2. None decreases where the
/// accumulator grows, but for a <see cref="LeakyRequantizer"/> with a negative slope.
/// </summary>
/// <param name="Codes">Zero point and limits of the result.</param>
public abstract record Requantizer(CodeRange Codes)
{
    /// <summary>The code of an accumulator that has its bias already.</summary>
    /// <exception cref="OverflowException">An intermediate result leaves the width that the function is defined for.</exception>
    public abstract int Apply(long accumulator);

    /// <summary>m = fl(fl(s_x·s_w) / s_y), the multiplier of a channel: float32 rounding after each operation, in this order (2).</summary>
    public static float MultiplierOf(float inputScale, float weightScale, float outputScale)
    {
        float product = inputScale * weightScale;
        return product / outputScale;
    }
}
