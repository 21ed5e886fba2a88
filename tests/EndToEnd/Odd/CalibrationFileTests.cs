namespace Qcc.EndToEnd.Tests.Odd;

/// <summary>Calibration files of the kit: those that cannot be used get one error, the others compile with a note.</summary>
public sealed class CalibrationFileTests
{
    /// <summary>File, code of the error, and what it says: pieces of text between bars.</summary>
    public static readonly TheoryData<string, string, string> Refusals = new()
    {
        { "bomb.npz", "QCC2019", "\"image\"|8388608|4608" },
        { "empty.npz", "QCC2004", "no samples" },
        { "header-expression.npz", "QCC2016", "not a plain dictionary" },
        { "header-huge-shape.npz", "QCC2017", "\"scale\"" },
        { "inf.npz", "QCC2008", "\"scale\"|sample 0|Inf" },
        { "missing-input.npz", "QCC2001", "\"scale\"|image" },
        { "nan.npz", "QCC2008", "\"image\"|sample 3|NaN at [1,2,5]" },
        { "no-arrays.npz", "QCC2004", "no arrays" },
        { "not-a-zip.npz", "QCC2021", "not an .npz" },
        { "path-name.npz", "QCC2022", "../../pwned" },
        { "pickle.npz", "QCC2012", "\"scale\"|pickle" },
        { "plain.npy", "QCC2023", "2 inputs" },
        { "short-data.npz", "QCC2018", "12 of 24 bytes" },
        { "string.npz", "QCC2014", "<U4" },
        { "structured.npz", "QCC2013", "structured" },
        { "truncated.npz", "QCC2020", "damaged" },
        { "uint8.npz", "QCC2009", "\"image\"|u8" },
        { "unequal.npz", "QCC2003", "6 samples|4" },
        { "wrong-name.npz", "QCC2001", "\"image\"|picture" },
        { "wrong-rank.npz", "QCC2002", "[1152]" },
        { "wrong-shape.npz", "QCC2002", "[6,8,8,3]|NHWC" },
        { "images/truncated.jpg", "QCC2042", "damaged" },
        { "images/text.jpg", "QCC2041", "no JPEG or PNG" },
        { "images/empty.png", "QCC2041", "empty" },
        { "images/huge-dims.png", "QCC2043", "60000 x 60000" },
    };

    /// <summary>File and the code of the note or warning; empty: none.</summary>
    public static readonly TheoryData<string, string> Accepted = new()
    {
        { "good.npz", "" },
        { "npy-v2.npz", "" },
        { "fortran.npz", "QCC2011" },
        { "big-endian.npz", "QCC2011" },
        { "double.npz", "QCC2011" },
        { "extra-array.npz", "QCC2005" },
        { "one-sample.npz", "QCC2006" },
        { "constant.npz", "QCC2007" },
        { "images/good.png", "QCC2006" },
        { "images/gray16.png", "QCC2040" },
        { "images/alpha.png", "QCC2040" },
        { "images/cmyk.jpg", "QCC2040" },
        { "images/exif-rotated.jpg", "QCC2040" },
        { "images/wrong-size.png", "QCC2040" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task ItIsRefusedWithOneError(string file, string code, string says)
    {
        using var temporary = new TemporaryFolder();
        CommandLine run = await CommandLine.Run(ModelOf(file), "-c", OddKit.PathOf("calibration", file), "-o", temporary["out.onnx"], "-q", "--no-warn", "QCC2006");
        run.AssertOneError(4, code, says.Split('|'));
        Assert.False(temporary.HoldsAnything);
    }

    [Theory, MemberData(nameof(Accepted))]
    public async Task ItIsUsed(string file, string code)
    {
        using var temporary = new TemporaryFolder();
        CommandLine run = await CommandLine.Run(ModelOf(file), "-c", OddKit.PathOf("calibration", file), "-o", temporary["out.onnx"], "--prefer", "size", "--no-warn", "QCC2054");
        Assert.True(run.Exit == 0, run.Text);
        if (code.Length > 0)
        {
            Assert.Contains($" {code}: ", run.Text, StringComparison.Ordinal);
        }
        else
        {
            Assert.DoesNotContain(" QCC2", run.Text, StringComparison.Ordinal);
        }
    }

    static string ModelOf(string file) => OddKit.PathOf("calibration", file.StartsWith("images/", StringComparison.Ordinal) ? "images/model.onnx" : "model.onnx");
}
