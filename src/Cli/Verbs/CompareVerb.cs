using System.CommandLine;
using Qcc.Cli.Documents;
using Qcc.Cli.Options;
using Qcc.Core.Diagnostics;
using Qcc.Data;
using Qcc.Measure;
using Qcc.Onnx.Runtime;

namespace Qcc.Cli.Verbs;

/// <summary><c>qcc compare A B --data PATH</c>: how B's outputs differ from A's on samples.</summary>
static class CompareVerb
{
    public static Command Create(Host host)
    {
        var first = new Argument<string>("A") { Description = "The reference, usually the float model" };
        var second = new Argument<string>("B") { Description = "The model to judge" };
        DataOption data = DataOption.Required();
        var threads = new ThreadsOption();
        var verb = new VerbCommand("compare", "Run two models on samples and show how their outputs differ",
            "qcc compare model.onnx model.int8-cpu.onnx --data eval.npz",
            "qcc compare model.onnx model.int8-cpu.onnx --data images/ --samples 50 --json")
        { first, second };
        data.AddTo(verb);
        threads.AddTo(verb);
        host.Bind(verb, new CompareDocument(), async (line, shell, cancellation) =>
        {
            OpenedModel a = OpenedModel.ReadForFloats(line.GetRequiredValue(first), shell), b = OpenedModel.ReadForFloats(line.GetRequiredValue(second), shell);
            var samples = new FirstSamples(data.Open(line, a.Model, shell)!, data.Limit(line));
            return await RunAsync(a, b, samples, threads.Count(line, shell), cancellation);
        });
        return verb;
    }

    public static async Task<CompareDocument> RunAsync(OpenedModel a, OpenedModel b, ICalibrationSource samples, int threads, CancellationToken cancellation)
    {
        var options = new OrtSessionOptions { Threads = threads };
        using OrtSession reference = a.Load(options), other = b.Load(options);
        ModelComparison found = await ModelComparison.RunAsync(reference, other, samples, new Place(b.File.Path), cancellation);
        return new CompareDocument
        {
            Inputs = [a.File, b.File],
            Samples = found.Samples,
            SqnrDb = found.Sqnr.Count > 0 ? found.Sqnr.Db : null,
            Outputs = [.. found.Outputs.Select(o => new OutputEntry(o.Output, o.Sqnr?.Db, o.Sqnr?.MaxDifference, o.Sqnr?.Cosine, o.SameArgmax, o.EqualShare))],
        };
    }
}
