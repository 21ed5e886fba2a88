using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;

namespace Qcc.Data.Pictures;

/// <summary>An input that takes pictures: where its channels are and what size it wants.</summary>
/// <param name="Batch">Pictures in one sample; null where the input has no batch dimension.</param>
/// <param name="Width">Null where the model leaves it open; so is <paramref name="Height"/>.</param>
sealed record PictureInput(ModelInput Input, ChannelLayout Layout, int? Batch, int Channels, int? Width, int? Height)
{
    /// <exception cref="DiagnosticException">The model has several inputs, or one that takes no pictures, or not as many channels as there are means.</exception>
    public static PictureInput Of(IReadOnlyList<ModelInput> inputs, SampleOptions options, Place place)
    {
        if (inputs is [{ Type.Shape: { Count: 3 or 4 } shape } input] && input.Type.Element is ElementType.F32 or ElementType.F16 or ElementType.F64 or ElementType.U8)
        {
            Dim[] picture = [.. shape.TakeLast(3)];
            int? batch = shape.Count == 3 ? null : (int)Math.Min(shape[0].Size ?? 1, 1 << 16);
            ChannelLayout layout = options.Layout != ChannelLayout.Automatic ? options.Layout
                : !IsChannels(picture[0]) && IsChannels(picture[2]) ? ChannelLayout.Nhwc : ChannelLayout.Nchw;
            (Dim channels, Dim height, Dim width) = layout == ChannelLayout.Nhwc ? (picture[2], picture[0], picture[1]) : (picture[0], picture[1], picture[2]);
            if ((IsChannels(channels) || channels.Size is null) && Size(width) != 0 && Size(height) != 0)
            {
                if (options.Preprocessing is { Channels: > 1 and var given } && given != (channels.Size ?? 3))
                {
                    throw new DiagnosticException(DataDiagnostics.PreprocessingChannels.At(place, new(inputs[0], given)));
                }
                return new(inputs[0], layout, batch, (int)(channels.Size ?? 3), Size(width) ?? options.Pictures.Size?.Width, Size(height) ?? options.Pictures.Size?.Height);
            }
        }
        throw new DiagnosticException(DataDiagnostics.NoPictureInput.At(place, inputs));
    }

    /// <summary>The shape of a sample for pictures of a size.</summary>
    public long[] Shape(int width, int height)
    {
        long[] picture = Layout == ChannelLayout.Nhwc ? [height, width, Channels] : [Channels, height, width];
        return Batch is { } batch ? [batch, .. picture] : picture;
    }

    static bool IsChannels(Dim dim) => dim.Size is 1 or 3;

    /// <summary>The size if it is told, 0 if it is none that a picture has.</summary>
    static int? Size(Dim dim) => dim.Size is { } size ? size is > 0 and <= 1 << 15 ? (int)size : 0 : null;
}
