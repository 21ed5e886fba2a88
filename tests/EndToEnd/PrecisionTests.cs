using System.Buffers.Binary;
using Qcc.Bisect;
using Qcc.Calibrate;
using Qcc.Core.Diagnostics;
using Qcc.Core.Quantization;
using Qcc.Data;
using Qcc.Measure;
using Qcc.Onnx;
using Qcc.Plans;
using Qcc.Search;
using Qcc.Testing;

namespace Qcc.EndToEnd.Tests;

/// <summary>Layers in float within budgets and for goals: what is promised is kept, and evaluation data judge without choosing.</summary>
public sealed class PrecisionTests
{
    const string Net = "fashion-resnet";

    static string File(string file) => Repository.Path("testmodels", "nets", Net, file);

    static CompileOptions Options => new() { CalibrationPath = File("calib.npz") };

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static Task<CompileResult> Compile(CompileOptions options) => Compiler.CompileAsync(ModelSource.FromFile(File("model.onnx")), options, Cancellation);

    static async Task<byte[]> Bytes(CompileResult result)
    {
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        using var stream = new MemoryStream();
        await result.SaveAsync(stream, Cancellation);
        return stream.ToArray();
    }

    static int Integers(CompileResult result) => result.Plan!.Nodes.Count(n => n.Placement.IsInteger());

    /// <summary>Between the smallest file and the float one lies one of less error; its plan says why, and gives it again.</summary>
    [Theory]
    [InlineData(BudgetKind.Size, 0.4)]
    [InlineData(BudgetKind.Latency, 0.8)]
    [InlineData(BudgetKind.Bops, 0.3)]
    public async Task ABudgetIsSpentOnTheError(BudgetKind kind, double share)
    {
        using var folder = new TemporaryFolder();
        CompileResult uniform = await Compile(Options with { Preference = kind == BudgetKind.Latency ? Preference.Latency : Preference.Size, Budget = null });
        CompileResult mixed = await Compile(Options with { Budget = new Budget(kind, share, IsShare: true) });
        byte[] expected = await Bytes(mixed);
        Assert.True(mixed.Report!.SqnrDb > uniform.Report!.SqnrDb, $"{mixed.Report.SqnrDb} and {uniform.Report.SqnrDb} dB");
        Assert.InRange(Integers(mixed), 1, Integers(uniform) - 1);
        Assert.Contains(mixed.Plan!.Nodes, n => n.Placement == Placement.Float && n.Reason.Contains("in integers it would cost", StringComparison.Ordinal));
        if (kind == BudgetKind.Size)
        {
            // The budget is about constants; the graph around them takes its own bytes.
            Assert.InRange(mixed.Report.OutputBytes, uniform.Report.OutputBytes, share * mixed.Report.InputBytes + 30_000);
        }
        await PlanFile.SaveAsync(mixed.Plan, folder["plan.json"], Cancellation);
        Assert.Equal(expected, await Bytes(await Compile(new() { PlanFile = folder["plan.json"] })));
        if (kind == BudgetKind.Latency)
        {
            Assert.Equal(expected, await Bytes(await Compile(Options with { Budget = new Budget(kind, share, IsShare: true), Threads = 1 })));
        }
    }

    /// <summary>Runs of neighbours are found: no worse than the first layers that the same time allows, and as small errors as layers are expected to leave.</summary>
    [Fact]
    public async Task MixturesBeatTheFirstLayers()
    {
        using BisectedCompile compile = await Compilation.FollowAsync(File("model.onnx"), Options, Cancellation);
        var search = new PlanSearch(await compile.CalibrateAsync(), compile.Prepared.Target, compile.Prepared.Selection, Options, Cancellation);
        Candidate best = search.Find(compile.Prepared.Model);
        Mixtures mixtures = search.Precisions.MixturesOf(best);
        MixtureMeters meters = search.Precisions.MetersOf(best, mixtures);
        LayerNoise noise = meters.Layers.Noise(mixtures.Layers);
        Assert.Equal(meters.Layers.Error(mixtures.None), noise.ErrorOf(mixtures.None), 12);
        Mixture all = mixtures.With(mixtures.Layers.ToHashSet(StringComparer.Ordinal));
        Assert.True(noise.ErrorOf(all) < 0.05 * noise.Error, "with everything in float nothing is left");
        double most = 1.3 * mixtures.None.Cost.Ns;
        Mixture first = mixtures.None;
        foreach (string layer in mixtures.Layers.Where(l => !first.Float.Contains(l)))
        {
            Mixture more = mixtures.Turned(first, layer);
            first = more.Cost.Ns <= most ? more : first;
        }
        ChosenMixture chosen = new MixedPrecision(mixtures, meters.Wholes, meters.Layers, PrecisionGoal.Within(new Budget(BudgetKind.Latency, most, IsShare: false), mixtures)).Choose(mixtures.Layers, () => false);
        Assert.True(chosen.Mixture.Cost.Ns <= most);
        Assert.True(chosen.Error < 1.02 * meters.Wholes.Error(first), $"{chosen.Error} and {meters.Wholes.Error(first)} of the first layers");
        // Expectations are right to about a decibel.
        Assert.InRange(noise.ErrorOf(chosen.Mixture) / noise.Error, 0.75 * chosen.Error / meters.Wholes.Error(mixtures.None), 1.35 * chosen.Error / meters.Wholes.Error(mixtures.None));
    }

