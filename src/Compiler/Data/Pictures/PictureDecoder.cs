using System.Runtime.InteropServices;
using Qcc.Core.Diagnostics;
using Qcc.Onnx;
using SkiaSharp;

namespace Qcc.Data.Pictures;

/// <summary>Decodes JPEG and PNG with Skia. A picture that is not complete is refused: Skia would fill the rest with gray.</summary>
sealed class PictureDecoder(PictureOptions options, IDiagnostics diagnostics)
{
    /// <exception cref="DiagnosticException">The file cannot be read or is no whole picture.</exception>
    public Picture Decode(string path)
    {
        var place = new Place(path);
        byte[] file = ReadFile(path, place);
        using SKData data = SKData.CreateCopy(file);
        using SKCodec? codec = SKCodec.Create(new SKMemoryStream(data), out SKCodecResult opened);
        if (codec is null || codec.EncodedFormat is not (SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Png))
        {
            throw Refuse(DataDiagnostics.NotAPicture, place, codec is null ? $"{opened}" : $"it is {codec.EncodedFormat}");
        }
        SKImageInfo info = codec.Info;
        if ((long)info.Width * info.Height > options.MaxPixels)
        {
            throw Refuse(DataDiagnostics.PictureTooLarge, place, new(info.Width, info.Height, options.MaxPixels));
        }
        foreach (string conversion in PictureHeader.Conversions(file))
        {
            diagnostics.Report(DataDiagnostics.PictureConverted.At(place, conversion));
        }
        return Upright(Pixels(codec, place), codec.EncodedOrigin, place);
    }

    static Picture Pixels(SKCodec codec, Place place)
    {
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        var rgba = new byte[info.BytesSize64];
        GCHandle pin = GCHandle.Alloc(rgba, GCHandleType.Pinned);
        try
        {
            SKCodecResult result = codec.GetPixels(info, pin.AddrOfPinnedObject());
            return result == SKCodecResult.Success ? new Picture(info.Width, info.Height, rgba) : throw Refuse(DataDiagnostics.DamagedPicture, place, $"{result}");
        }
        finally
        {
            pin.Free();
        }
    }

    /// <summary>Turns the picture as its EXIF orientation says (1 to 8, CIPA DC-008, 4.6.5.1).</summary>
    Picture Upright(Picture picture, SKEncodedOrigin origin, Place place)
    {
        int orientation = (int)origin;
        if (orientation is <= 1 or > 8)
        {
            return picture;
        }
        diagnostics.Report(DataDiagnostics.PictureConverted.At(place, "the picture is turned as its EXIF orientation says"));
        bool swap = orientation >= 5;
        bool flipX = orientation is 2 or 3 or 7 or 8, flipY = orientation is 3 or 4 or 6 or 7;
        (int width, int height) = swap ? (picture.Height, picture.Width) : (picture.Width, picture.Height);
        var turned = new Picture(width, height, new byte[picture.Rgba.Length]);
        Span<uint> from = MemoryMarshal.Cast<byte, uint>(picture.Rgba.AsSpan()), to = MemoryMarshal.Cast<byte, uint>(turned.Rgba.AsSpan());
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (int sourceX, int sourceY) = swap ? (y, x) : (x, y);
                sourceX = flipX ? picture.Width - 1 - sourceX : sourceX;
                sourceY = flipY ? picture.Height - 1 - sourceY : sourceY;
                to[y * width + x] = from[sourceY * picture.Width + sourceX];
            }
        }
        return turned;
    }

    byte[] ReadFile(string path, Place place)
    {
        using Stream stream = SampleFile.Open(path);
        // No encoding that Skia reads takes more than a few bytes a pixel.
        if (stream.Length == 0 || stream.Length > Math.Min(8 * options.MaxPixels, Array.MaxLength))
        {
            throw Refuse(DataDiagnostics.NotAPicture, place, stream.Length == 0 ? "the file is empty" : $"it has {stream.Length} bytes");
        }
        try
        {
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (IOException e)
        {
            throw Refuse(IoDiagnostics.Unreadable, place, e.Message);
        }
    }

    static DiagnosticException Refuse<T>(DiagnosticKind<T> kind, Place place, T argument) => new(kind.At(place, argument));
}
