using System.CommandLine;
using Qcc.Cli.Documents;
using Qcc.Cli.Options;
using Qcc.Explain;

namespace Qcc.Cli.Verbs;

/// <summary><c>qcc explain FILE</c>: what runs in integers, what does not, and why.</summary>
static class ExplainVerb
{
    public static Command Create(Host host)
    {
        var model = new Argument<string>("MODEL") { Description = "A quantized model: what ONNX Runtime does with it; a float one: what a compile would decide" };
        var target = new TargetOption();
        Option<IReadOnlyDictionary<string, IReadOnlyList<long>>> shapes = ShapeOption.Create();
        Option<Preference> prefer = Choice.Option<Preference>("--prefer", "Which layers become integer: those that get faster, or all that get smaller");
        var verb = new VerbCommand("explain", "Show for each node whether it runs in integers, and if not why",
            "qcc explain model.int8-cpu.onnx",
            "qcc explain model.onnx --target int8-cpu         before quantizing",
            "qcc explain model.int8-cpu.onnx --json | jq '.layers[] | select(.decision == \"float\")'")
        { model };
        target.AddTo(verb);
        verb.Add(shapes);
        verb.Add(prefer);
        host.Bind(verb, new ExplainDocument(), async (line, shell, cancellation) =>
        {
            var options = new CompileOptions { Target = TargetOption.Find(target.Read(line)).Name, Shapes = line.GetRequiredValue(shapes), Preference = line.GetValue(prefer) };
            return await RunAsync(line.GetRequiredValue(model), options, shell, cancellation);
        });
        return verb;
    }

    public static async Task<ExplainDocument> RunAsync(string path, CompileOptions options, Shell shell, CancellationToken cancellation)
    {
        OpenedModel opened = OpenedModel.Read(path, shell);
        Explanation found = await Explanation.OfFileAsync(path, options, new Core.Diagnostics.DiagnosticList(), cancellation);
        int Count(Execution execution) => found.Nodes.Count(n => n.Execution == execution);
        return new ExplainDocument
        {
            Input = opened.File,
            Target = found.IsQuantized ? null : options.Target,
            Quantized = found.IsQuantized,
            Undecided = found.Undecided,
            Nodes = new NodeCounts(found.Nodes.Count, Count(Execution.Integer), Count(Execution.Float), Count(Execution.Absorbed)),
            Layers = [.. found.Nodes.Select(n => new ExplainEntry(n.Node, n.Operator, Choice.Name(n.Execution), n.Kernel, n.Reason))],
        };
    }
}
