namespace Qcc.Data;

/// <summary>Order of the colours in the channels of a picture input.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue for three channels, gray for one.</summary>
    Rgb,

    /// <summary>Blue, green, red for three channels, gray for one.</summary>
    Bgr,
}

/// <summary>What happens to a picture that has not the size that the model wants.</summary>
public enum ResizeMode
{
    /// <summary>Scaled until its short side is <see cref="PictureOptions.ShortSide"/>, then the middle is cut out.</summary>
    Crop,

    /// <summary>Scaled to the size; the proportions change.</summary>
    Stretch,

    /// <summary>Refused.</summary>
    Refuse,
}

/// <summary>How pictures become tensors. Scaling is bilinear with antialiasing (a triangle as wide as a target pixel).</summary>
public sealed record PictureOptions
{
    /// <summary>Default: <see cref="ChannelOrder.Rgb"/>.</summary>
    public ChannelOrder Channels { get; init; }

    /// <summary>Default: <see cref="ResizeMode.Crop"/>.</summary>
    public ResizeMode Resize { get; init; }

    /// <summary>
    /// Width and height where the model leaves them open; default: each picture keeps its own size.
    /// </summary>
    public (int Width, int Height)? Size { get; init; }

    /// <summary>Short side in pixels before cropping, such as 256 for a crop of 224; default: just enough to cover the crop.</summary>
    public int? ShortSide { get; init; }

    /// <summary>Pictures of more pixels are refused before they are decoded.</summary>
    public long MaxPixels { get; init; } = 100_000_000;
}
