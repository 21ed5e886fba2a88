using System.Globalization;
using Qcc.Bisect;
using Qcc.Calibrate;
using Qcc.Search;

namespace Qcc.Benchmarks;

/// <summary>
/// Mixtures of integers and floats at equal expected time or size: that of the search beside the first layers of the graph in float and the mean of random choices,
/// by their output error on samples that chose nothing.
/// </summary>
static class MixedPrecisionCommand
{
    public static readonly Command Entry = new("mixed-precision", "[--size] MODELS SAMPLES OTHERS NET ...   MODELS/NET/model.onnx, calibrated with SAMPLES/NET.npz, measured on OTHERS/NET.npz; --size: bytes of constants in place of time",
        (arguments, output) => RunAsync(arguments, output).GetAwaiter().GetResult());

    /// <summary>Time or bytes more than those of the file in integers alone.</summary>
    static readonly double[] Shares = [0.1, 0.3];

    /// <summary>Random choices.</summary>
    const int Draws = 5;

    static async Task<int> RunAsync(string[] arguments, TextWriter output)
    {
        BudgetKind kind = arguments is ["--size", ..] ? BudgetKind.Size : BudgetKind.Latency;
        arguments = kind == BudgetKind.Size ? arguments[1..] : arguments;
        if (arguments.Length < 4)
        {
            output.WriteLine(Entry.Usage);
            return 2;
        }
        output.WriteLine($"| network | {(kind == BudgetKind.Size ? "bytes" : "time")} more | all in integers, dB | first layers in float | random ones | chosen ones | layers |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        foreach (string net in arguments[3..])
        {
            await RunAsync(net, kind, arguments[..3], output).ConfigureAwait(false);
        }
        return 0;
    }

    static async Task RunAsync(string net, BudgetKind kind, string[] folders, TextWriter output)
    {
        // Where bytes count, all becomes integer that can.
        var options = new CompileOptions { CalibrationPath = Path.Combine(folders[1], net + ".npz"), Preference = kind == BudgetKind.Size ? Preference.Size : Preference.Latency };
        using BisectedCompile compile = await Compilation.FollowAsync(Path.Combine(folders[0], net, "model.onnx"), options, CancellationToken.None).ConfigureAwait(false);
        CalibrationResult calibration = await compile.CalibrateAsync().ConfigureAwait(false);
        var search = new PlanSearch(calibration, compile.Prepared.Target, compile.Prepared.Selection, options, CancellationToken.None);
        Candidate best = search.Find(compile.Prepared.Model);
        PrecisionSearch precisions = search.Precisions;
        Mixtures mixtures = precisions.MixturesOf(best);
        MixtureMeters meters = precisions.MetersOf(best, mixtures);
        SensitivityMeter measures = precisions.Sensitivities(best, mixtures, await SensitivityCommand.SamplesAsync(compile.Prepared.Model, Path.Combine(folders[2], net + ".npz")).ConfigureAwait(false));
        foreach (double share in Shares)
        {
            double most = (1 + share) * mixtures.None.Cost.Of(kind);
            var goal = PrecisionGoal.Within(new Budget(kind, most, IsShare: false), mixtures);
            Mixture chosen = new MixedPrecision(mixtures, meters.Wholes, meters.Layers, goal).Choose(mixtures.Layers, () => false).Mixture;
            double random = Enumerable.Range(0, Draws).Average(seed => measures.Error(Filled(mixtures, Shuffled(mixtures.Layers, seed), kind, most)));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {net} | {100 * share:0} % | {Db(measures.Error(mixtures.None)):0.00} | {Db(measures.Error(Filled(mixtures, mixtures.Layers, kind, most))):0.00} | {Db(random):0.00} | {Db(measures.Error(chosen)):0.00} | {chosen.Chosen.Count} |"));
        }
    }

    /// <summary>Layers in this order, as far as the budget goes.</summary>
    static Mixture Filled(Mixtures mixtures, IReadOnlyList<string> order, BudgetKind kind, double most)
    {
        Mixture filled = mixtures.None;
        foreach (string layer in order)
        {
            Mixture more = mixtures.With(new HashSet<string>(filled.Chosen, StringComparer.Ordinal) { layer });
            filled = more.Cost.Of(kind) <= most ? more : filled;
        }
        return filled;
    }

    static string[] Shuffled(IReadOnlyList<string> layers, int seed)
    {
        string[] order = [.. layers];
        new Random(seed).Shuffle(order);
        return order;
    }

    static double Db(double relativeError) => -10 * Math.Log10(relativeError);
}
