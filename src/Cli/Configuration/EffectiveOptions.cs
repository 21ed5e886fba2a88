using System.CommandLine;
using System.CommandLine.Parsing;

namespace Qcc.Cli.Configuration;

/// <summary>The options that a line has from the command line and the configuration, for -v and --save-config.</summary>
static class EffectiveOptions
{
    /// <summary>A sentence for each option: its value and where it comes from.</summary>
    public static IEnumerable<string> Origins(ParseResult line, Configured? configured) =>
        Given(line).Select(o => $"{o.Option.Name.TrimStart('-')}: {Text(o)} ({(configured?.Gives(o.Option) == true ? $"config {configured.Path}" : "command line")})");

    /// <summary>What a configuration in <paramref name="folder"/> must hold for a call without options to do the same.</summary>
    public static IEnumerable<ConfigEntry> Entries(ParseResult line, string folder)
    {
        IReadOnlyList<ConfigKey> keys = ConfigKey.All((RootCommand)line.RootCommandResult.Command);
        foreach (OptionResult option in Given(line).OrderBy(o => o.Option.Name, StringComparer.Ordinal))
        {
            if (keys.FirstOrDefault(k => k.Options.Contains(option.Option)) is { } key && !(key.IsFlag && option.Tokens is [{ Value: "false" }]))
            {
                yield return new ConfigEntry(key, [.. option.Tokens.Select(t => key.IsPath ? Relative(t.Value, folder) : t.Value)]);
            }
        }
    }

    static IEnumerable<OptionResult> Given(ParseResult line) =>
        line.CommandResult.Children.Concat(line.CommandResult == line.RootCommandResult ? [] : line.RootCommandResult.Children).OfType<OptionResult>().Where(o => !o.Implicit);

    static string Text(OptionResult option) => option.Tokens.Count == 0 ? "true" : string.Join(' ', option.Tokens.Select(t => t.Value));

    static string Relative(string path, string folder) =>
        path is "" or "-" || path[0] == '{' ? path : Path.GetRelativePath(folder, Path.GetFullPath(path));
}
