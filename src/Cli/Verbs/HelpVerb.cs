using System.CommandLine;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Verbs;

/// <summary><c>qcc help [VERB]</c>: the same as <c>qcc VERB --help</c>.</summary>
static class HelpVerb
{
    public static Command Create(Host host)
    {
        var name = new Argument<string?>("VERB") { Description = "The verb to explain; without it, the verbs", Arity = ArgumentArity.ZeroOrOne };
        var verb = new VerbCommand("help", "Show what a verb does and its options",
            "qcc help",
            "qcc help inspect")
        { name };
        name.Validators.Add(result =>
        {
            string[] known = [.. verb.Parents.OfType<Command>().SelectMany(p => p.Subcommands).Select(c => c.Name)];
            if (result.Tokens is [{ Value: var word }, ..] && !known.Contains(word))
            {
                string hint = NearestNames.To(word, known) is { Count: > 0 } near ? $", did you mean '{near[0]}'?" : "";
                result.AddError($"there is no verb '{word}'{hint}");
            }
        });
        verb.SetAction((line, cancellation) =>
        {
            string[] words = line.GetValue(name) is { } word ? [word, "--help"] : ["--help"];
            return CommandTree.Create(host).Parse(words).InvokeAsync(line.InvocationConfiguration, cancellation);
        });
        return verb;
    }
}
