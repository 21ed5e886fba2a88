namespace Qcc.Data.Synthetic;

/// <summary>Where channels and pictures lie in a tensor.</summary>
/// <param name="Outer">Pictures in the tensor.</param>
/// <param name="ChannelStep">How far a step of the channel is: 1 for NHWC, else a plane.</param>
sealed record ChannelGeometry(int Outer, int Channels, int Height, int Width, int ChannelStep)
{
    /// <summary>Three dimensions or more, the last two (before the channels for NHWC) at least 4: a picture. Else [N, features].</summary>
    public static ChannelGeometry Of(long[] shape)
    {
        if (shape.Length == 4 && shape[3] is 1 or 3 && shape[1] > 4 && shape[2] > 4)
        {
            return new((int)shape[0], (int)shape[3], (int)shape[1], (int)shape[2], 1);
        }
        if (shape.Length >= 4 && shape[^1] >= 4 && shape[^2] >= 4)
        {
            long planes = shape[1..^2].Aggregate(1L, (product, size) => product * size);
            return new((int)shape[0], (int)planes, (int)shape[^2], (int)shape[^1], (int)(shape[^1] * shape[^2]));
        }
        long features = shape.Length > 1 ? shape[^1] : 1;
        return new(0, (int)features, 1, 1, 1);
    }

    public bool IsPicture => Outer > 0;

    public int ChannelOf(int element) => element / ChannelStep % Math.Max(1, Channels);

    /// <summary>Noise for the whole tensor; contrast and brightness differ from picture to picture.</summary>
    public float[] Pictures(Xoshiro random)
    {
        int size = Channels * Height * Width;
        var result = new float[Outer * size];
        for (int n = 0; n < Outer; n++)
        {
            float contrast = 0.6f + 0.8f * random.Uniform();
            float[] planes = OctaveNoise.Picture(random, Channels, Height, Width);
            for (int i = 0; i < size; i++)
            {
                (int channel, int pixel) = Math.DivRem(i, Height * Width);
                result[n * size + (ChannelStep == 1 ? pixel * Channels + channel : i)] = planes[i] * contrast;
            }
        }
        return result;
    }
}