    [Fact]
    public async Task AnErrorThatIsAllowedIsNotExceeded()
    {
        CompileResult result = await Compile(Options with { Budget = new Budget(BudgetKind.Drop, 0.006, IsShare: true) });
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        // The limit holds on held-out and counted samples together.
        Assert.True(result.Report!.SqnrDb > 43.5, $"{result.Report.SqnrDb} dB for an error of 0.6 %, 44.4 dB");
        Assert.True(Integers(result) > 0);
    }

    [Fact]
    public async Task ABudgetThatCannotBeKeptIsAnErrorOrTheNearest()
    {
        var budget = new Budget(BudgetKind.Size, 0.1, IsShare: true);
        CompileResult refused = await Compile(Options with { Budget = budget });
        Assert.False(refused.Succeeded);
        Assert.Equal("QCC5008", Assert.Single(refused.Diagnostics, d => d.Severity == Severity.Error).Code);
        Assert.True((await Compile(Options with { Budget = budget, BestEffort = true })).Succeeded);
        CompileResult integersAlone = await Compile(Options with { Budget = budget, Target = "int8-integer" });
        Assert.Equal("QCC3019", Assert.Single(integersAlone.Diagnostics, d => d.Severity == Severity.Error).Code);
    }

    /// <summary>Every file that a goal can end with is one of those that calibration samples alone give, and each set of labels takes the first that it accepts.</summary>
    [Fact]
    public async Task EvaluationDataJudgeAndNeverChoose()
    {
        using var folder = new TemporaryFolder();
        await WriteLabels(folder["thirds.npy"]);
        CompileOptions goal = Options with { MaxDrop = 0, BestEffort = true };
        using BisectedCompile compile = await Compilation.FollowAsync(File("model.onnx"), goal, Cancellation);
        CalibrationResult calibration = await compile.CalibrateAsync();
        PlannedModel[] row = [.. new PlanSearch(calibration, compile.Prepared.Target, compile.Prepared.Selection, goal, Cancellation).Candidates(compile.Prepared.Model)];
        Assert.True(row.Length > 2);
        foreach (EvaluationData data in new EvaluationData[] { new(File("eval.npz")), new(File("eval.npz"), folder["thirds.npy"], Metric.Perplexity) })
        {
            foreach (double most in new[] { 0, 1.0 })
            {
                CompileResult result = await Compile(goal with { Evaluation = data, MaxDrop = most });
                Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
                Assert.Contains(row, p => p.Plan.LowersLike(result.Plan!));
                Assert.True(result.Report!.Accuracy!.Drop <= most || result.Diagnostics.Any(d => d.Code == "QCC5010"));
                Assert.True(most < 1 || row[0].Plan.LowersLike(result.Plan!), "the first file is good enough");
            }
        }
        // Without a goal the data change nothing at all.
        Assert.Equal(await Bytes(await Compile(Options)), await Bytes(await Compile(Options with { Evaluation = new(File("eval.npz")) })));
    }

    /// <summary>A goal that only the float model keeps, of a candidate whose model was rewritten: what the rewrite has added is gone from the plan too.</summary>
    [Fact]
    public async Task TheFloatModelKeepsEveryGoal()
    {
        string Tiny(string file) => Repository.Path("testmodels", "nets", "tiny-mlp", file);
        var options = new CompileOptions { CalibrationPath = Tiny("calib.npz"), Preference = Preference.Size, MaxDrop = 0, Evaluation = new(Tiny("eval.npz")) };
        CompileResult result = await Compiler.CompileAsync(ModelSource.FromFile(Tiny("model.onnx")), options, Cancellation);
        Assert.True(result.Succeeded, string.Join('\n', result.Diagnostics));
        Assert.True(result.Report!.Accuracy!.Drop <= 0);
        Assert.Equal(result.Report.Layers.Select(l => l.Node), result.Plan!.Nodes.Select(n => n.Node));
    }

    [Fact]
    public async Task AGoalThatCannotBeReachedWritesNothing()
    {
        // Of the float model itself no file is better by a tenth.
        CompileResult result = await Compile(Options with { MaxDrop = -0.1 });
        Assert.False(result.Succeeded);
        Assert.Equal("QCC5009", Assert.Single(result.Diagnostics, d => d.Severity == Severity.Error).Code);
    }

    [Fact]
    public async Task ThePlainRecipeIsNotCompared()
    {
        CompileResult plain = await Compile(Options with { Auto = false });
        Assert.True(plain.Succeeded);
        Assert.Empty(plain.Report!.Search);
        CompileResult automatic = await Compile(Options);
        Assert.True(automatic.Report!.Search.Count > 3);
        Assert.Contains(automatic.Report.Search, s => s.Kept);
        CompileResult hurried = await Compile(Options with { TimeLimit = TimeSpan.FromTicks(1) });
        Assert.True(hurried.Report!.Search.Count < automatic.Report.Search.Count);
    }

    static async Task WriteLabels(string path)
    {
        IReadOnlyList<ModelInput> inputs = ModelInput.Of(ModelImporter.Import(File("model.onnx"), new DiagnosticList()).Graph);
        int count = LabelledSource.Open(File("eval.npz"), inputs, SampleOptions.Default, new DiagnosticList()).Count!.Value;
        var labels = new byte[8 * count];
        for (int i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(labels.AsSpan(8 * i), i % 3);
        }
        await System.IO.File.WriteAllBytesAsync(path, NpyFile.OfHeader($"{{'descr': '<i8', 'fortran_order': False, 'shape': ({count},), }}", labels), Cancellation);
    }
}
