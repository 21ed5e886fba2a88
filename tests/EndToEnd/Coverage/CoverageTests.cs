using Qcc.Testing;

namespace Qcc.EndToEnd.Tests.Coverage;

/// <summary>
/// A slice of the models that <c>tests/Benchmarks -- coverage</c> goes through: each keeps its float function and gives a file that
/// runs, or is refused with a code.
/// </summary>
public sealed class CoverageTests(ITestOutputHelper output)
{
    /// <summary>Every 40th of ONNX's backend tests.</summary>
    const int Stride = 40;

    /// <summary>Codes of what may be refused of them: text and sequence inputs, training, opsets and forms that cannot be raised.</summary>
    static readonly HashSet<string> Known = ["QCC1067", "QCC1071", "QCC1072", "QCC2026"];

    [Fact]
    public async Task ConformanceCasesCompileOrAreRefused()
    {
        string[] cases = [.. ConformanceArchive.Cases().Where((_, i) => i % Stride == 0)];
        Assert.SkipWhen(cases.Length == 0, "the kit's conformance archive (../shared/kit) is not here, or no tar that reads it");
        var trials = new List<Trial>();
        foreach (string folder in cases)
        {
            var options = new CompileOptions { Preference = Preference.Size, Threads = 1 };
            trials.Add(await new ModelTrial(Path.Combine(folder, "model.onnx"), ModelTrial.SamplesBeside(folder)).RunAsync(options, TestContext.Current.CancellationToken));
        }
        foreach (var fate in trials.GroupBy(t => t.Fate))
        {
            output.WriteLine($"{fate.Key}: {fate.Count()}");
        }
        Assert.DoesNotContain(trials, t => t.Fate == Fate.Failed);
        Assert.All(trials.Where(t => t.Fate == Fate.Refused), t => Assert.True(Known.Contains(t.Text), t.Note));
        Assert.InRange(trials.Count(t => t.Fate is Fate.Float or Fate.Integer), cases.Length / 2, cases.Length);
    }
}
