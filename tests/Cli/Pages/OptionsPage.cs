using System.CommandLine;
using System.Text;

namespace Qcc.Cli.Tests.Pages;

/// <summary>docs/options.md: every verb with its options, from what the command line declares.</summary>
static class OptionsPage
{
    public static string Generate()
    {
        var host = new Host(new Terminal(TextWriter.Null, TextWriter.Null) { OpenOutput = () => Stream.Null });
        RootCommand root = CommandTree.Create(host);
        var page = new StringBuilder();
        page.Append("# Options\n\nGenerated from the command line's own declarations; `./test --accept` writes it again.\n\n");
        page.Append("Options take their value as `--name value` or `--name=value`; `@FILE` reads further words from a file, one a line.\n\n");
        Section(page, "Every verb", root.Options.Where(o => o.Recursive));
        foreach (Command verb in root.Subcommands)
        {
            string arguments = string.Concat(verb.Arguments.Select(a => $" {(a.HelpName ?? a.Name)}{(a.Arity.MaximumNumberOfValues > 1 ? "..." : "")}"));
            page.Append($"## qcc {verb.Name}{arguments}\n\n{verb.Description}.\n\n");
            Table(page, verb.Options);
            page.Append($"```sh\n{string.Join('\n', ((VerbCommand)verb).Examples)}\n```\n\n");
        }
        return page.ToString().TrimEnd('\n') + "\n";
    }

    static void Section(StringBuilder page, string heading, IEnumerable<Option> options)
    {
        page.Append($"## {heading}\n\n");
        Table(page, options);
    }

    static void Table(StringBuilder page, IEnumerable<Option> options)
    {
        Option[] shown = [.. options.Where(o => !o.Hidden)];
        if (shown.Length == 0)
        {
            return;
        }
        page.Append("| option | meaning |\n|---|---|\n");
        foreach (Option option in shown)
        {
            string names = string.Join(", ", option.Aliases.Order(StringComparer.Ordinal).Prepend(option.Name).Distinct().Select(n => $"`{n}`"));
            string value = option.HelpName is { } name ? $" `{name.Replace("|", "\\|", StringComparison.Ordinal)}`" : "";
            page.Append($"| {names}{value} | {option.Description?.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }
        page.Append('\n');
    }
}
