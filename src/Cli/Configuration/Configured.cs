using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Qcc.Core.Diagnostics;

namespace Qcc.Cli.Configuration;

/// <summary>A line with what a configuration adds: the command line beats the environment, which beats the configuration.</summary>
sealed class Configured
{
    readonly ConfigFile _file;
    readonly ConfigEntry[] _used;

    Configured(ConfigFile file, ConfigEntry[] used)
    {
        _file = file;
        _used = used;
    }

    public string Path => _file.Path;

    /// <summary>The configuration for a line: that of --config, else the one beside the model, else the one in the working directory; null where there is none.</summary>
    /// <param name="named">The value of --config, or null.</param>
    /// <exception cref="DiagnosticException">It cannot be read or is none.</exception>
    public static Configured? Find(ParseResult line, string? named, Terminal terminal)
    {
        if ((named ?? Found(line)) is not { } path)
        {
            return null;
        }
        ConfigFile file = ConfigFile.Load(path, ConfigKey.All((RootCommand)line.RootCommandResult.Command));
        return new Configured(file, [.. file.Entries.Where(e => OptionFor(e.Key, line) is { } option && IsOpen(option, line, terminal))]);
    }

    /// <summary>The words of a line with those of the configuration, where its options may stand.</summary>
    public IReadOnlyList<string> AddTo(ParseResult line, IReadOnlyList<string> words)
    {
        int verb = line.CommandResult.Command is RootCommand ? -1 : words.TakeWhile(w => w != line.CommandResult.IdentifierToken.Value).Count();
        // A verb that stands in a response file is not among the words.
        int at = Math.Min(verb + 1, words.Count);
        return [.. words.Take(at), .. _used.SelectMany(Words), .. words.Skip(at)];
    }

    /// <summary>Whether a line has an option from here.</summary>
    public bool Gives(Option option) => _used.Any(e => e.Key.Options.Contains(option));

    /// <summary>An error about a value from here, with the file and the key that hold it; any other diagnostic as it is.</summary>
    public Diagnostic Locate(Diagnostic diagnostic) =>
        diagnostic.Severity == Severity.Error && _used.FirstOrDefault(e => IsAbout(diagnostic, e)) is { } entry
            ? diagnostic with { Text = $"{diagnostic.Text} ('{entry.Key.Name}' in {Path})" }
            : diagnostic;

    /// <summary>Whether a diagnostic names the option or quotes its value, or is about the file that is its value.</summary>
    bool IsAbout(Diagnostic diagnostic, ConfigEntry entry)
    {
        string text = diagnostic.Text;
        bool named = Regex.IsMatch(text, $@"(?<![\w-])--{Regex.Escape(entry.Key.Name)}(?![\w-])");
        return named || entry.Values.Where(v => v.Length > 0).Any(v =>
            text.Contains($"\"{v}\"", StringComparison.Ordinal) || text.Contains($"'{v}'", StringComparison.Ordinal)
            || (entry.Key.IsPath && (diagnostic.Place.File == Resolve(v) || text.Contains(Resolve(v), StringComparison.Ordinal))));
    }

    IEnumerable<string> Words(ConfigEntry entry) =>
        entry.Key.IsFlag ? [$"--{entry.Key.Name}"] : entry.Values.Select(v => $"--{entry.Key.Name}={(entry.Key.IsPath ? Resolve(v) : v)}");

    /// <summary>A path of the file, which is relative to the file.</summary>
    string Resolve(string value) =>
        value is "" or "-" || value[0] == '{' || System.IO.Path.GetDirectoryName(_file.Path) is not { Length: > 0 } folder ? value : System.IO.Path.Combine(folder, value);

    static string? Found(ParseResult line)
    {
        string? model = line.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).FirstOrDefault()?.Value;
        string?[] folders = [model is { Length: > 0 } ? Directory.Exists(model) ? model : System.IO.Path.GetDirectoryName(model) : null, ""];
        return folders.Where(f => f is not null).Select(f => System.IO.Path.Combine(f!, ConfigFile.Name)).FirstOrDefault(File.Exists);
    }

    /// <summary>The option of that name that the verb of a line has, or null.</summary>
    static Option? OptionFor(ConfigKey key, ParseResult line) =>
        key.Options.FirstOrDefault(o => line.CommandResult.Command.Options.Contains(o) || (o.Recursive && line.RootCommandResult.Command.Options.Contains(o)));

    /// <summary>Whether neither the command line nor the environment says otherwise.</summary>
    static bool IsOpen(Option option, ParseResult line, Terminal terminal)
    {
        bool Given(string name) => line.CommandResult.Children.Concat(line.RootCommandResult.Children).OfType<OptionResult>().Any(o => !o.Implicit && o.Option.Name == name);
        bool Set(string variable) => !string.IsNullOrEmpty(terminal.Environment(variable));
        return !Given(option.Name) && option.Name switch
        {
            "--threads" => option.ValueType != typeof(int?) || !Set("QCC_THREADS"),
            "--color" => !Set("NO_COLOR"),
            "--quiet" => !Given("--verbose"),
            "--verbose" => !Given("--quiet"),
            _ => true,
        };
    }
}
