using System.CommandLine;
using Qcc.Cli.Documents;
using Qcc.Codegen.Onnx;
using Qcc.Core.Diagnostics;
using Qcc.Core.Ir;
using Qcc.Core.Rewrite;
using Qcc.Core.Text;
using Qcc.Onnx.OpsetRaising;
using Qcc.Onnx.Runtime;
using Qcc.Passes;

namespace Qcc.Cli.Verbs;

/// <summary><c>qcc dump MODEL [--after PASS]</c>: a model as text, as imported or after a pass.</summary>
static class DumpVerb
{
    public static Command Create(Host host)
    {
        var model = new Argument<string>("MODEL") { Description = "The .onnx file" };
        var after = new Option<string?>("--after") { Description = "Run the passes up to this one first (see 'qcc list passes')", HelpName = "PASS" };
        var verb = new VerbCommand("dump", "Print a model as text, as it is or after a pass",
            "qcc dump model.onnx | less",
            "qcc dump model.onnx --after FoldBatchNormIntoConv")
        { model, after };
        host.Bind(verb, new DumpDocument(), (line, shell, cancellation) => Task.FromResult<Document>(Run(line.GetRequiredValue(model), line.GetValue(after), shell, cancellation)));
        return verb;
    }

    public static DumpDocument Run(string path, string? after, Shell shell, CancellationToken cancellation)
    {
        int passes = after is null ? 0 : PositionOf(after) + 1;
        OpenedModel opened = OpenedModel.Read(path, shell);
        var runtime = new OrtRuntime(path);
        var context = new PassContext(opened.Model, runtime, shell, cancellation) { File = path };
        if (passes > 0)
        {
            // Passes look at types, as in a compile; without passes the model is shown as the file has it.
            runtime.InferTypes(opened.Model);
            OpsetRaiser.Raise(opened.Model, QdqEmitter.Opset, path);
        }
        foreach (Pass pass in PassRegistry.Canonicalize.Take(passes))
        {
            cancellation.ThrowIfCancellationRequested();
            bool changed = pass.Run(opened.Model.Graph, context);
            shell.Detail($"{pass.Name}: {(changed ? "changed" : "nothing to do")}");
        }
        return new DumpDocument { Input = opened.File, After = after, Text = GraphPrinter.Print(opened.Model) };
    }

    static int PositionOf(string pass)
    {
        string[] names = [.. PassRegistry.Canonicalize.Select(p => p.Name)];
        int position = Array.IndexOf(names, pass);
        return position >= 0 ? position : throw new DiagnosticException(UsageDiagnostics.NoSuchName.At(UsageDiagnostics.Place,
            new UnknownName("pass of the stage canonicalize", pass, NearestNames.To(pass, names), "qcc list passes")));
    }
}
