using System.Globalization;
using Qcc.Bisect;
using Qcc.Calibrate;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Data;
using Qcc.Measure;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;
using Qcc.Search;

namespace Qcc.Benchmarks;

/// <summary>
/// How well few kept samples tell what each layer costs within the quantized network. Rank correlations with what the error of files with one layer in float falls by on many
/// other samples: of what is predicted, of the same files on the kept samples, and of one half of the others with the other; and of what layers add to the error here and there.
/// </summary>
static class SensitivityCommand
{
    public static readonly Command Entry = new("sensitivity", "[--layers] MODELS SAMPLES OTHERS NET ...   MODELS/NET/model.onnx, calibrated with SAMPLES/NET.npz, measured on OTHERS/NET.npz; --layers: each layer",
        (arguments, output) => RunAsync(arguments, output).GetAwaiter().GetResult());

    /// <summary>Samples on which layers are measured.</summary>
    const int Most = 200;

    static async Task<int> RunAsync(string[] arguments, TextWriter output)
    {
        bool shows = arguments is ["--layers", ..];
        arguments = shows ? arguments[1..] : arguments;
        if (arguments.Length < 4)
        {
            output.WriteLine(Entry.Usage);
            return 2;
        }
        output.WriteLine("| network | layers | samples | SQNR dB | predicted gain | gain on kept samples | halves of the others | what layers add | files | processor s |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (string net in arguments[3..])
        {
            await RunAsync(net, [.. arguments[..3]], shows, output).ConfigureAwait(false);
        }
        return 0;
    }

    static async Task RunAsync(string net, string[] folders, bool shows, TextWriter output)
    {
        string model = Path.Combine(folders[0], net, "model.onnx"), other = Path.Combine(folders[2], net + ".npz");
        var options = new CompileOptions { CalibrationPath = Path.Combine(folders[1], net + ".npz") };
        using BisectedCompile compile = await Compilation.FollowAsync(model, options, CancellationToken.None).ConfigureAwait(false);
        CalibrationResult calibration = await compile.CalibrateAsync().ConfigureAwait(false);
        PreparedModel prepared = compile.Prepared;
        var search = new PlanSearch(calibration, prepared.Target, prepared.Selection, options, CancellationToken.None);
        Candidate best = search.Find(prepared.Model);
        PrecisionSearch precisions = search.Precisions;
        Mixtures mixtures = precisions.MixturesOf(best);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        MixtureMeters meters = precisions.MetersOf(best, mixtures);
        IReadOnlyList<string> layers = meters.Layers.Different(mixtures.Layers, BudgetKind.Latency, double.MaxValue);
        LayerNoise noise = meters.Layers.Noise(layers);
        double seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        for (int i = 0; shows && i < layers.Count; i++)
        {
            Mixture with = mixtures.With(new HashSet<string>(StringComparer.Ordinal) { layers[i] });
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"|   {layers[i]} | adds {Share(noise.ShareOf(layers[i]), 1)} | {Share(noise.Error - noise.ErrorOf(with), noise.Error)} predicted | {100 * SensitivityMeter.Less(with, mixtures.None).Ns / mixtures.None.Cost.Ns:0.0} % of time |"));
        }
        SensitivityMeter many = precisions.Sensitivities(best, mixtures, await SamplesAsync(prepared.Model, other).ConfigureAwait(false));
        Mixture[] alone = [.. layers.Select(l => mixtures.With(new HashSet<string>(StringComparer.Ordinal) { l }))];
        many.Errors(alone);
        double[][] gains = [.. alone.Select(a => many.Gains(a, mixtures.None))];
        double[] Half(int rest) => [.. gains.Select(g => g.Where((_, i) => i % 2 == rest).Sum())];
        double[] measured = [.. gains.Select(g => g.Sum())], kept = meters.Wholes.Errors(alone), own = [.. layers.Select(noise.ShareOf)];
        LayerNoise noiseElsewhere = many.Noise(layers);
        double error = many.Error(mixtures.None);
        double[] correlations =
        [
            Spearman([.. alone.Select(a => -noise.ErrorOf(a))], measured), Spearman([.. kept.Select(e => -e)], measured), Spearman(Half(0), Half(1)), Spearman(own, [.. layers.Select(noiseElsewhere.ShareOf)]),
        ];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {net} | {layers.Count} | {precisions.Samples.Count} | {Db(error):0.00} | {string.Join(" | ", correlations.Select(c => c.ToString("0.00", CultureInfo.InvariantCulture)))} | {meters.Layers.Runs} | {seconds:0.0} |"));
    }

    /// <summary>The first samples of a file with the outputs of the float model.</summary>
    internal static async Task<IReadOnlyList<HeldOutSample>> SamplesAsync(Model model, string path)
    {
        using OrtSession floats = OrtSession.Load(ModelExporter.Export(model), new OrtSessionOptions(), path);
        var samples = new List<HeldOutSample>();
        await foreach (Sample sample in new FirstSamples(SampleFiles.Open(path, ModelInput.Of(model.Graph), SampleOptions.Default, new DiagnosticList()), Most).ReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            using OrtOutputs run = floats.Run(sample.Inputs);
            samples.Add(new HeldOutSample(sample.Copy().Inputs, [.. Enumerable.Range(0, model.Graph.Outputs.Count).Select(run.Copy)]));
        }
        return samples;
    }

    static string Share(double error, double of) => string.Create(CultureInfo.InvariantCulture, $"{100 * error / of:0.0} %");

    static double Db(double relativeError) => -10 * Math.Log10(relativeError);

    /// <summary>Correlation of ranks; equal values share the mean of theirs.</summary>
    static double Spearman(double[] a, double[] b)
    {
        (double[] x, double[] y) = (Ranks(a), Ranks(b));
        double mean = (a.Length - 1) / 2.0;
        double Moment(double[] p, double[] q) => p.Zip(q).Sum(v => (v.First - mean) * (v.Second - mean));
        return Moment(x, y) / Math.Sqrt(Moment(x, x) * Moment(y, y));
    }

    static double[] Ranks(double[] values) => [.. values.Select(v => values.Count(w => w < v) + (values.Count(w => w == v) - 1) / 2.0)];
}
