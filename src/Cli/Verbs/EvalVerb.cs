using System.CommandLine;
using Qcc.Cli.Documents;
using Qcc.Cli.Options;
using Qcc.Data;
using Qcc.Measure;
using Qcc.Onnx.Runtime;

namespace Qcc.Cli.Verbs;

/// <summary><c>qcc eval MODEL --data PATH --labels PATH</c>: how well a model does on labelled samples.</summary>
static class EvalVerb
{
    public static Command Create(Host host)
    {
        var model = new Argument<string>("MODEL") { Description = "The .onnx file" };
        DataOption data = DataOption.Required();
        var labels = new Option<string?>("--labels") { Description = "An .npy with an entry for each sample, or a .csv with lines file,label; default: the array labels or targets beside the samples", HelpName = "PATH" };
        Option<Metric?> metric = Choice.OptionalOption<Metric>("--metric", GoalOptionSet.MetricDescription);
        var output = new Option<string?>("--of") { Description = "The output to judge; default: the first one of floats", HelpName = "OUTPUT" };
        var threads = new ThreadsOption();
        Option<ExecutionProvider> provider = ProviderOption.Create();
        var verb = new VerbCommand("eval", "Measure a model's accuracy on labelled samples",
            "qcc eval model.onnx --data eval.npz                      labels are in the archive",
            "qcc eval model.int8-cpu.onnx --data images/ --labels labels.npy",
            "qcc eval denoise.onnx --data noisy.npz --labels clean.npy --metric psnr")
        { model };
        data.AddTo(verb);
        foreach (Option option in new Option[] { labels, metric, output, provider })
        {
            verb.Add(option);
        }
        threads.AddTo(verb);
        host.Bind(verb, new EvalDocument(), async (line, shell, cancellation) =>
        {
            ExecutionProviders.Require(line.GetValue(provider));
            OpenedModel opened = OpenedModel.ReadForFloats(line.GetRequiredValue(model), shell);
            string path = data.Path(line)!;
            LabelledSource source = LabelledSource.Open(path, ModelInput.Of(opened.Model.Graph), data.Samples(line), shell, line.GetValue(labels));
            using OrtSession session = opened.Load(new OrtSessionOptions { Threads = threads.Count(line, shell), Provider = line.GetValue(provider) });
            var request = new EvaluationRequest(path, line.GetValue(metric), line.GetValue(output), data.Limit(line));
            return Document(opened.File, await Evaluation.RunAsync(session, source, request, cancellation));
        });
        return verb;
    }

    static EvalDocument Document(InputFile file, Evaluation found) => new()
    {
        Input = file,
        Output = found.Output,
        Metric = Choice.Name(found.Metric),
        Value = found.Value,
        Top5 = found.Top5,
        StandardError = found.StandardError,
        Samples = found.Samples,
    };
}
