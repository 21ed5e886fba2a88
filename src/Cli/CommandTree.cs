using System.CommandLine;
using Qcc.Cli.Verbs;

namespace Qcc.Cli;

/// <summary>All verbs. To add one, write its file in Verbs and name it here.</summary>
static class CommandTree
{
    static readonly IReadOnlyList<Func<Host, Command>> Verbs =
    [
        CompileVerb.Create, CalibrateVerb.Create, BatchVerb.Create, InspectVerb.Create, ExplainVerb.Create, CompareVerb.Create, EvalVerb.Create,
        ReportVerb.Create, BenchVerb.Create, BisectVerb.Create, DumpVerb.Create, ListVerb.Create, CompletionsVerb.Create, HelpVerb.Create,
    ];

    public static RootCommand Create(Host host)
    {
        var root = new RootCommand("qcc quantizes ONNX models: a model goes in, a smaller and faster one comes out, checked against the original.") { HelpName = "qcc" };
        foreach (VersionOption version in root.Options.OfType<VersionOption>())
        {
            version.Action = new VersionText();
        }
        HelpText.ReplaceIn(root);
        CompileVerb.Configure(root, host);
        foreach (Func<Host, Command> verb in Verbs)
        {
            root.Add(verb(host));
        }
        host.Common.AddTo(root);
        return root;
    }
}
