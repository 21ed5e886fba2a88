namespace Qcc.Core.Quantization;

/// <summary>What scales become in an integer graph (docs/integer-arithmetic.md 2).</summary>
public enum MultiplierForm
{
    /// <summary>A multiplication by an integer and a shift (R31): any scale.</summary>
    Dyadic,

    /// <summary>A shift alone: scales are powers of two.</summary>
    Pot,
}

/// <summary>The multipliers of an integer graph.</summary>
/// <param name="Form">What scales become.</param>
/// <param name="Bits">Bits of a dyadic multiplier, 8..31; also where a power of two is none, as a mean of 49 numbers.</param>
public readonly record struct Multipliers(MultiplierForm Form, int Bits)
{
    /// <summary>Dyadic ones of 31 bits.</summary>
    public static Multipliers Default { get; } = new(MultiplierForm.Dyadic, 31);

    /// <summary>The scales that go with them.</summary>
    public ScaleGrid Scales => Form == MultiplierForm.Pot ? ScaleGrid.PowersOfTwo : ScaleGrid.Any;
}

/// <summary>Which numbers scales are.</summary>
public enum ScaleGrid
{
    /// <summary>Any float32 above zero.</summary>
    Any,

    /// <summary>Powers of two: each the least that covers the range.</summary>
    PowersOfTwo,
}

/// <summary>Scales on a grid.</summary>
public static class ScaleGrids
{
    /// <summary>The least number of the grid that is not below a scale.</summary>
    /// <param name="scale">A normal float32 above zero.</param>
    public static float Up(this ScaleGrid grid, float scale)
    {
        if (grid == ScaleGrid.Any)
        {
            return scale;
        }
        float power = MathF.ScaleB(1, MathF.ILogB(scale));
        return power < scale ? 2 * power : power;
    }

    /// <summary>Parameters per tensor whose scale lies on the grid and which cover the same range, to half a step at its ends.</summary>
    public static QuantParams Up(this ScaleGrid grid, QuantParams q)
    {
        float scale = grid.Up(q.Scale);
        return scale == q.Scale ? q : QuantParams.PerTensor(q.Type, scale, (int)Math.Round(q.ZeroPoint * (double)q.Scale / scale, MidpointRounding.ToEven));
    }
}
