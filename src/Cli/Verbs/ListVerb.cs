using System.CommandLine;
using Qcc.Cli.Documents;
using Qcc.Cli.Options;
using Qcc.Core.Ops;
using Qcc.Targets;

namespace Qcc.Cli.Verbs;

/// <summary>Registries that can be listed.</summary>
enum Registry { Targets, Passes, Ops }

/// <summary><c>qcc list targets|passes|ops</c>: what there is to choose from.</summary>
static class ListVerb
{
    public static Command Create(Host host)
    {
        Argument<Registry> what = Choice.Argument<Registry>("WHAT", "What to list");
        var verb = new VerbCommand("list", "List targets, passes or operators",
            "qcc list targets              names for --target",
            "qcc list passes               the steps of a compile; those of canonicalize serve dump --after",
            "qcc list ops --json")
        { what };
        host.Bind(verb, new ListDocument(), (line, _, _) => Task.FromResult<Document>(Run(line.GetRequiredValue(what))));
        return verb;
    }

    public static ListDocument Run(Registry what) => new()
    {
        Kind = Choice.Name(what),
        Entries = what switch
        {
            Registry.Targets => [.. TargetRegistry.All.Select(t => new ListEntry(t.Name, "", t.Summary))],
            Registry.Passes => [.. CompileStep.All.Select(s => new ListEntry(s.Name, Choice.Name(s.Stage), s.Summary))],
            Registry.Ops => [.. OperatorTable.All.Select(o => new ListEntry(o.ToString(), string.Join(' ', o.Versions), o.Summary))],
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
        },
    };
}
