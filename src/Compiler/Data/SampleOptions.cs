namespace Qcc.Data;

/// <summary>Order of the dimensions of pictures that the model takes.</summary>
public enum ChannelLayout
{
    /// <summary>NCHW, unless only the last dimension of the input can be the channels (1, 3 or 4).</summary>
    Automatic,
    Nchw,
    Nhwc,
}

/// <summary>What to do with a sample that cannot be read, or that holds NaN or infinity.</summary>
public enum BadSamples
{
    /// <summary>Stop with an error that names the sample.</summary>
    Refuse,

    /// <summary>Leave it out and report how many were left out.</summary>
    Skip,
}

/// <summary>How files become samples.</summary>
public sealed record SampleOptions
{
    public static SampleOptions Default { get; } = new();

    /// <summary>
    /// For integer arrays given to float inputs, and for pictures. Null (default): such arrays are refused, because nobody
    /// has said how they were normalized; pictures are mapped to 0..1.
    /// </summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>Where the channels are (default: <see cref="ChannelLayout.Automatic"/>).</summary>
    public ChannelLayout Layout { get; init; }

    /// <summary>How pictures become tensors.</summary>
    public PictureOptions Pictures { get; init; } = new();

    /// <summary>Default: <see cref="BadSamples.Refuse"/>.</summary>
    public BadSamples BadSamples { get; init; }

    /// <summary>Arrays beside the inputs that samples carry too, where a file holds them.</summary>
    internal IReadOnlyList<string> Answers { get; init; } = [];
}
