using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;

namespace Qcc.Data;

/// <summary>A <see cref="Preprocessing"/> for tensors of one shape: which elements belong to which channel.</summary>
/// <param name="Channels">Size of the channel axis; 1 where all elements are treated alike.</param>
/// <param name="Inner">Neighbouring elements of one channel.</param>
sealed record Normalization(Preprocessing Preprocessing, int Channels, int Inner)
{
    /// <summary>The channel axis is what the options say, else 1 where its size is the number of means, else the last.</summary>
    /// <exception cref="DiagnosticException">No axis has as many channels as there are values.</exception>
    public static Normalization Of(SampleOptions options, ModelInput input, long[] shape, Place place)
    {
        Preprocessing preprocessing = options.Preprocessing ?? Preprocessing.None;
        int channels = preprocessing.Channels;
        if (channels == 1)
        {
            return new(preprocessing, 1, (int)Math.Max(1, shape.Aggregate(1L, (product, size) => product * size)));
        }
        int[] axes = options.Layout switch
        {
            ChannelLayout.Nchw => [1],
            ChannelLayout.Nhwc => [shape.Length - 1],
            _ => [1, shape.Length - 1],
        };
        foreach (int axis in axes.Where(a => a > 0 && a < shape.Length && shape[a] == channels))
        {
            return new(preprocessing, channels, (int)shape[(axis + 1)..].Aggregate(1L, (product, size) => product * size));
        }
        throw new DiagnosticException(DataDiagnostics.PreprocessingChannels.At(place, new(input, channels)));
    }

    public void Apply(Span<float> x)
    {
        for (int start = 0, channel = 0; start < x.Length; start += Inner, channel = (channel + 1) % Channels)
        {
            foreach (ref float v in x.Slice(start, Math.Min(Inner, x.Length - start)))
            {
                v = Preprocessing.Apply(v, channel);
            }
        }
    }
}
