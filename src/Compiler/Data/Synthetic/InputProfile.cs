using Qcc.Core.Ir;

namespace Qcc.Data.Synthetic;

/// <summary>What the values of an input look like.</summary>
abstract record InputProfile
{
    /// <summary>For an input of which the model tells nothing.</summary>
    public static InputProfile Default(TensorType type) => type.Element switch
    {
        ElementType.U8 when type.Rank >= 3 => Pixels,
        ElementType.Bool => new OneValue(1),
        _ when !type.Element.IsFloat() => type.Rank is null or >= 2 ? new Indices(2) : new OneValue(1),
        _ when type.Rank is 0 or 1 => new Reals([0.5f], [0.25f], 0, 1),
        _ => new Reals([0], [1]),
    };

    /// <summary>Pictures in bytes.</summary>
    public static Reals Pixels { get; } = new([115], [60], 0, 255);
}

/// <summary>Indices 0 to <paramref name="Size"/> - 1, evenly.</summary>
sealed record Indices(long Size) : InputProfile;

/// <summary>The same number everywhere: masks are all ones, a sampling rate is the one that the model compares with.</summary>
sealed record OneValue(long Value) : InputProfile;

/// <summary>Real numbers with a mean and a standard deviation for all channels or for each, cut off at the bounds.</summary>
sealed record Reals(float[] Mean, float[] Std, float Low = float.NegativeInfinity, float High = float.PositiveInfinity) : InputProfile;
