using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Qcc.Bisect;
using Qcc.Calibrate;
using Qcc.Core.Ir;
using Qcc.Measure;
using Qcc.Onnx;
using Qcc.Onnx.Runtime;
using Qcc.Passes.Equalize;
using Qcc.Search;

namespace Qcc.Benchmarks;

/// <summary>
/// Each remedy alone, some together, and what the search makes of all: error on held-out calibration samples, its latency in one interleaved race, and, by an independent judge, error
/// and the task's metric on evaluation data, which nothing is fitted to or chosen on.
/// </summary>
static class RemediesCommand
{
    public static readonly Command Entry = new("remedies", "[--target NAME] [--only REMEDY] JUDGE MODELS SAMPLES NET ...   MODELS/NET/model.onnx with samples SAMPLES/NET.npz; JUDGE scores files",
        (arguments, output) => RunAsync(arguments, output).GetAwaiter().GetResult());

    /// <summary>A recipe by name; null: what the search finds.</summary>
    sealed record Remedy(string Name, Recipe? Recipe);

    static readonly Recipe Plain = new(Observer.MinMax, CorrectsBias: false, []);

    static Remedy Rewritten(string name, params ModelRewrite[] rewrites) => new(name, Plain with { Rewrites = rewrites });

    static readonly Remedy[] Remedies =
    [
        new("none: min-max ranges, weights to the nearest", Plain),
        new("percentile ranges", Plain with { Observer = Observer.Percentile }),
        new("MSE ranges", Plain with { Observer = Observer.Mse }),
        new("bias correction", Plain with { CorrectsBias = true }),
        new("weights rounded together", Plain with { Rounding = Rounding.Compensated }),
        new("weights rounded together beside the mean", Plain with { CorrectsBias = true, Rounding = Rounding.CompensatedBesideBias }),
        .. ModelRewrites.All.Select(r => Rewritten(r.Name, r)),
        Rewritten($"{ModelRewrites.Rotation.Name}, then {ModelRewrites.EqualizationEverywhere.Name}", ModelRewrites.Rotation, ModelRewrites.EqualizationEverywhere),
        Rewritten($"{ModelRewrites.EqualizationEverywhere.Name}, then {ModelRewrites.ScaledInputs.Name}", ModelRewrites.EqualizationEverywhere, ModelRewrites.ScaledInputs),
        Rewritten($"{ModelRewrites.EqualizationEverywhere.Name}, then {ModelRewrites.RotatedInputs.Name}", ModelRewrites.EqualizationEverywhere, ModelRewrites.RotatedInputs),
        new("what the search chooses", null),
    ];

    static async Task<int> RunAsync(string[] arguments, TextWriter output)
    {
        (string target, string only) = ("int8-cpu", "");
        while (arguments is [("--target" or "--only") and var option, var value, ..])
        {
            (target, only) = option == "--target" ? (value, only) : (target, value);
            arguments = arguments[2..];
        }
        if (arguments.Length < 4)
        {
            output.WriteLine(Entry.Usage);
            return 2;
        }
        output.WriteLine("| network | remedy | held-out dB | evaluation dB | metric | latency |");
        output.WriteLine("|---|---|---:|---:|---:|---:|");
        foreach (string net in arguments[3..])
        {
            await RunAsync(net, target, only, arguments, output).ConfigureAwait(false);
        }
        return 0;
    }

    static async Task RunAsync(string net, string target, string only, string[] places, TextWriter output)
    {
        string folder = Directory.CreateTempSubdirectory("remedies").FullName;
        try
        {
            var options = new CompileOptions { Target = target, CalibrationPath = Path.Combine(places[2], net + ".npz") };
            using BisectedCompile compile = await Compilation.FollowAsync(Path.Combine(places[1], net, "model.onnx"), options, CancellationToken.None).ConfigureAwait(false);
            CalibrationResult calibration = await compile.CalibrateAsync().ConfigureAwait(false);
            var files = new List<(string Remedy, string File, double HeldOutDb)>();
            var seen = new List<byte[]>();
            foreach (Remedy remedy in Remedies.Where(r => r.Name.Contains(only, StringComparison.Ordinal)))
            {
                var search = new PlanSearch(calibration, compile.Prepared.Target, compile.Prepared.Selection, options, CancellationToken.None);
                PlannedModel planned = remedy.Recipe is { } recipe ? search.Follow(recipe, compile.Prepared.Model) : search.Run(compile.Prepared.Model);
                ExportedModel model = EmittedModel.Of(planned.Model, planned.Plan, compile.Prepared.Target, Notes.None).Model;
                byte[] bytes = model.ToArray();
                if (seen.Any(s => s.AsSpan().SequenceEqual(bytes)))
                {
                    // It finds nothing to do here.
                    continue;
                }
                seen.Add(bytes);
                using OrtSession session = OrtSession.Load(model, new OrtSessionOptions(), remedy.Name);
                string file = Path.Combine(folder, $"{files.Count}.onnx");
                await File.WriteAllBytesAsync(file, bytes).ConfigureAwait(false);
                files.Add((remedy.Recipe is null ? $"{remedy.Name}: {planned.Plan.Method}" : remedy.Name, file, HeldOutError.Score(session, calibration, compile.Prepared.Model.Graph).HeldOutDb));
            }
            JsonArray scores = await JudgeAsync(places[0], ["score", .. files.Select(f => f.File), "--like", net, "--samples", "all", "--json"]).ConfigureAwait(false);
            IReadOnlyList<RaceTime> times = Race([Path.Combine(places[1], net, "model.onnx"), .. files.Select(f => f.File)], [.. calibration.HeldOut.Take(8).Select(s => s.Inputs)]);
            string floats = scores[0]!["float_metric"] is JsonValue metric ? Number(metric, "0.0000") : "";
            output.WriteLine($"| {net} | float | | | {floats} | 1 |");
            for (int i = 0; i < files.Count; i++)
            {
                JsonNode result = scores[i]!["result"]!;
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {net} | {files[i].Remedy} | {files[i].HeldOutDb:0.0} | {Number(result["sqnr"], "0.00")} | {Number(result["value"], "0.0000")} | {times[i + 1].Ratio:0.000} |"));
            }
            output.Flush();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The files in one interleaved race on one thread; times are ratios to the first.</summary>
    static IReadOnlyList<RaceTime> Race(string[] files, IReadOnlyList<IReadOnlyDictionary<string, Tensor>> samples)
    {
        OrtSession[] sessions = [.. files.Select(f => OrtSession.Load(f, new OrtSessionOptions()))];
        ModelRacer[] racers = [.. sessions.Select(s => new ModelRacer(s, samples))];
        try
        {
            return LatencyRace.Run([.. racers.Select(r => (Action)r.RunNext)], new RaceOptions { Duration = TimeSpan.FromSeconds(4) });
        }
        finally
        {
            Array.ForEach(racers, r => r.Dispose());
            Array.ForEach(sessions, s => s.Dispose());
        }
    }

    static string Number(JsonNode? value, string format) => value is JsonValue number && number.TryGetValue(out double figure) ? figure.ToString(format, CultureInfo.InvariantCulture) : "";

    static async Task<JsonArray> JudgeAsync(string judge, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(judge, arguments) { RedirectStandardOutput = true })!;
        string text = await process.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        return JsonNode.Parse(text)!.AsArray();
    }
}
