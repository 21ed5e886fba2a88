using System.CommandLine;
using Qcc.Cli.Documents;
using Qcc.Cli.Options;
using Qcc.Codegen.Onnx;
using Qcc.Core.Diagnostics;
using Qcc.Core.Rewrite;
using Qcc.Core.Text;
using Qcc.Onnx.OpsetRaising;
using Qcc.Onnx.Runtime;
using Qcc.Passes;
using Qcc.Targets;

namespace Qcc.Cli.Verbs;

/// <summary><c>qcc dump MODEL [--after PASS]</c>: a model as text, as imported or after a pass.</summary>
static class DumpVerb
{
    public static Command Create(Host host)
    {
        var model = new Argument<string>("MODEL") { Description = "The .onnx file" };
        var after = new Option<string?>("--after") { Description = "Run the passes up to this one first: one of the stage canonicalize in 'qcc list passes'", HelpName = "PASS" };
        after.CompletionSources.Add([.. PassRegistry.Canonicalize.Select(p => p.Name)]);
        var target = new TargetOption();
        var verb = new VerbCommand("dump", "Print a model as text, as it is or after a pass",
            "qcc dump model.onnx | less",
            "qcc dump model.onnx --after FoldBatchNormIntoConv")
        { model, after };
        target.AddTo(verb);
        host.Bind(verb, new DumpDocument(), (line, shell, cancellation) =>
            Task.FromResult<Document>(Run(new DumpRequest(line.GetRequiredValue(model), line.GetValue(after), TargetOption.Find(target.Read(line))), shell, cancellation)));
        return verb;
    }

    /// <summary>What to print.</summary>
    /// <param name="After">The pass to stop after; null: the file as it is.</param>
    /// <param name="Target">Whose forms the graph is brought into.</param>
    public sealed record DumpRequest(string Path, string? After, Target Target);

    public static DumpDocument Run(DumpRequest request, Shell shell, CancellationToken cancellation)
    {
        CheckName(request);
        OpenedModel opened = OpenedModel.Read(request.Path, shell);
        if (request.After is { } after)
        {
            // As in a compile; without --after the model is shown as the file has it.
            var runtime = new OrtRuntime(request.Path);
            runtime.InferTypes(opened.Model);
            OpsetRaiser.Raise(opened.Model, QdqEmitter.Opset, request.Path);
            RunTo(after, request.Target, new PassContext(opened.Model, runtime, shell, cancellation) { File = request.Path }, shell);
        }
        return new DumpDocument { Input = opened.File, After = request.After, Text = GraphPrinter.Print(opened.Model) };
    }

    /// <summary>Passes of a compile up to one: those of the first round of canonicalization; or all its rounds and then the target's forms.</summary>
    static void RunTo(string last, Target target, PassContext context, Shell shell)
    {
        IReadOnlyList<Pass> passes = PassRegistry.Canonicalize;
        if (!passes.Any(p => p.Name == last))
        {
            passes.RunUntilStable(context.Model.Graph, context);
            passes = target.Forms;
        }
        foreach (Pass pass in passes.Take(passes.TakeWhile(p => p.Name != last).Count() + 1))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            bool changed = pass.Run(context.Model.Graph, context);
            shell.Detail($"{pass.Name}: {(changed ? "changed" : "nothing to do")}");
        }
    }

    static void CheckName(DumpRequest request)
    {
        string[] names = [.. PassRegistry.Canonicalize.Concat(request.Target.Forms).Select(p => p.Name)];
        if (request.After is { } pass && !names.Contains(pass))
        {
            throw new DiagnosticException(UsageDiagnostics.NoSuchName.At(UsageDiagnostics.Place,
                new UnknownName("pass of the stage canonicalize", pass, NearestNames.To(pass, names), "qcc list passes")));
        }
    }
}
