using System.CommandLine;

namespace Qcc.Cli.Configuration;

/// <summary>A key of a configuration: the long name of an option, of whichever verbs have it.</summary>
/// <param name="Name">Without dashes.</param>
/// <param name="Options">The options of that name; verbs may have their own.</param>
sealed record ConfigKey(string Name, IReadOnlyList<Option> Options)
{
    /// <summary>What the words for values of files and folders are called.</summary>
    static readonly string[] PathNames = ["PATH", "FILE", "OUT", "DIR"];

    /// <summary>Options that say what a call writes and replaces: a file beside a model that came from somewhere must not.</summary>
    static readonly string[] PerCall = ["output", "output-dir", "force", "save-plan", "wrapper", "depfile", "merge", "shard", "shards", "sarif"];

    static readonly string[] Never = ["config", "save-config", "help", "version"];

    public bool IsFlag => Options[0].ValueType == typeof(bool);
    public bool TakesMany => Options.Any(o => o.Arity.MaximumNumberOfValues > 1);
    public bool IsPath => PathNames.Contains(Options[0].HelpName);
    public bool IsNumber => Options.All(o => (Nullable.GetUnderlyingType(o.ValueType) ?? o.ValueType) is { } type && (type == typeof(int) || type == typeof(float) || type == typeof(double)));

    /// <summary>The names that a value may have, or none where it is free.</summary>
    public IReadOnlyList<string> Choices => !IsNumber && Options[0].HelpName is { } names && names.Contains('|', StringComparison.Ordinal) ? names.Split('|') : [];

    /// <summary>All keys, in ordinal order.</summary>
    public static IReadOnlyList<ConfigKey> All(RootCommand root) =>
    [
        .. root.Subcommands.Prepend<Command>(root).SelectMany(c => c.Options).Where(o => !o.Hidden)
            .GroupBy(o => o.Name.TrimStart('-'), (name, options) => new ConfigKey(name, [.. options]))
            .Where(k => !PerCall.Contains(k.Name) && !Never.Contains(k.Name)).OrderBy(k => k.Name, StringComparer.Ordinal),
    ];

    /// <summary>Whether an option of that name belongs on the command line alone.</summary>
    public static bool IsPerCall(string name) => PerCall.Contains(name);
}
