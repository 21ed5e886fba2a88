using System.Runtime.InteropServices;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Data.Arrays;

namespace Qcc.Data.Pictures;

/// <summary>Samples from picture files below a folder, as many for a sample as the model's batch takes.</summary>
sealed class PictureSource(string folder, IReadOnlyList<string> files, PictureInput input, SampleOptions options, IDiagnostics diagnostics) : SampleSource
{
    readonly PictureDecoder _decoder = new(options.Pictures, diagnostics);
    readonly Preprocessing _preprocessing = options.Preprocessing ?? Preprocessing.UnitRange;

    int Batch => input.Batch ?? 1;

    public override int? Count => options.BadSamples == BadSamples.Refuse ? files.Count / Batch : null;

    /// <summary>Whether a file is taken for a picture, by its name.</summary>
    public static bool IsPicture(string path) => Path.GetExtension(path).ToUpperInvariant() is ".JPG" or ".JPEG" or ".PNG";

    public override IEnumerable<Sample> Read(CancellationToken cancellation)
    {
        Tensor? tensor = null;
        byte[] bytes = [];
        int filled = 0, used = 0, skipped = 0;
        foreach (string file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Decode(file) is not { } picture)
            {
                skipped++;
                continue;
            }
            if (filled == 0)
            {
                (tensor, bytes) = Sized(picture, tensor, bytes);
            }
            Fill(picture, bytes, filled++, tensor!, file);
            if (filled == Batch)
            {
                filled = 0;
                used++;
                yield return new Sample(Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'), new Dictionary<string, Tensor> { [input.Input.Name] = tensor! });
            }
        }
        Conclude(filled, skipped, used);
    }

    void Conclude(int left, int skipped, int used)
    {
        var place = new Place(folder);
        if (left > 0)
        {
            diagnostics.Report(DataDiagnostics.RemainderDropped.At(place, new(left, Batch)));
        }
        if (skipped > 0)
        {
            diagnostics.Report(DataDiagnostics.SamplesSkipped.At(place, new(skipped, used)));
        }
    }

    /// <summary>The picture, or null for a bad one that is to be left out.</summary>
    Picture? Decode(string file)
    {
        try
        {
            return _decoder.Decode(file);
        }
        catch (DiagnosticException e) when (options.BadSamples == BadSamples.Skip)
        {
            diagnostics.Report(DataDiagnostics.LeftOut(e.Diagnostic));
            return null;
        }
    }

    /// <summary>A tensor for pictures of the size that the model wants, else of this picture's size.</summary>
    (Tensor, byte[]) Sized(Picture picture, Tensor? tensor, byte[] bytes)
    {
        long[] shape = input.Shape(input.Width ?? picture.Width, input.Height ?? picture.Height);
        if (tensor is not null && tensor.Shape.SequenceEqual(shape))
        {
            return (tensor, bytes);
        }
        ElementType element = input.Input.Type.Element;
        long size = element.ByteSize(shape.Aggregate(1L, (product, d) => checked(product * d)));
        bytes = size <= Array.MaxLength ? new byte[size] : throw new DiagnosticException(DataDiagnostics.ArrayTooLarge.At(new Place("qcc", null, input.Input.Name), $"[{string.Join(',', shape)}]"));
        return (new Tensor(element, shape, bytes), bytes);
    }

    void Fill(Picture picture, byte[] bytes, int index, Tensor tensor, string file)
    {
        bool last = input.Layout == ChannelLayout.Nhwc;
        int height = (int)tensor.Shape[^(last ? 3 : 2)], width = (int)tensor.Shape[^(last ? 2 : 1)];
        float[] rgb = Scale(picture, width, height, new Place(file));
        var values = new float[width * height * input.Channels];
        for (int pixel = 0; pixel < width * height; pixel++)
        {
            for (int channel = 0; channel < input.Channels; channel++)
            {
                float stored = Stored(rgb.AsSpan(pixel * 3, 3), channel);
                values[last ? pixel * input.Channels + channel : channel * width * height + pixel] =
                    tensor.Element == ElementType.U8 ? MathF.Round(stored) : _preprocessing.Apply(stored, channel);
            }
        }
        int size = bytes.Length / Batch;
        NumericConversion.Convert(ElementType.F32, MemoryMarshal.AsBytes(values.AsSpan()), tensor.Element, bytes.AsSpan(index * size, size));
    }

    /// <summary>0..255; gray is luma as in ITU-R BT.601.</summary>
    float Stored(ReadOnlySpan<float> rgb, int channel) => input.Channels == 1 ? 0.299f * rgb[0] + 0.587f * rgb[1] + 0.114f * rgb[2]
        : options.Pictures.Channels == ChannelOrder.Bgr ? rgb[2 - channel] : rgb[channel];

    float[] Scale(Picture picture, int width, int height, Place place)
    {
        (int scaledWidth, int scaledHeight) = (width, height);
        bool fits = picture.Width == width && picture.Height == height && options.Pictures.ShortSide is null;
        if (!fits)
        {
            if (options.Pictures.Resize == ResizeMode.Refuse)
            {
                throw new DiagnosticException(DataDiagnostics.PictureWrongSize.At(place, new(picture.Width, picture.Height, 0)));
            }
            diagnostics.Report(DataDiagnostics.PictureConverted.At(place, $"pictures of other sizes are scaled to {width} x {height}"));
        }
        if (!fits && options.Pictures.Resize == ResizeMode.Crop)
        {
            double cover = Math.Max((double)width / picture.Width, (double)height / picture.Height);
            double factor = Math.Max(cover, (options.Pictures.ShortSide ?? 0) / (double)Math.Min(picture.Width, picture.Height));
            scaledWidth = Math.Max(width, (int)Math.Round(picture.Width * factor));
            scaledHeight = Math.Max(height, (int)Math.Round(picture.Height * factor));
        }
        return Resampling.Scale(picture,
            Resampling.Of(picture.Width, scaledWidth, (scaledWidth - width) / 2, width),
            Resampling.Of(picture.Height, scaledHeight, (scaledHeight - height) / 2, height));
    }
}
