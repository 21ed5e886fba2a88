using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Data;
using Qcc.Testing;

namespace Qcc.Compiler.Tests.Data;

/// <summary>The broken and odd files of the kit, for a model with inputs image [N,3,8,8] and scale [N,1].</summary>
public sealed class OddCalibrationTests : DataTest
{
    static readonly ModelInput[] Inputs = [Input("image", ElementType.F32, Dim.Of("N"), 3, 8, 8), Input("scale", ElementType.F32, Dim.Of("N"), 1)];

    static string Kit(string name)
    {
        string? path = Repository.Shared("kit", "odd", "calibration", name);
        Assert.SkipWhen(path is null, "the kit is not beside the repository");
        return path;
    }

    [Theory]
    [InlineData("good.npz", null)]
    [InlineData("fortran.npz", "QCC2011")]
    [InlineData("big-endian.npz", "QCC2011")]
    [InlineData("double.npz", "QCC2011")]
    [InlineData("npy-v2.npz", null)]
    [InlineData("extra-array.npz", "QCC2005")]
    public async Task Accepts_with_the_values_of_good(string file, string? note)
    {
        List<Sample> samples = await ReadAll(Kit(file), Inputs);
        Assert.Equal(note is null ? [] : [note], Codes);
        Assert.Equal(6, samples.Count);
        List<Sample> good = await ReadAll(Kit("good.npz"), Inputs);
        Assert.Equal(Floats(good, "image"), Floats(samples, "image"));
        Assert.Equal(Floats(good, "scale"), Floats(samples, "scale"));
        Assert.Equal([1, 3, 8, 8], samples[0].Inputs["image"].Shape);
    }

    [Theory]
    [InlineData("one-sample.npz", "QCC2006")]
    [InlineData("constant.npz", "QCC2007")]
    public async Task Warns(string file, string code)
    {
        Assert.NotEmpty(await ReadAll(Kit(file), Inputs));
        Assert.All(Diagnostics.Items, d => Assert.Equal((code, Severity.Warning), (d.Code, d.Severity)));
        Assert.NotEmpty(Diagnostics.Items);
    }

    [Theory]
    [InlineData("uint8.npz", "QCC2009", "image", "u8")]
    [InlineData("wrong-name.npz", "QCC2001", "image", "found: picture")]
    [InlineData("missing-input.npz", "QCC2001", "scale", "found: image")]
    [InlineData("wrong-shape.npz", "QCC2002", "image", "looks like NHWC")]
    [InlineData("wrong-rank.npz", "QCC2002", "image", "[1152]")]
    [InlineData("unequal.npz", "QCC2003", null, "6 samples of \"image\", 4 of \"scale\"")]
    [InlineData("nan.npz", "QCC2008", "image", "sample 3 (nan.npz#3) holds NaN at [1,2,5]")]
    [InlineData("inf.npz", "QCC2008", "scale", "sample 0 (inf.npz#0) holds Inf at [0]")]
    [InlineData("empty.npz", "QCC2004", null, "no entries")]
    [InlineData("no-arrays.npz", "QCC2004", null, "no arrays")]
    [InlineData("pickle.npz", "QCC2012", "scale", "never loaded")]
    [InlineData("structured.npz", "QCC2013", "scale", "structured")]
    [InlineData("string.npz", "QCC2014", "scale", "<U4")]
    [InlineData("header-expression.npz", "QCC2016", "scale", "not a plain dictionary")]
    [InlineData("header-huge-shape.npz", "QCC2017", "scale", "[2147483648,2147483648]")]
    [InlineData("short-data.npz", "QCC2018", "scale", "12 of 24")]
    [InlineData("bomb.npz", "QCC2019", "image", "4608")]
    [InlineData("truncated.npz", "QCC2020", null, "damaged")]
    [InlineData("path-name.npz", "QCC2022", "../../pwned", "nothing was unpacked")]
    [InlineData("not-a-zip.npz", "QCC2021", null, "not an .npz")]
    [InlineData("plain.npy", "QCC2023", null, "one array for 2 inputs")]
    public async Task Refuses(string file, string code, string? place, string words)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Diagnostic refusal = await Refusal(Kit(file), Inputs);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 2 << 20, "nothing that a file claims is allocated");
        Assert.Equal((code, place), (refusal.Code, refusal.Place.Value));
        Assert.Contains(words, refusal.Text + refusal.Remedy);
    }

    [Fact]
    public async Task Bytes_are_accepted_with_preprocessing()
    {
        var options = new SampleOptions { Preprocessing = new(1 / 255f, [0], [1]) };
        float[] good = Floats(await ReadAll(Kit("good.npz"), Inputs, options), "image");
        float[] bytes = Floats(await ReadAll(Kit("uint8.npz"), Inputs, options), "image");
        // The kit's bytes are int(v·255), truncated towards zero.
        Assert.All(good.Zip(bytes), p => Assert.InRange(p.First - p.Second, -1e-6f, 1 / 255f + 1e-6f));
    }
}
