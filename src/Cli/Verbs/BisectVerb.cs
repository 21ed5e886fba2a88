using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Qcc.Bisect;
using Qcc.Cli.Documents;
using Qcc.Cli.Options;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Verbs;

/// <summary><c>qcc bisect MODEL [-c DATA]</c>: which pass or which layer breaks a model.</summary>
static class BisectVerb
{
    public static Command Create(Host host)
    {
        var model = new Argument<string>("MODEL") { Description = "The .onnx file, in float" };
        var options = new CompileOptionSet();
        var bound = new Option<double>("--threshold") { Description = "Largest difference of the float outputs, relative to the largest output, that is no fault of a pass", HelpName = "R", CustomParser = ParseBound, DefaultValueFactory = _ => 1e-4 };
        var verb = new VerbCommand("bisect", "Find the pass that changes what a model computes, else the layer whose quantization costs most",
            "qcc bisect model.onnx -c calib/",
            "qcc bisect model.onnx -c calib.npz --prefer size --json | jq .layers[0].node")
        { model };
        options.AddDecisionsTo(verb);
        verb.Add(bound);
        host.Bind(verb, new BisectDocument(), async (line, shell, cancellation) =>
        {
            CompileOptions compile = options.ReadDecisions(line, shell) with { Diagnostics = shell };
            TargetOption.Find(compile.Target);
            OpenedModel opened = OpenedModel.Read(line.GetRequiredValue(model), new DiagnosticList());
            return Document(opened.File, await Bisection.RunAsync(opened.File.Path, compile, line.GetValue(bound), cancellation));
        });
        return verb;
    }

    static BisectDocument Document(InputFile file, Bisection found) => new()
    {
        Input = file,
        Samples = found.Samples,
        Synthetic = found.Synthetic,
        Steps = found.Steps,
        FloatError = found.FloatError.Relative,
        Pass = found.Broken is { } broken ? new BrokenPassEntry(broken.Pass, broken.Number, broken.Before.Relative, broken.After.Relative, broken.After.Refusal) : null,
        SqnrDb = found.SqnrDb,
        Layers = [.. found.Layers.Select(l => new LayerCostEntry(l.Node, l.Operator, l.AloneDb, l.WithoutDb))],
    };

    static double ParseBound(ArgumentResult result)
    {
        string word = result.Tokens[0].Value;
        if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double bound) || bound is not (> 0 and < 1))
        {
            result.AddError($"--threshold needs a number between 0 and 1, not '{word}'");
        }
        return bound;
    }
}
