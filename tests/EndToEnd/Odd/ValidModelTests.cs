using Qcc.EndToEnd.Tests.Coverage;

namespace Qcc.EndToEnd.Tests.Odd;

/// <summary>Every odd but valid model of the kit compiles, and what comes out is the same model to its callers.</summary>
public sealed class ValidModelTests
{
    /// <summary>
    /// Recorded inputs of these leave the ranges that their eight small calibration samples show, which nobody can mend: they
    /// are calibrated on the recorded inputs themselves.
    /// </summary>
    static readonly HashSet<string> Unseen =
    [
        "conv-forms", "empty-tensors", "external-data", "names-identifiers", "outlier-block", "tiny-and-huge", "type-bfloat16-weights", "unsorted-nodes",
        "weight-typed-fields",
    ];

    /// <summary>It joins values of 0.1 and of 100, which one scale of 8 bits cannot hold: only that the outputs are finite is asked.</summary>
    const string AboutRanges = "ranges-differ";

    public static TheoryData<string> Models() => [.. OddKit.Cases("valid")];

    [Theory, MemberData(nameof(Models))]
    public async Task ItCompiles(string name)
    {
        string folder = OddKit.PathOf("valid", name);
        string model = Path.Combine(folder, "model.onnx");
        using var temporary = new TemporaryFolder();
        string output = temporary["out.onnx"];
        string calibration = Unseen.Contains(name) ? folder : Path.Combine(folder, "calib.npz");
        CommandLine run = await CommandLine.Run(model, "-c", calibration, "-o", output, "--prefer", "size");
        Assert.True(run.Exit == 0, run.Text);
        Assert.Equal([output], Directory.GetFileSystemEntries(Path.GetDirectoryName(output)!));
        EmittedFile.AssertInterfaceKept(model, output);
        double sqnr = EmittedFile.Compare(output, RecordsOf(folder, name));
        if (name != AboutRanges)
        {
            Assert.InRange(sqnr, 20, double.PositiveInfinity);
        }
    }

    [Theory, MemberData(nameof(Models))]
    public async Task ItsFloatFunctionIsKept(string name)
    {
        string folder = OddKit.PathOf("valid", name);
        var options = new CompileOptions { Preference = Preference.Size, Threads = 1 };
        Trial trial = await new ModelTrial(Path.Combine(folder, "model.onnx"), folder).RunAsync(options, TestContext.Current.CancellationToken);
        Assert.True(trial.Fate is Fate.Float or Fate.Integer, $"{trial.Fate}: {trial.Note}");
    }

    /// <summary>The second set of init-overridable replaces a weight, which counts only where it stays an input.</summary>
    static IEnumerable<string> RecordsOf(string folder, string name) =>
        Directory.GetDirectories(folder, "test_data_set_*").Order(StringComparer.Ordinal).Take(name == "init-overridable" ? 1 : int.MaxValue);

    [Fact]
    public async Task AnInputWithADefaultStaysOneOnRequest()
    {
        string folder = OddKit.PathOf("valid", "init-overridable");
        using var temporary = new TemporaryFolder();
        string output = temporary["out.onnx"];
        CommandLine run = await CommandLine.Run(Path.Combine(folder, "model.onnx"), "-c", Path.Combine(folder, "calib.npz"), "-o", output, "--prefer", "size", "--keep-overridable");
        Assert.True(run.Exit == 0, run.Text);
        Assert.DoesNotContain("QCC1301", run.Text, StringComparison.Ordinal);
        Assert.InRange(EmittedFile.Compare(output, Directory.GetDirectories(folder, "test_data_set_*")), 20, double.PositiveInfinity);
    }

    [Fact]
    public async Task AConstantThatWouldGrowStaysSmall()
    {
        string folder = OddKit.PathOf("valid", "fold-bomb");
        using var temporary = new TemporaryFolder();
        string output = temporary["out.onnx"];
        CommandLine run = await CommandLine.Run(Path.Combine(folder, "model.onnx"), "-c", Path.Combine(folder, "calib.npz"), "-o", output, "--prefer", "size");
        Assert.True(run.Exit == 0, run.Text);
        Assert.InRange(new FileInfo(output).Length, 1, 100_000);
    }
}
