using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Qcc.Cli.Documents;
using Qcc.Cli.Options;
using Qcc.Cli.Output;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Data;
using Qcc.Measure;
using Qcc.Onnx.Runtime;

namespace Qcc.Cli.Verbs;

/// <summary><c>qcc bench A B ...</c>: interleaved latency, as ratios to the first model.</summary>
static class BenchVerb
{
    /// <summary>Samples that the runs take in turn.</summary>
    const int MostSamples = 8;

    public static Command Create(Host host)
    {
        var models = new Argument<string[]>("MODEL") { Description = "The .onnx files; ratios are to the first", Arity = ArgumentArity.OneOrMore };
        var data = new DataOption();
        var shapes = ShapeOption.Create();
        var threads = new Option<int[]>("--threads", "-j") { Description = $"Threads inside an operator, {ThreadsOption.Most} at most; several numbers give several races", HelpName = "1,N", CustomParser = ParseThreads, DefaultValueFactory = _ => [1] };
        var seconds = new Option<double>("--seconds") { Description = "Time of a race for each model", HelpName = "S", CustomParser = ParseSeconds, DefaultValueFactory = _ => 2 };
        Option<ExecutionProvider> provider = ProviderOption.Create();
        var verb = new VerbCommand("bench", "Race models: median latency and ratio to the first, interleaved so that a busy machine slows all alike",
            "qcc bench model.onnx model.int8-cpu.onnx",
            "qcc bench model.onnx model.int8-cpu.onnx --threads 1,4 --seconds 5 --data eval.npz",
            "qcc bench model.onnx --shape input=1,3,320,320")
        { models };
        data.AddTo(verb);
        foreach (Option option in new Option[] { shapes, threads, seconds, provider })
        {
            verb.Add(option);
        }
        host.Bind(verb, new BenchDocument(), async (line, shell, cancellation) =>
        {
            ExecutionProviders.Require(line.GetValue(provider));
            OpenedModel[] opened = [.. line.GetRequiredValue(models).Select(m => OpenedModel.ReadForFloats(m, shell))];
            ICalibrationSource? source = data.Open(line, opened[0].Model, shell);
            Sample[] samples = await CopyAsync(new FirstSamples(source ?? MadeUp(opened[0].Model, line.GetRequiredValue(shapes)), Math.Min(data.Limit(line), MostSamples)), cancellation);
            BenchDocument answer = new() { Inputs = [.. opened.Select(o => o.File)], Samples = samples.Length, MadeUp = source is null };
            var options = new RaceOptions { Duration = TimeSpan.FromSeconds(line.GetValue(seconds) * opened.Length) };
            return answer with { Races = [.. line.GetRequiredValue(threads).Select(t =>
            {
                shell.Detail($"racing {opened.Length} models with {t} threads for {Quantity.Seconds(options.Duration.TotalSeconds)}");
                return Race(opened, samples, new OrtSessionOptions { Threads = t, Provider = line.GetValue(provider) }, options, cancellation);
            })] };
        });
        return verb;
    }

    static ICalibrationSource MadeUp(Model model, IReadOnlyDictionary<string, IReadOnlyList<long>> shapes) =>
        SyntheticSamples.Create(model, GivenShapes.Apply(ModelInput.Of(model.Graph), shapes), new SyntheticOptions { Count = 1, Shapes = shapes });

    static RaceEntry Race(OpenedModel[] models, Sample[] samples, OrtSessionOptions runtime, RaceOptions options, CancellationToken cancellation)
    {
        var sessions = new List<OrtSession>();
        var racers = new List<ModelRacer>();
        try
        {
            sessions.AddRange(models.Select(m => OrtSession.Load(m.File.Path, runtime)));
            foreach ((OpenedModel model, OrtSession session) in models.Zip(sessions))
            {
                MeasureDiagnostics.RequireInputs(session.Inputs, samples[0].Inputs.Keys, new Place(model.File.Path));
            }
            // Files with codes at their inputs run as they are: making the codes is the caller's work.
            racers.AddRange(sessions.Zip(models, (s, m) => new ModelRacer(s, [.. samples.Select(sample => m.Codes.Codes(sample.Inputs))])));
            IReadOnlyList<RaceTime> times = LatencyRace.Run([.. racers.Select(r => (Action)r.RunNext)], options, cancellation);
            return new RaceEntry(runtime.Threads, [.. models.Zip(times, (m, t) => new RacerEntry(m.File.Path, t.MedianMs, t.Ratio, t.RatioLow, t.RatioHigh))]);
        }
        finally
        {
            racers.ForEach(r => r.Dispose());
            sessions.ForEach(s => s.Dispose());
        }
    }

    static async Task<Sample[]> CopyAsync(FirstSamples source, CancellationToken cancellation)
    {
        var samples = new List<Sample>();
        await foreach (Sample sample in source.ReadAsync(cancellation))
        {
            samples.Add(sample.Copy());
        }
        return [.. samples];
    }

    static int[]? ParseThreads(ArgumentResult result)
    {
        string[] words = result.Tokens[0].Value.Split(',');
        var threads = new int[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            if (!int.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out threads[i]) || threads[i] is < 1 or > ThreadsOption.Most)
            {
                result.AddError($"--threads needs numbers from 1 to {ThreadsOption.Most} with commas between them, not '{result.Tokens[0].Value}'");
                return null;
            }
        }
        return threads;
    }

    static double ParseSeconds(ArgumentResult result)
    {
        string word = result.Tokens[0].Value;
        if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) || seconds is not (> 0 and < 86400))
        {
            result.AddError($"--seconds needs a number above 0, not '{word}'");
        }
        return seconds;
    }
}
