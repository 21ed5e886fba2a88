using System.CommandLine;
using Qcc.Cli.Documents;
using Qcc.Cli.Options;
using Qcc.Explain;
using Qcc.Targets;

namespace Qcc.Cli.Verbs;

/// <summary><c>qcc explain FILE</c>: what runs in integers, what does not, and why.</summary>
static class ExplainVerb
{
    public static Command Create(Host host)
    {
        var model = new Argument<string>("MODEL") { Description = "A quantized model: what ONNX Runtime does with it; a float one: what a target could do" };
        var target = new TargetOption();
        var verb = new VerbCommand("explain", "Show for each node whether it runs in integers, and if not why",
            "qcc explain model.int8-cpu.onnx",
            "qcc explain model.onnx --target int8-cpu         before quantizing",
            "qcc explain model.int8-cpu.onnx --json | jq '.layers[] | select(.decision == \"float\")'")
        { model };
        target.AddTo(verb);
        host.Bind(verb, new ExplainDocument(), (line, shell, cancellation) =>
            Task.FromResult<Document>(Run(line.GetRequiredValue(model), TargetOption.Find(target.Read(line)), shell, cancellation)));
        return verb;
    }

    public static ExplainDocument Run(string path, Target target, Shell shell, CancellationToken cancellation)
    {
        OpenedModel opened = OpenedModel.Read(path, shell);
        Explanation found = Explanation.OfFile(path, target, new Core.Diagnostics.DiagnosticList(), cancellation);
        int Count(Execution execution) => found.Nodes.Count(n => n.Execution == execution);
        return new ExplainDocument
        {
            Input = opened.File,
            Target = found.IsQuantized ? null : target.Name,
            Quantized = found.IsQuantized,
            Nodes = new NodeCounts(found.Nodes.Count, Count(Execution.Integer), Count(Execution.Float)),
            Layers = [.. found.Nodes.Select(n => new ExplainEntry(n.Node, n.Operator, Choice.Name(n.Execution), n.Kernel, n.Reason))],
        };
    }
}
