using Qcc.Testing;

namespace Qcc.EndToEnd.Tests.Odd;

/// <summary>The odd and broken files of <c>testmodels/odd</c>, which every clone has.</summary>
public sealed class ShippedFileTests
{
    /// <summary>Model and the code of its error.</summary>
    public static readonly TheoryData<string, string> Broken = new()
    {
        { "file-truncated", "QCC1002" },
        { "fold-allocation", "QCC1091" },
        { "function-bomb", "QCC1054" },
        { "graph-cycle", "QCC1013" },
        { "op-unknown", "QCC1061" },
        { "shape-mismatch", "QCC1090" },
        { "tensor-bomb", "QCC1031" },
        { "tensor-overflow", "QCC1032" },
        { "training-dropout", "QCC1067" },
        { "weight-nan", "QCC1036" },
        { "wire-length-2gb", "QCC1002" },
    };

    /// <summary>Archive and the code of its error.</summary>
    public static readonly TheoryData<string, string> Archives = new()
    {
        { "bomb.npz", "QCC2019" },
        { "path-name.npz", "QCC2022" },
        { "pickle.npz", "QCC2012" },
    };

    public static TheoryData<string> Valid() => [.. NamesIn("valid")];

    [Theory, MemberData(nameof(Valid))]
    public async Task AnOddModelCompiles(string name)
    {
        string model = Repository.Path("testmodels", "odd", "valid", $"{name}.onnx");
        var options = new CompileOptions { Preference = Preference.Size, Threads = 1, Verify = true };
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(model), options, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        // A wrong function leaves 0 dB or less. More cannot be asked: few made-up samples do not show the ranges of others.
        Assert.InRange(result.Report!.SqnrDb, 10, double.PositiveInfinity);
        using var temporary = new TemporaryFolder();
        await result.SaveAsync(temporary["out.onnx"], TestContext.Current.CancellationToken);
        EmittedFile.AssertInterfaceKept(model, temporary["out.onnx"]);
    }

    [Theory, MemberData(nameof(Broken))]
    public async Task ABrokenModelIsRefused(string name, string code)
    {
        using var temporary = new TemporaryFolder();
        CommandLine run = await CommandLine.Run(Repository.Path("testmodels", "odd", "broken", $"{name}.onnx"), "-o", temporary["out.onnx"], "-q", "--no-warn", "QCC2051");
        run.AssertOneError(3, code, []);
        Assert.False(temporary.HoldsAnything);
    }

    [Theory, MemberData(nameof(Archives))]
    public async Task AnUntrustedArchiveIsRefused(string name, string code)
    {
        string folder = Repository.Path("testmodels", "odd", "calibration");
        using var temporary = new TemporaryFolder();
        CommandLine run = await CommandLine.Run(Path.Combine(folder, "model.onnx"), "-c", Path.Combine(folder, name), "-o", temporary["out.onnx"], "-q");
        run.AssertOneError(4, code, []);
        Assert.False(temporary.HoldsAnything);
    }

    [Fact]
    public async Task AnEmptyArchiveIsRefused()
    {
        using var temporary = new TemporaryFolder();
        await File.WriteAllBytesAsync(temporary["empty.npz"], [], TestContext.Current.CancellationToken);
        CommandLine run = await CommandLine.Run(Repository.Path("testmodels", "odd", "calibration", "model.onnx"), "-c", temporary["empty.npz"], "-o", temporary["out.onnx"], "-q");
        run.AssertOneError(4, "QCC2021", []);
    }

    [Fact]
    public void EveryBrokenModelIsAskedFor() => Assert.Equal(NamesIn("broken"), Broken.Select(b => b.Data.Item1).Order(StringComparer.Ordinal));

    static string[] NamesIn(string folder) =>
        [.. Directory.GetFiles(Repository.Path("testmodels", "odd", folder), "*.onnx").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];
}
