namespace Qcc.Data;

/// <summary>How stored integers (pixels) become the model's floats: x = (v·Scale - Mean[c]) / Std[c] for channel c.</summary>
/// <param name="Scale">Factor of the stored value; 1/255 maps bytes to 0..1.</param>
/// <param name="Mean">One value for all channels, or one per channel, in the channel order of the model.</param>
/// <param name="Std">As <paramref name="Mean"/>; none is 0.</param>
public sealed record Preprocessing(float Scale, IReadOnlyList<float> Mean, IReadOnlyList<float> Std)
{
    /// <summary>The stored value itself.</summary>
    public static Preprocessing None { get; } = new(1, [0], [1]);

    /// <summary>Bytes to 0..1.</summary>
    public static Preprocessing UnitRange { get; } = new(1 / 255f, [0], [1]);

    /// <summary>Number of channels that the values are given for, the larger one of means and deviations; 1 fits any number.</summary>
    internal int Channels => Math.Max(Mean.Count, Std.Count);

    /// <summary>Applies the formula to channel <paramref name="channel"/>.</summary>
    internal float Apply(float stored, int channel) =>
        (stored * Scale - Mean[Mean.Count == 1 ? 0 : channel]) / Std[Std.Count == 1 ? 0 : channel];
}
