using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Data;
using Qcc.Testing;
using SkiaSharp;

namespace Qcc.Compiler.Tests.Data;

public sealed class PictureTests : DataTest
{
    static readonly ModelInput[] Rgb16 = [Input("image", ElementType.F32, Dim.Of("N"), 3, 16, 16)];

    static string Kit(string name)
    {
        string? path = Repository.Shared("kit", "odd", "calibration", "images", name);
        Assert.SkipWhen(path is null, "the kit is not beside the repository");
        return path;
    }

    [Theory]
    [InlineData("good.png")]
    [InlineData("good.jpg")]
    [InlineData("gray.png", "gray serves as all channels")]
    [InlineData("gray.jpg", "gray serves as all channels")]
    [InlineData("gray16.png", "16 bits a channel are reduced to 8", "gray serves as all channels")]
    [InlineData("alpha.png", "alpha is dropped")]
    [InlineData("palette.png", "the palette is resolved")]
    [InlineData("cmyk.jpg", "CMYK is converted to RGB")]
    [InlineData("exif-rotated.jpg", "the picture is turned as its EXIF orientation says", "pictures of other sizes are scaled to 16 x 16")]
    [InlineData("wrong-size.png", "pictures of other sizes are scaled to 16 x 16")]
    public async Task Accepts_and_reports_each_conversion(string file, params string[] notes)
    {
        Sample sample = Assert.Single(await ReadAll(Kit(file), Rgb16));
        Assert.Equal([1, 3, 16, 16], sample.Inputs["image"].Shape);
        Assert.All(sample.Inputs["image"].Floats.ToArray(), v => Assert.InRange(v, 0f, 1.000001f));
        Assert.Equal(notes, Diagnostics.Items.Where(d => d.Code == "QCC2040").Select(d => d.Text));
    }

    [Fact]
    public async Task Colours_under_alpha_are_not_darkened()
    {
        Tensor image = (await ReadAll(Kit("alpha.png"), Rgb16))[0].Inputs["image"];
        Assert.Equal((1f, 0f), (image.Floats[0], image.Floats[256]));
    }

    [Theory]
    [InlineData("truncated.jpg", "QCC2042")]
    [InlineData("text.jpg", "QCC2041")]
    [InlineData("empty.png", "QCC2041")]
    [InlineData("huge-dims.png", "QCC2043")]
    public async Task Refuses(string file, string code)
    {
        string path = Kit(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(code, (await Refusal(path, Rgb16)).Code);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 2 << 20);
    }

    [Fact]
    public async Task Bad_pictures_are_left_out_and_counted()
    {
        List<Sample> samples = await ReadAll(Path.GetDirectoryName(Kit("good.png"))!, Rgb16, new SampleOptions { BadSamples = BadSamples.Skip });
        Assert.Equal(10, samples.Count);
        Assert.Contains("4 bad samples were left out, 10 used", Diagnostics.Items.Single(d => d.Code == "QCC2029").Text);
    }

    [Theory]
    [InlineData(ChannelOrder.Rgb, 10, 20, 30)]
    [InlineData(ChannelOrder.Bgr, 30, 20, 10)]
    public async Task Channels_are_ordered_and_normalized(ChannelOrder order, int first, int second, int third)
    {
        string path = Write("a.png", 4, 4, (_, _) => new SKColor(10, 20, 30));
        var options = new SampleOptions { Preprocessing = new(1, [1, 2, 3], [1, 1, 2]), Pictures = new() { Channels = order } };
        Tensor image = (await ReadAll(path, [Input("x", ElementType.F32, 1, 3, 4, 4)], options))[0].Inputs["x"];
        Assert.Equal([first - 1f, second - 2f, (third - 3f) / 2], new[] { image.Floats[0], image.Floats[16], image.Floats[32] });
    }

    [Fact]
    public async Task A_picture_keeps_its_size_and_bytes_where_the_model_leaves_them_open()
    {
        string path = Write("a.png", 5, 3, (x, y) => new SKColor((byte)(x * 10), (byte)(y * 10), 7));
        Tensor image = (await ReadAll(path, [Input("x", ElementType.U8, Dim.Of("N"), Dim.Of("H"), Dim.Of("W"), 3)]))[0].Inputs["x"];
        Assert.Equal([1, 3, 5, 3], image.Shape);
        Assert.Equal([40, 20, 7], image.ToInt64()[^3..]);
    }

    [Fact]
    public async Task Cropping_keeps_the_middle_and_the_proportions()
    {
        // Stripes of 8 pixels; scaled by one half, the middle 8 of 16 are the second and third stripe.
        string path = Write("a.png", 32, 16, (x, _) => new SKColor((byte)(x / 8 * 80), 0, 0));
        float[] row = (await ReadAll(path, [Input("x", ElementType.F32, 1, 3, 8, 8)], new() { Preprocessing = Preprocessing.None }))[0].Inputs["x"].Floats[..8].ToArray();
        Assert.Equal(80, row[1]);
        Assert.Equal(160, row[6]);
    }

    [Fact]
    public async Task Resizing_can_be_switched_off() => Assert.Equal("QCC2045",
        (await Refusal(Write("a.png", 5, 3, (_, _) => SKColors.Red), Rgb16, new() { Pictures = new() { Resize = ResizeMode.Refuse } })).Code);

    [Fact]
    public async Task A_batch_is_filled_and_folders_are_walked_in_order()
    {
        Directory.CreateDirectory(PathOf("b"));
        Write("c.png", 4, 4, (_, _) => new SKColor(3, 0, 0));
        Write(Path.Combine("b", "z.png"), 4, 4, (_, _) => new SKColor(2, 0, 0));
        Write("a.png", 4, 4, (_, _) => new SKColor(1, 0, 0));
        List<Sample> samples = await ReadAll(Folder, [Input("x", ElementType.U8, 2, 3, 4, 4)]);
        Tensor batch = Assert.Single(samples).Inputs["x"];
        Assert.Equal((1, 2), (batch.ToInt64()[0], batch.ToInt64()[48]));
        Assert.Contains("QCC2024", Codes);
    }

    [Fact]
    public async Task Pictures_do_not_serve_two_inputs() =>
        Assert.Equal("QCC2044", (await Refusal(Write("a.png", 4, 4, (_, _) => SKColors.Red), [Rgb16[0], Rgb16[0] with { Name = "y" }])).Code);

    string Write(string name, int width, int height, Func<int, int, SKColor> pixel)
    {
        using var bitmap = new SKBitmap(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                bitmap.SetPixel(x, y, pixel(x, y));
            }
        }
        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(PathOf(name), png.ToArray());
        return PathOf(name);
    }
}
